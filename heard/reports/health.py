"""Whether everything runs, and what needs a person: one list, for the page and for `heard doctor`."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.template.defaultfilters import filesizeformat as size
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heard.alerts.mailboxes import alarm_words
from heard.backup import last
from heard.channels import alarms, hold
from heard.channels.email import mailboxes
from heard.channels.models import Channel
from heard.lib import heartbeat
from heard.lib.claim import State
from heard.lib.models import Heartbeat
from heard.reports import spans
from heard.staff import desk

# Tables that are queues: model, the field that says since when a row waits.
QUEUES = {
    "channels.Arrival": "kept_at",
    "reactions.Reaction": "entry__recorded_at",
    "channels.Outgoing": "queued_at",
    "tickets.TagChange": "asked_at",
    "privacy.Erasure": "asked_at",
}
# Mailboxes are claimed so that one worker reads them; their troubles are alarms. A webhook's deliveries wait
# for the other side for up to a day; their log says so, and owners are told when it is turned off.
# What retention and cleaning do in the night is due then, and Setup, Privacy says how it went.
NO_QUEUES = {"channels.ImapAccount", "channels.Delivery", "privacy.Retention", "privacy.Cleaning"}
SLOW = timedelta(minutes=10)  # a row that waits longer is worth a look
STUCK = timedelta(hours=1)  # and after this somebody should do something
LEAST_FREE = 500_000_000  # bytes: SQLite, files and the system need room to move
LITTLE_FREE = 5_000_000_000
MOST_SKEW = timedelta(seconds=30)
OLD_BACKUP = timedelta(hours=36)  # one a day, and half a day late
NO_BACKUP = timedelta(days=7)
COUNT_TO = 10_000


class Stand(StrEnum):
    """How something stands."""

    WELL = "well"
    LOOK = "look"  # nobody has to do anything now
    WRONG = "wrong"  # needs a person


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: a sentence, and the figures behind it as (what, how much)."""

    title: str
    stand: Stand
    words: str
    rows: tuple[tuple[str, str], ...] = ()
    failed: int = 0  # rows of it that can be tried again under Held up


def findings(now: datetime | None = None) -> list[Finding]:
    """Everything, in the order in which it should be read."""
    at = now or timezone.now()
    looks: tuple[Callable[[datetime], Finding], ...] = (
        _loops,
        _queues,
        _mailboxes,
        _way_out,
        _disk,
        _database,
        _migrations,
        _clock,
        _backup,
        _version,
    )
    return [look(at) for look in looks]


def worst(found: list[Finding]) -> Stand:
    """The worst of them."""
    stands = {each.stand for each in found}
    return next(stand for stand in (Stand.WRONG, Stand.LOOK, Stand.WELL) if stand in stands)


def _loops(now: datetime) -> Finding:
    title = _("Loops")
    last: dict[str, datetime] = {}
    for row in Heartbeat.objects.order_by("at"):
        last[row.loop] = row.at
    silent = heartbeat.silent()
    rows = tuple((loop, spans.ago(now - at)) for loop, at in sorted(last.items()))
    if silent == ["worker"]:
        return Finding(
            title, Stand.WRONG, _("No worker runs, so nothing comes in or leaves. Start heard up."), rows
        )
    if silent:
        words = _("Silent: %(names)s. Restart the worker, and look into its log.") % {
            "names": ", ".join(silent)
        }
        return Finding(title, Stand.WRONG, words, rows)
    words = ngettext("%(n)s loop turns.", "All %(n)s loops turn.", len(last)) % {"n": len(last)}
    return Finding(title, Stand.WELL, words, rows)


def _queues(now: datetime) -> Finding:
    title, rows, failed, oldest = _("Queues"), [], 0, timedelta(0)
    for label, since in QUEUES.items():
        model = apps.get_model(label)
        waiting = model._default_manager.filter(state=State.WAITING)
        number = waiting[:COUNT_TO].count()
        broken = model._default_manager.filter(state=State.FAILED)[:COUNT_TO].count()
        first = waiting.order_by("pk").values_list(since, flat=True).first()
        age = max(now - first, timedelta(0)) if first else timedelta(0)
        oldest, failed = max(oldest, age), failed + broken
        rows.append((_queue_names()[label], _in_line(number, age, broken)))
    if failed:
        words = ngettext("%(n)s row failed. Try it again.", "%(n)s rows failed. Try them again.", failed)
        return Finding(title, Stand.WRONG, words % {"n": failed}, tuple(rows), failed)
    if oldest > SLOW:
        stand = Stand.WRONG if oldest > STUCK else Stand.LOOK
        words = _("Something has waited for %(time)s. Held up says why.") % {"time": spans.long(oldest)}
        return Finding(title, stand, words, tuple(rows))
    return Finding(title, Stand.WELL, _("Nothing waits long, and nothing failed."), tuple(rows))


def _mailboxes(_now: datetime) -> Finding:
    names = dict(Channel.objects.filter(is_active=True).order_by("pk").values_list("pk", "name"))
    standing = alarms.standing(list(names))
    rows = [
        (names[number], ", ".join(alarm["short"] for alarm in alarm_words(found)))
        for number, found in standing.items()
        if found
    ]
    if rows:
        words = ngettext("%(n)s mailbox needs you.", "%(n)s mailboxes need you.", len(rows)) % {
            "n": len(rows)
        }
        return Finding(_("Mailboxes"), Stand.WRONG, words, tuple(rows))
    return Finding(
        _("Mailboxes"),
        Stand.WELL,
        ngettext("%(n)s is well.", "All %(n)s are well.", len(names)) % {"n": len(names)},
    )


