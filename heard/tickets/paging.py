"""Which rows does a view show somebody, page by page, and how many? Read in the order of an index."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from heapq import merge
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Count, DateTimeField, F

from heard.lib.keyset import beyond
from heard.lib.prepared import Prepared
from heard.staff import teams
from heard.staff.models import Person
from heard.tickets import access
from heard.tickets.access import Sight
from heard.tickets.models import Ticket
from heard.tickets.views import Rows, Shape, View

PAGE = 50
COUNT_TO = 99
COLUMNS = (
    "number",
    "version",
    "subject",
    "status",
    "priority",
    "tags",
    "snippet",
    "snippet_is_customers",
    "waiting_since",
    "changed_at",
    "hold_until",
    "handoffs",
    "heat",
    "escalated_at",
    "assignee_id",
    "merged_into_id",
    "customer__name",
    "assignee__name",
    "team__name",
    "channel__kind",
    "identity__kind",
)
ROW_OF_TAG = {"number": F("ticket_id")} | {
    name: F(f"ticket__{name}") for name in COLUMNS if name not in {"number", "changed_at"}
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a view, and the cursor of those after them."""

    rows: list[dict[str, Any]]
    after: str | None


class Arm(NamedTuple):
    """What a question reads: all rows of a shape, those of one team, or those that somebody follows."""

    team: int = 0
    is_followed: bool = False


ALL, FOLLOWED = Arm(), Arm(is_followed=True)
Fixed = int | str | None


def page(view: View, person: Person, *, after: str = "") -> Page:
    """The rows of `view` that `person` may see, below the cursor `after`."""
    place = _place(after)
    given = _given(view, person)
    if place:
        given |= {"moment": place[0], "number": place[1]}
    arms = [
        _page(view.shape, _fixed(view), arm, PAGE + 1, below=place is not None)(**given)
        for arm in _arms(view.shape, person)
    ]
    order = view.shape.order
    found = _merged(view.shape, arms)[: PAGE + 1]
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last[order].isoformat()}_{last['number']}" if last else None)


def same_rows(view: View, person: Person) -> Hashable:
    """People for whom this is the same see the same rows of `view`."""
    arms = [*_arms(view.shape, person)]
    is_personal = view.shape.owner or FOLLOWED in arms
    return (*arms, person.pk if is_personal else None)


def count(view: View, person: Person) -> str:
    """How many tickets the view holds, in full to 99, then `99+`."""
    number = 0
    for arm in _arms(view.shape, person):
        number += len(_some(view.shape, _fixed(view), arm, COUNT_TO + 1)(**_given(view, person)))
        if number > COUNT_TO:
            break
    return _said(number)


def counts_of_own(view: View, people: Sequence[Person]) -> dict[int, str]:
    """`count` of a view of what is one's own for each of these people, by their number, in one question.

    Who sees only what they follow is left out.
    """
    here = [one.pk for one in people if [*_arms(view.shape, one)] == [ALL]]
    found = dict(_of_each(view.shape)(people=here))
    return {one: _said(found.get(one, 0)) for one in here}


def _said(number: int) -> str:
    return str(number) if number <= COUNT_TO else f"{COUNT_TO}+"


def _fixed(view: View) -> Fixed:
    """The value that stands in the question itself, as an arm's team does, so that PostgreSQL plans for it.
    If it knew only that there is one, it would walk an index of all to find those of a team of few."""
    return None if view.shape.field else view.value


def _given(view: View, person: Person) -> dict[str, Any]:
    return {"me": person.pk} | ({"value": view.value} if view.shape.field else {})


def _arms(shape: Shape, person: Person) -> Iterator[Arm]:
    """All rows of the shape, or those of each team of a person who sees no others: each in index order."""
    sight = access.sight_of(person)
    if sight is Sight.ALL or (shape.owner and sight is Sight.TEAMS):
        yield ALL
    elif sight is Sight.FOLLOWED:  # they are few
        yield FOLLOWED
    elif sight is Sight.TEAMS:
        yield from (Arm(team) for team in teams.numbers_of(person))


@cache
def _page(shape: Shape, fixed: Fixed, arm: Arm, most: int, *, below: bool) -> Prepared[dict[str, Any]]:
    """One page of one arm, and a row more."""

    def made(*, me: Any, value: Any = fixed, moment: Any = None, number: Any = None) -> Rows:
        rows = _narrowed(shape, arm, me, value)
        if below:
            rows = beyond(rows, shape.order, shape.key, (moment, number), rising=shape.oldest_first)
        sign = "" if shape.oldest_first else "-"
        rows = rows.order_by(f"{sign}{shape.order}", f"{sign}{shape.key}")[:most]
        if shape.table is Ticket:
            return rows.values(*COLUMNS, *({shape.order} - {*COLUMNS}))
        return rows.values("changed_at", **ROW_OF_TAG)

    return Prepared(made, value=shape.field or BigIntegerField(), moment=DateTimeField())


@cache
def _some(shape: Shape, fixed: Fixed, arm: Arm, most: int) -> Prepared[int]:
    """The keys of so many rows of one arm, in any order."""

    def made(*, me: Any, value: Any = fixed) -> Rows:
        rows = _narrowed(shape, arm, me, value)
        return rows.order_by().values_list(shape.key, flat=True)[:most]

    return Prepared(made, value=shape.field or BigIntegerField())


@cache
def _of_each(shape: Shape) -> Prepared[tuple[int, int]]:
    """How many rows each of some people has."""

    def made(*, people: Any) -> Rows:
        theirs: Rows = shape.table.objects.filter(**{f"{shape.owner}__pk__among": people})
        rows: Rows = shape.narrow(theirs, None).values_list(f"{shape.owner}_id").annotate(many=Count("*"))
        return rows.order_by()

    return Prepared(made)


def _narrowed(shape: Shape, arm: Arm, me: Any, value: Any) -> Rows:
    rows: Rows = shape.table.objects.all()
    if arm.team:
        rows = rows.filter(team=arm.team)
    elif arm.is_followed:
        rows = rows.filter(**{f"{shape.key}__in": access.followed(me)})
    if shape.owner:
        rows = rows.filter(**{shape.owner: me})
    return shape.narrow(rows, value)


def _merged(shape: Shape, arms: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    if len(arms) == 1:
        return arms[0]
    reverse = not shape.oldest_first
    return list(merge(*arms, key=lambda row: (row[shape.order], row["number"]), reverse=reverse))


def _place(cursor: str) -> tuple[datetime, int] | None:
    """Where a cursor points; None for the beginning, and for what is not a cursor."""
    moment, _sep, number = cursor.rpartition("_")
    try:
        return datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None
