"""The figures for Prometheus, in its text format: queues, loops, mails, requests, the hold and the backup.

https://prometheus.io/docs/instrumenting/exposition_formats/ (version 0.0.4). No label holds a person's words.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.apps import apps
from django.db.models import Max
from django.utils import timezone

from heard.backup import last
from heard.channels import hold
from heard.channels.models import Arrival, Outgoing
from heard.lib.claim import State
from heard.lib.models import Heartbeat
from heard.reports.health import COUNT_TO, QUEUES

TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = tuple[tuple[str, str], ...]
Sample = tuple[Labels, float]


def text(requests: Mapping[tuple[str, str], int]) -> str:
    """Everything; `requests` counts those of this process by (route, class of the status)."""
    now = timezone.now()
    asked = [((("route", route), ("status", status)), n) for (route, status), n in sorted(requests.items())]
    parts = [
        *_queues(now),
        _series("heard_loop_silent_seconds", "gauge", "Since a loop's last sign of life.", _loops(now)),
        _series("heard_arrivals_total", "counter", "Mails and requests that came.", _highest(Arrival)),
        _series("heard_outgoing_total", "counter", "Copies put in line to leave.", _highest(Outgoing)),
        _series(
            "heard_outbox_held",
            "gauge",
            "1 while nothing leaves, after a restore.",
            [((), hold.is_standing())],
        ),
        _series("heard_backup_age_seconds", "gauge", "Since the last backup was begun.", _backup(now)),
        _series("heard_requests_total", "counter", "Requests that this process answered.", asked),
    ]
    return "".join(parts)


def _queues(now: datetime) -> list[str]:
    """Rows that wait, how long the first of them does, and rows that failed; counted to ten thousand."""
    waiting: list[Sample] = []
    oldest: list[Sample] = []
    failed: list[Sample] = []
    for label, since in QUEUES.items():
        rows = apps.get_model(label)._default_manager
        named = (("queue", label.rpartition(".")[2].lower()),)
        wait = rows.filter(state=State.WAITING)
        first = wait.order_by("pk").values_list(since, flat=True).first()
        waiting.append((named, wait[:COUNT_TO].count()))
        oldest.append((named, max((now - first).total_seconds(), 0.0) if first else 0.0))
        failed.append((named, rows.filter(state=State.FAILED)[:COUNT_TO].count()))
    return [
        _series("heard_queue_waiting", "gauge", "Rows that wait.", waiting),
        _series("heard_queue_oldest_seconds", "gauge", "Since when the first of them waits.", oldest),
        _series("heard_queue_failed", "gauge", "Rows that failed, and need a person.", failed),
    ]


def _loops(now: datetime) -> list[Sample]:
    seen = Heartbeat.objects.values("loop").order_by("loop").annotate(last=Max("at"))
    return [((("loop", row["loop"]),), max((now - row["last"]).total_seconds(), 0.0)) for row in seen]


def _highest(model: type[Arrival] | type[Outgoing]) -> list[Sample]:
    """The highest number given: counts without reading every row; numbers may have gaps."""
    return [((), model._default_manager.aggregate(n=Max("pk"))["n"] or 0)]


def _backup(now: datetime) -> list[Sample]:
    taken = last.taken()
    return [((), (now - taken.at).total_seconds())] if taken else []


def _series(name: str, kind: str, what: str, samples: Iterable[Sample]) -> str:
    lines = [f"# HELP {name} {what}", f"# TYPE {name} {kind}"]
    for labels, value in samples:
        told = ",".join(f'{label}="{_escaped(said)}"' for label, said in labels)
        lines.append(f"{name}{{{told}}} {float(value):g}" if told else f"{name} {float(value):g}")
    return "\n".join(lines) + "\n"


def _escaped(said: str) -> str:
    return said.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