def _way_out(_now: datetime) -> Finding:
    title = _("Mail out")
    if held := hold.standing():
        old, new = hold.waiting()
        words = _("Held since the restore, so that nothing leaves twice. Look at what waits, and release it.")
        rows = (
            (_("the desk was set back to"), _exactly(held.backup_at)),
            (_("waited in the backup, may have left since"), str(old)),
            (_("written since the restore"), str(new)),
        )
        return Finding(title, Stand.WRONG, words, rows)
    if _is_demo():
        return Finding(title, Stand.WELL, _("A demo: mail stays under Sent mail."))
    if settings.RELAY is None:
        return Finding(
            title, Stand.WRONG, _("No relay is set, so replies wait. Set HEARD_RELAY to your mail server.")
        )
    if Channel.objects.filter(is_active=True, address=mailboxes.UNNAMED).exists():
        return Finding(title, Stand.WRONG, _("The mailbox has no address yet. Give it one under Channels."))
    return Finding(title, Stand.WELL, _("Through %(host)s.") % {"host": settings.RELAY.host})


def _is_demo() -> bool:
    """As the desk itself says: `heard doctor` is not started as a demo, and must say what the page says."""
    found = desk.current()
    return settings.IS_DEMO or bool(found and found.is_demo)


def _disk(_now: datetime) -> Finding:
    usage = shutil.disk_usage(settings.HOME)
    rows = (
        (_("free"), size(usage.free)),
        (_("in all"), size(usage.total)),
        (_("data folder"), str(settings.HOME)),
    )
    if usage.free < LEAST_FREE:
        words = _("Only %(size)s are free. Mail is refused when the disk is full: make room.")
        return Finding(_("Disk"), Stand.WRONG, words % {"size": size(usage.free)}, rows)
    stand = Stand.LOOK if usage.free < LITTLE_FREE else Stand.WELL
    return Finding(_("Disk"), stand, _("%(size)s are free.") % {"size": size(usage.free)}, rows)


def _database(_now: datetime) -> Finding:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database()), current_setting('server_version')")
            number, version = cursor.fetchone()
        rows = ((_("kind"), f"PostgreSQL {version}"), (_("size"), size(int(number))))
        return Finding(_("Database"), Stand.WELL, _("It holds %(size)s.") % {"size": size(int(number))}, rows)
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    sides = [Path(f"{file}{end}") for end in ("", "-wal")]
    number = sum(side.stat().st_size for side in sides if side.is_file())
    rows = ((_("kind"), "SQLite"), (_("size"), size(number)))
    return Finding(_("Database"), Stand.WELL, _("It holds %(size)s.") % {"size": size(number)}, rows)


def _migrations(_now: datetime) -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        rows = tuple((migration.app_label, migration.name) for migration, _back in plan)
        words = _("The program is newer than the database. Stop the desk, and run heard setup.")
        return Finding(_("Tables"), Stand.WRONG, words, rows)
    return Finding(_("Tables"), Stand.WELL, _("They are those of this version."))


def _clock(now: datetime) -> Finding:
    """Our clock against the database's (PostgreSQL), and against the worker's last sign of life."""
    ahead = [max(timedelta(0), row.at - now) for row in Heartbeat.objects.order_by("-at")[:1]]
    skew = max(ahead, default=timedelta(0))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            before = timezone.now()
            cursor.execute("SELECT clock_timestamp()")
            skew = max(skew, abs(cursor.fetchone()[0] - before))
    if skew > MOST_SKEW:
        words = _(
            "The clocks of this desk's machines differ by %(time)s. Let them be set by the network (NTP)."
        )
        return Finding(_("Clock"), Stand.WRONG, words % {"time": spans.long(skew)})
    return Finding(_("Clock"), Stand.WELL, _exactly(now))


def _backup(now: datetime) -> Finding:
    """The last one that `heard backup` ended."""
    taken = last.taken()
    if taken is None:
        words = _("None was taken yet. Let a timer run heard backup, once a day.")
        return Finding(_("Backup"), Stand.LOOK, words)
    age = max(now - taken.at, timedelta(0))
    rows = ((_("file"), taken.path), (_("size"), size(taken.size)))
    if age > NO_BACKUP:
        words = _("The last one is %(time)s old. Look at the timer that runs heard backup.")
        return Finding(_("Backup"), Stand.WRONG, words % {"time": spans.long(age)}, rows)
    stand = Stand.LOOK if age > OLD_BACKUP else Stand.WELL
    return Finding(_("Backup"), stand, _("Taken %(ago)s.") % {"ago": spans.ago(age)}, rows)


def _version(_now: datetime) -> Finding:
    parts = (("Heard", "heard"), ("Django", "Django"))
    rows = tuple((name, _installed(package)) for name, package in parts)
    return Finding(_("Version"), Stand.WELL, f"Heard {rows[0][1]}, Django {rows[1][1]}")


def _exactly(at: datetime) -> str:
    """A moment to the second, in the reader's zone; on the terminal in UTC."""
    here = timezone.localtime(at)
    return f"{date_format(here, 'DATE_FORMAT')}, {here:%H:%M:%S} {here.tzname()}"


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return _("run from its sources")


def _queue_names() -> dict[str, str]:
    return {
        "channels.Arrival": _("Mail to take in"),
        "reactions.Reaction": _("What follows"),
        "channels.Outgoing": _("Mail to send"),
        "tickets.TagChange": _("Tags to change"),
        "privacy.Erasure": _("Customers to erase"),
    }


def _in_line(number: int, age: timedelta, broken: int) -> str:
    parts = [_("none waits") if not number else ngettext("%(n)s waits", "%(n)s wait", number) % {"n": number}]
    if number:
        parts.append(_("the oldest for %(time)s") % {"time": spans.long(age)})
    if broken:
        parts.append(ngettext("%(n)s failed", "%(n)s failed", broken) % {"n": broken})
    return ", ".join(parts)
