"""How long is what kept? Rounds in the night, a few rows at a time, so that nobody who writes has to wait.

A round finds what is too old, in the order of the keys. Reading holds nobody up; how many rows a transaction
takes follows how long the last one took, so it fits slow disks and large mails alike. How far the round is
stands in its row, written in the same transaction: killed at any moment, it goes on from there.
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
from heard.tickets.models import Attachment, Note, Status, Ticket
from heard.tickets.organise import OVER
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LEASE = timedelta(seconds=120)
NIGHT = 1  # o'clock: before the cleaning
SHORT, LONG = 0.02, 0.05  # seconds: what took less is doubled, what took more is halved
FEW, MANY = 10, 200  # rows in a transaction: fewer take hardly less, because its statements are as many
MESSAGES = 3  # of a ticket, on average: as many times `fits` go in one transaction
ROWS = 2_000  # the most in one turn
WINDOW = 2_000  # keys looked through between two transactions: a range, so that no index leads astray
TURN = 5.0  # seconds after which a round looks around
BREATH = 0.001  # seconds in which others may write
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
        data["from"] = row.days or 0
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
    window = rows.filter(pk__gt=row.after, pk__lte=end).order_by("pk")
    old = list(window.values_list("pk", flat=True)[:ROWS])
    is_last = not rows.model._default_manager.filter(pk__gt=end).exists()
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA secure_delete=ON")
    try:
        if old:  # there may be more in this range
            claim.again(row, timezone.now(), error="", after=_remove(row, rows, old))
        elif not is_last:
            claim.again(row, timezone.now(), error="", after=end)
        else:
            claim.again(row, _tonight(), error="", after=0, round_at=timezone.now())
    except LeaseLost:
        log.info("The round through %s was taken over by another worker.", row.kind)


def _remove(row: Retention, rows: Any, old: list[int]) -> int:
    """Removes those with these keys that are still among `rows`, in transactions between which others write;
    says up to which key."""
    after, fits, began = row.after, FEW, time.monotonic()
    while old and time.monotonic() - began < TURN:
        with transaction.atomic():
            ours_since = time.monotonic()  # whoever wrote before was waited for
            after = _remove_some(row, rows, old[:fits], most=fits * MESSAGES)
        fits = paced(fits, time.monotonic() - ours_since)
        old = [key for key in old if key > after]
        time.sleep(BREATH)
    return after


def _remove_some(row: Retention, rows: Any, keys: list[int], *, most: int) -> int:
    """Removes of these what has up to `most` messages or files, from the first on, and begins with a larger
    one, which the next transaction goes on with. One that somebody woke meanwhile is not found any more. Says
    up to which key."""
    found = list(rows.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)))
    removed = REMOVALS[Kept(row.kind)](found, most) if found else 0
    left = found[removed:]
    after = max((key for key in keys if not left or key < left[0].pk), default=row.after)
    mine = Retention.objects.filter(pk=row.pk, lease=row.lease)
    if not mine.update(after=after, removed=F("removed") + removed):
        raise LeaseLost(f"retention {row.pk}")
    return after


def paced(fits: int, took: float) -> int:
    """How many rows the next transaction takes, after so many took so many seconds."""
    if took > LONG:
        return max(FEW, fits // 2)
    return min(MANY, fits * 2) if took < SHORT else fits


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


def _notes(before: datetime) -> Any:
    """Notes for the moment of tickets that are over since then (R-432)."""
    rows = Note.objects.filter(until_solved=True, ticket__in=_over(before).values("pk"))
    return rows.exclude(text="")


def _tickets(before: datetime) -> Any:
    return _over(before).filter(words_gone_at=None)


def _spam(before: datetime) -> Any:
    return Ticket.objects.filter(status=Status.SPAM, changed_at__lt=before, words_gone_at=None)


def _remove_raw(rows: list[Arrival], _most: int) -> int:
    emptying.arrivals([row.pk for row in rows])
    return len(rows)


def _remove_copies(rows: list[Outgoing], _most: int) -> int:
    emptying.sent_copies(Outgoing.objects.filter(pk__in=[row.pk for row in rows]))
    return len(rows)


def _remove_files(rows: list[Ticket], most: int) -> int:
    return emptying.files_of(rows, most=most)[1]


def _remove_notes(rows: list[Note], _most: int) -> int:
    emptying.notes([row.pk for row in rows])
    return len(rows)


def _remove_words(rows: list[Ticket], most: int) -> int:
    traces.throw_drafts_away(rows)
    return emptying.some(rows, most=most, why=WHY)[1]


def _tonight() -> datetime:
    return cleaning.night(timezone.now(), NIGHT)


FINDS: dict[Kept, Callable[[datetime], Any]] = {
    Kept.RAW: _arrivals,
    Kept.SENT: _sent,
    Kept.FILES: _with_files,
    Kept.NOTES: _notes,
    Kept.TICKETS: _tickets,
    Kept.SPAM: _spam,
}
REMOVALS: dict[Kept, Callable[[list[Any], int], int]] = {
    Kept.RAW: _remove_raw,
    Kept.SENT: _remove_copies,
    Kept.FILES: _remove_files,
    Kept.NOTES: _remove_notes,
    Kept.TICKETS: _remove_words,
    Kept.SPAM: _remove_words,
}
