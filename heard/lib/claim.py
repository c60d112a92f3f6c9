"""Work rows taken by one worker at a time: claimed with a lease, ended only by whoever holds it.

The queue is the table one would look at anyway. A row is due at `due_at`; claiming it moves `due_at` to
the end of the lease in one conditional UPDATE, so a worker that dies gives the row back by doing nothing.
A lease begins with the name of its worker, so that rows of one that is known to be dead need not wait.
"""

import random
import secrets
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django.db import connection, models, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heard.lib import lives

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)  # due whatever the clock says, in the order of arrival
LOST_LIMIT = 3  # this many claims without an end set a row aside: it may be what kills its workers


class State(models.TextChoices):
    """Where a work row stands."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    SET_ASIDE = "set_aside", _("Set aside")
    FAILED = "failed", _("Failed")


class LeaseLost(Exception):
    """Somebody else owns the row by now: whatever was done for it must be rolled back."""


class Claimable(models.Model):
    """A row of work. `attempts` counts claims, `lost` those of them in a row that never came to an end.

    No row is ever due later than `furthest` from now: one that seems to be was written before the clock
    was set back, and is due at once.
    """

    furthest: ClassVar[timedelta] = timedelta(hours=1)

    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(default=AT_ONCE)
    attempts = models.PositiveIntegerField(default=0)
    lost = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, default=None, editable=False)
    error = models.TextField(default="", blank=True)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Claimable)


def due(rows: QuerySet[Row], now: datetime) -> QuerySet[Row]:
    """The rows that may be claimed at `now`."""
    clock_was_set_back = Q(due_at__gt=now + rows.model.furthest)
    return rows.filter(Q(due_at__lte=now) | clock_was_set_back, state=State.WAITING)


def claim(rows: QuerySet[Row], *, lease: timedelta, limit: int = 1) -> list[Row]:
    """Up to `limit` due rows, now ours until the lease ends. A row that lost its worker comes alone."""
    if (
        not connection.features.has_select_for_update_skip_locked
    ):  # there the UPDATE decides between two claims
        return _claim(rows, lease=lease, limit=limit)
    with (
        transaction.atomic()
    ):  # what another worker is claiming is passed over: nobody waits, nobody goes away empty
        return _claim(rows.select_for_update(skip_locked=True, of=("self",)), lease=lease, limit=limit)


def _claim(rows: QuerySet[Row], *, lease: timedelta, limit: int) -> list[Row]:
    now = timezone.now()
    found = list(due(rows, now).order_by("due_at", "pk").values_list("pk", "lease")[:limit])
    fresh = [pk for pk, held in found if held is None]
    wanted = fresh if fresh and found[0][1] is None else [pk for pk, _held in found[:1]]
    if not wanted:
        return []
    token = uuid.UUID(bytes=lives.OURS + secrets.token_bytes(8))
    lost = models.Case(models.When(lease__isnull=False, then=F("lost") + 1), default=models.Value(0))
    won = due(rows.filter(pk__in=wanted), now).update(
        lease=token, due_at=now + lease, attempts=F("attempts") + 1, lost=lost
    )
    return list(rows.filter(pk__in=wanted, lease=token).order_by("pk")) if won else []


def lost_too_often(row: Claimable) -> bool:
    """True for a claimed row whose workers vanished so often that it may be what kills them."""
    return row.lost >= LOST_LIMIT


def finish(row: Claimable, state: State, *, error: str = "", **also: Any) -> None:
    """Ends a claimed row in the caller's transaction; raises LeaseLost if it is no longer ours."""
    _let_go(row, state=state, error=error, lost=0, **also)


def again(row: Claimable, at: datetime, *, error: str, **also: Any) -> None:
    """Gives a claimed row back, due at `at`; raises LeaseLost if it is no longer ours."""
    _let_go(row, due_at=at, error=error, lost=0, **also)


def hold(row: Claimable, *, lease: timedelta) -> None:
    """Keeps a claimed row ours for another `lease`; raises LeaseLost if it is no longer ours."""
    table: Any = type(row)._default_manager
    if not table.filter(pk=row.pk, lease=row.lease).update(due_at=timezone.now() + lease):
        raise LeaseLost(f"{row._meta.model_name} {row.pk}")


def hand_back(rows: QuerySet[Row], owner: bytes) -> int:
    """Makes due what a worker held that is dead for certain; its claims still count as lost."""
    its = (uuid.UUID(bytes=owner + bytes(8)), uuid.UUID(bytes=owner + b"\xff" * 8))
    return rows.filter(state=State.WAITING, lease__range=its).update(due_at=timezone.now())


def revive(rows: QuerySet[Row], ids: Sequence[int]) -> int:
    """Makes failed or set-aside rows due now, as a person asked; says how many there were."""
    stopped = rows.filter(Q(state=State.FAILED) | Q(state=State.SET_ASIDE), pk__in=ids)
    return stopped.update(state=State.WAITING, due_at=AT_ONCE, attempts=0, lost=0, lease=None)


def hurry(rows: QuerySet[Row], ids: Sequence[int]) -> int:
    """Makes waiting rows that nobody holds due now, as a person asked; says how many there were."""
    return rows.filter(state=State.WAITING, lease=None, pk__in=ids).update(due_at=AT_ONCE)


def back_off(attempts: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after the given number of tries: doubling, with a fifth of chance against crowds."""
    doubled: timedelta = min(first * 2 ** min(attempts - 1, 30), longest)
    return doubled * random.uniform(0.9, 1.1)  # noqa: S311 - spreads tries, guards nothing


def _let_go(row: Claimable, **changes: Any) -> None:
    table: Any = type(row)._default_manager
    if not table.filter(pk=row.pk, lease=row.lease).update(lease=None, **changes):
        raise LeaseLost(f"{row._meta.model_name} {row.pk}")
    for name, value in changes.items():
        setattr(row, name, value)
