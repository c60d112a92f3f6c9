"""How long is what kept? Rounds in the night, a few rows at a time, so that nobody who writes has to wait.

A round finds what is too old, in the order of the keys. Reading holds nobody up; a transaction ends as soon
as it took BUDGET, so it fits slow disks and large mails alike. How far the round is stands in its row,
written in the same transaction: killed at any moment, it goes on from there.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from heard.channels.models import Arrival, Outgoing
from heard.files import store
from heard.lib import claim
from heard.lib.claim import LeaseLost, State
from heard.lib.ref import Ref, ref
from heard.privacy import cleaning, traces
from heard.privacy.models import Kept, Retention
from heard.staff.models import Person
from heard.tickets import emptying
from heard.tickets.models import Attachment, Ticket
from heard.tickets.organise import OVER
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LEASE = timedelta(seconds=120)
NIGHT = 1  # o'clock: before the cleaning
BUDGET = 0.01  # seconds after which a transaction takes no further row
ROWS = 100  # the most in one transaction
WINDOW = 2_000  # keys looked through between two transactions: a range, so that no index leads astray
TURN = 5.0  # seconds after which a round looks around
BREATH = 0.001  # seconds in which others may write
MESSAGES = 10  # of one ticket, between two looks at the clock
WHY = "retention"
log = logging.getLogger(__name__)
DONE = (State.DONE, State.SET_ASIDE)


def rules() -> list[Retention]:
    """For how long each kind is kept, and how its last round went; what nobody changed is kept for good."""
    found = {row.kind: row for row in Retention.objects.all()}
    return [found.get(kind) or Retention(kind=kind) for kind in Kept]


def keep_for(kind: Kept, days: int | None, *, by: Person) -> bool:
    """Says for how many days something is kept (None: for good); False if that was so. The next round begins
    in the coming night."""
    with transaction.atomic():
        row, _new = Retention.objects.get_or_create(kind=kind)
        if row.days == days:
            return False
        fresh = {"after": 0, "state": State.WAITING, "due_at": _tonight(), "lease": None}
        Retention.objects.filter(pk=row.pk).update(days=days, **fresh)
        data: dict[str, str | int | bool] = {"kind": kind.value, "days": days or 0}
        record(Kind.RETENTION_CHANGED, Ref("desk", 1), actor=ref(by), data=data)
    return True


def due(kind: Kept, days: int, *, now: datetime | None = None) -> Any:
    """The rows that would go if this kind were kept for so many days."""
    return FINDS[kind]((now or timezone.now()) - timedelta(days=days))


def go_on() -> int:
    """Does one piece of one round; says whether there was one."""
    rows = claim.claim(Retention.objects.exclude(days=None), lease=LEASE)
    for row in rows:
        _go_on(row)
    return len(rows)


def _go_on(row: Retention) -> None:
    end = row.after + WINDOW
    rows = due(Kept(row.kind), row.days or 0)
    old = list(rows.filter(pk__gt=row.after, pk__lte=end).order_by("pk")[:ROWS])
    is_last = not rows.model._default_manager.filter(pk__gt=end).exists()
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA secure_delete=ON")
    try:
        if old:  # there may be more in this range
            claim.again(row, timezone.now(), error="", after=_remove(row, old))
        elif not is_last:
            claim.again(row, timezone.now(), error="", after=end)
        else:
            claim.again(row, _tonight(), error="", after=0, round_at=timezone.now())
    except LeaseLost:
        log.info("The round through %s was taken over by another worker.", row.kind)


def _remove(row: Retention, old: list[Any]) -> int:
    """Removes these, in transactions of BUDGET each, between which others write; says up to which key."""
    after, began_all = row.after, time.monotonic()
    while old and time.monotonic() - began_all < TURN:
        began, removed = time.monotonic(), 0
        with transaction.atomic():
            while old and (not removed or time.monotonic() - began < BUDGET):
                if not REMOVALS[Kept(row.kind)](old[0]):
                    break  # a large one: the next transaction goes on with it
                after, removed = old.pop(0).pk, removed + 1
            mine = Retention.objects.filter(pk=row.pk, lease=row.lease)
            if not mine.update(after=after, removed=F("removed") + removed):
                raise LeaseLost(f"retention {row.pk}")
        time.sleep(BREATH)
    return after


def _arrivals(before: datetime) -> Any:
    return Arrival.objects.filter(kept_at__lt=before, state__in=DONE).exclude(raw=store.GONE)


def _sent(before: datetime) -> Any:
    return Outgoing.objects.filter(queued_at__lt=before, state=State.DONE).exclude(content=store.GONE)


def _over(before: datetime) -> Any:
    """Tickets on which nobody works, and in which nobody said anything, since then."""
    rows = Ticket.objects.filter(status__in=OVER, changed_at__lt=before)
    return rows.exclude(solved_at__gte=before)


def _with_files(before: datetime) -> Any:
    kept = Attachment.objects.filter(message__ticket=OuterRef("pk")).exclude(blob=store.GONE)
    return _over(before).filter(Exists(kept))


def _tickets(before: datetime) -> Any:
    return _over(before).filter(words_gone_at=None)


def _remove_raw(row: Arrival) -> bool:
    emptying.arrivals([row.pk])
    return True


def _remove_copy(row: Outgoing) -> bool:
    emptying.sent_copies(Outgoing.objects.filter(pk=row.pk))
    return True


def _remove_files(row: Ticket) -> bool:
    return emptying.files_of(row, most=MESSAGES)[1]


def _remove_words(row: Ticket) -> bool:
    traces.throw_drafts_away(row)
    return emptying.some(row, most=MESSAGES, why=WHY)[1]


def _tonight() -> datetime:
    return cleaning.night(timezone.now(), NIGHT)


FINDS: dict[Kept, Callable[[datetime], Any]] = {
    Kept.RAW: _arrivals,
    Kept.SENT: _sent,
    Kept.FILES: _with_files,
    Kept.TICKETS: _tickets,
}
REMOVALS: dict[Kept, Callable[[Any], bool]] = {
    Kept.RAW: _remove_raw,
    Kept.SENT: _remove_copy,
    Kept.FILES: _remove_files,
    Kept.TICKETS: _remove_words,
}
