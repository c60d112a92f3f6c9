"""The intake ledger: whatever a door receives is kept raw here before anybody tries to understand it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from heard.channels.models import Arrival, Aside, Channel
from heard.files import store
from heard.lib import claim
from heard.lib.claim import State
from heard.lib.durable import durably
from heard.lib.ref import NOBODY, Ref, ref
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LEASE = timedelta(seconds=60)  # longer than the longest reading of one mail
TRIES = 5
TRIES_IN_OUTAGE = 100  # about an hour and a half; after that it is shown to people


@dataclass(frozen=True, slots=True)
class Received:
    """One raw thing at a door, not kept yet. It reached us at `kept_at` (now, if absent)."""

    channel: Channel
    door: str
    raw: bytes
    their_id: str | None = None
    envelope: dict[str, Any] = field(default_factory=dict)
    kept_at: datetime | None = None


def keep(received: Received) -> int:
    """Keeps one arrival on the disk and gives its number. Only then may the door say that we have it."""
    return keep_many([received])[0]


def keep_along(received: Received) -> int:
    """Keeps one within the caller's transaction. The door may only say that we have it once that is on the
    disk, so it must be a durable one (lib/durable.py)."""
    with transaction.atomic():
        return _keep([received])[0]


def keep_many(batch: Sequence[Received], *, beside: Callable[[list[int]], None] | None = None) -> list[int]:
    """Keeps several arrivals with one durable commit: all of them, or none and an exception.

    `beside` is given their numbers and writes what its door must commit together with them.
    """
    with durably():
        numbers = _keep(batch)
        if beside:
            beside(numbers)
        return numbers


def _keep(batch: Sequence[Received]) -> list[int]:
    """A number for each: a new one, or that of the arrival which its sender names alike."""
    names = [_name(received) or (0, str(place)) for place, received in enumerate(batch)]
    known = _known(batch)
    fresh = {name: received for name, received in zip(names, batch, strict=True) if name not in known}
    blobs = store.keep_many([received.raw for received in fresh.values()])
    rows = Arrival.objects.bulk_create(
        Arrival(
            channel=received.channel,
            door=received.door,
            their_id=received.their_id,
            envelope=received.envelope,
            raw=blob,
            kept_at=received.kept_at or timezone.now(),
        )
        for received, blob in zip(fresh.values(), blobs, strict=True)
    )
    numbers = known | {name: row.pk for name, row in zip(fresh, rows, strict=True)}
    return [numbers[name] for name in names]


def _name(received: Received) -> tuple[int, str] | None:
    return None if received.their_id is None else (received.channel.pk, received.their_id)


def _known(batch: Sequence[Received]) -> dict[tuple[int, str], int]:
    named = [received for received in batch if received.their_id is not None]
    if not named:
        return {}
    rows = Arrival.objects.filter(
        channel__in={received.channel.pk for received in named},
        their_id__in=[received.their_id for received in named],
    )
    return {
        (channel, name): pk for channel, name, pk in rows.values_list("channel", "their_id", "pk") if name
    }


def claim_next(limit: int) -> list[Arrival]:
    """Arrivals to take in now, with channel and raw content; ours until the lease ends."""
    return claim.claim(Arrival.objects.select_related("channel", "raw"), lease=LEASE, limit=limit)


def claim_one(number: int) -> Arrival | None:
    """The arrival `number` to take in now, unless it is done or somebody else's."""
    rows = Arrival.objects.select_related("channel", "raw").filter(pk=number)
    return next(iter(claim.claim(rows, lease=LEASE)), None)


def taken(arrival: Arrival) -> None:
    """Marks an arrival as taken in, within the transaction that made its message."""
    claim.finish(arrival, State.DONE)


def set_aside(arrival: Arrival, why: Aside) -> None:
    """Marks an arrival as one that makes no message, within the caller's transaction."""
    claim.finish(arrival, State.SET_ASIDE, aside=why)
    record(Kind.ARRIVAL_SET_ASIDE, ref(arrival), data={"why": why.value})


def failed(arrival: Arrival, error: str, *, lasting: bool) -> None:
    """Says that an arrival could not be taken in. It is tried again later, or shown to people when `lasting`
    or tried often enough; it is never lost and never in the way of the next."""
    with transaction.atomic():
        if lasting or arrival.attempts >= TRIES:
            claim.finish(arrival, State.FAILED, error=error)
            record(Kind.ARRIVAL_FAILED, ref(arrival))
        else:
            wait = claim.back_off(arrival.attempts, first=timedelta(seconds=2), longest=timedelta(minutes=10))
            claim.again(arrival, timezone.now() + wait, error=error)


def postponed(arrival: Arrival, error: str) -> None:
    """Says that the machine was at fault, not the arrival, which is tried again soon."""
    if arrival.attempts >= TRIES_IN_OUTAGE:
        failed(arrival, error, lasting=True)
        return
    wait = claim.back_off(arrival.attempts, first=timedelta(seconds=2), longest=timedelta(minutes=1))
    claim.again(arrival, timezone.now() + wait, error=error)


def give_back(arrival: Arrival) -> None:
    """Lets go of an arrival that was claimed and not tried."""
    claim.again(arrival, claim.AT_ONCE, error=arrival.error, attempts=arrival.attempts - 1)


def try_again(number: int, *, by: Ref = NOBODY) -> bool:
    """Puts an arrival back in line as a person asked; one set aside is then taken in all the same."""
    with transaction.atomic():
        Arrival.objects.filter(pk=number, state=State.SET_ASIDE).update(insisted=True)
        revived = claim.revive(Arrival.objects.exclude(raw=store.GONE), [number])
        if revived:
            record(Kind.ARRIVAL_RETRIED, Ref("arrival", number), actor=by)
        return bool(revived)


def ledger() -> list[dict[str, Any]]:
    """For each channel how many arrivals were received, and where they are now: the sides must be equal."""

    def count(state: State) -> Count:
        return Count("arrival", filter=Q(arrival__state=state))

    rows: Any = (
        Channel.objects.order_by("name", "pk")
        .values("pk", "kind", "name", "address", "is_active")
        .annotate(
            received=Count("arrival"),
            taken=count(State.DONE),
            set_aside=count(State.SET_ASIDE),
            failed=count(State.FAILED),
            waiting=count(State.WAITING),
            last_at=Max("arrival__kept_at"),
        )
    )
    return list(rows)
