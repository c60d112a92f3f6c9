"""Running reactions: at once when the signal comes, afterwards row by row."""

import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from heard.lib import claim
from heard.lib.claim import LeaseLost, State
from heard.reactions.models import Reaction
from heard.reactions.table import AFTERWARDS, EVERY, TABLE, name_of
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
TRIES = 6
TRIES_IN_OUTAGE = 100
BATCH = 20


def on_recorded(sender: object, entry: Entry, **_signal: Any) -> None:
    """The one receiver of the one signal: does what is at once, writes down what comes afterwards."""
    row = TABLE[Kind(entry.kind)]
    for react in (*row.at_once, *EVERY):
        react(entry)
    subject = f"{entry.subject_kind}:{entry.subject_id}"
    if row.afterwards:
        Reaction.objects.bulk_create(
            Reaction(entry=entry, name=name_of(react), subject=subject) for react in row.afterwards
        )


def run_next() -> int:
    """Does some due reactions, each in a transaction of its own; says how many were claimed."""
    rows = claim.claim(_first_of_their_subject(), lease=LEASE, limit=BATCH)
    for row in rows:
        _run(row)
    return len(rows)


def try_again(number: int) -> bool:
    """Puts a failed reaction back in line because a person asked."""
    return bool(claim.revive(Reaction.objects.all(), [number]))


def _first_of_their_subject() -> Any:
    """Rows that no earlier waiting row of the same subject stands before."""
    earlier = Reaction.objects.filter(subject=OuterRef("subject"), state=State.WAITING, pk__lt=OuterRef("pk"))
    return Reaction.objects.filter(~Exists(earlier)).select_related("entry")


def _run(row: Reaction) -> None:
    try:
        if claim.lost_too_often(row):
            raise RuntimeError("its worker stopped three times while doing it")
        with transaction.atomic():
            AFTERWARDS[row.name](row.entry)
            claim.finish(row, State.DONE)
    except LeaseLost:
        log.info("Reaction %s was taken over by another worker.", row.pk)
    except (OperationalError, InterfaceError) as outage:  # the loop waits; the row is not to blame so soon
        with suppress(DatabaseError, LeaseLost):
            _failed(row, str(outage), tries=TRIES_IN_OUTAGE)
        raise
    except Exception as fault:
        log.exception("Reaction %s (%s) failed.", row.pk, row.name)
        _failed(row, f"{type(fault).__name__}: {fault}"[:2000], tries=TRIES)


def _failed(row: Reaction, error: str, *, tries: int) -> None:
    if row.attempts >= tries or claim.lost_too_often(row):
        claim.finish(row, State.FAILED, error=error)
    else:
        wait = claim.back_off(row.attempts, first=timedelta(seconds=2), longest=timedelta(hours=1))
        claim.again(row, timezone.now() + wait, error=error)
