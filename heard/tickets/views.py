"""The saved views of the inbox: fixed shapes, each with an index, paged by key."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heard.channels.models import Channel
from heard.staff import teams
from heard.staff.models import Person, Team
from heard.tickets import access
from heard.tickets.models import Pile, Status, Ticket, TicketTag

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
    "assignee_id",
    "merged_into_id",
    "customer__name",
    "assignee__name",
    "team__name",
    "channel__kind",
)
ROW_OF_TAG = {"number": F("ticket_id")} | {
    name: F(f"ticket__{name}") for name in COLUMNS if name not in {"number", "changed_at"}
}


@dataclass(frozen=True, slots=True)
class View:
    """A shape: which tickets, and by which time they are ordered (newest first, or oldest first).

    `narrow` gets all tickets, or those of one team. `is_own`: it shows what is the person's, so no team
    narrows it further.
    """

    slug: str
    title: str | Promise
    narrow: Callable[[QuerySet[Any], Person], QuerySet[Any]]
    order: str = "changed_at"
    oldest_first: bool = False
    is_own: bool = False
    table: type[Ticket] | type[TicketTag] = Ticket

    @property
    def key(self) -> str:
        """The column that says which ticket a row is."""
        return "number" if self.table is Ticket else "ticket_id"


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a view, and the cursor of those after them."""

    rows: list[dict[str, Any]]
    after: str | None


VIEWS = {
    view.slug: view
    for view in (
        View("open", _("All open"), lambda rows, _me: rows.filter(pile=Pile.OPEN)),
        View("mine", _("Mine"), lambda rows, me: rows.filter(assignee=me, pile=Pile.OPEN), is_own=True),
        View("unassigned", _("Unassigned"), lambda rows, _me: rows.filter(assignee=None, pile=Pile.OPEN)),
        View(
            "waiting",
            _("Waiting"),
            lambda rows, _me: rows.filter(waiting_since__isnull=False, is_bulk=False),
            order="waiting_since",
            oldest_first=True,
        ),
        View("adrift", _("No next step"), lambda rows, _me: rows.filter(is_adrift=True)),
        View("lists", _("Lists"), lambda rows, _me: rows.filter(pile=Pile.LISTS)),
        View(
            "solved",
            _("Solved lately"),
            lambda rows, _me: rows.filter(solved_at__isnull=False),
            order="solved_at",
        ),
        View("all", _("All"), lambda rows, _me: rows),
    )
}


def view_of(slug: str) -> View | None:
    """The view with this name: a fixed one, or `team-3`, `status-hold`, `channel-2`, `tag-wedding`."""
    if slug in VIEWS:
        return VIEWS[slug]
    kind, _sep, value = slug.partition("-")
    if kind == "tag" and value:
        return of_tag(value)
    if kind == "status" and value in Status.values:
        return of_status(Status(value))
    if kind not in {"team", "channel"} or not value.isdecimal() or len(value) > 18:
        return None
    if kind == "team":
        team = Team.objects.filter(pk=int(value)).first()
        return of_team(team) if team else None
    channel = Channel.objects.filter(pk=int(value)).first()
    return of_channel(channel) if channel else None


def of_team(team: Team) -> View:
    """What is open in a team."""
    return View(f"team-{team.pk}", team.name, lambda rows, _me: rows.filter(team=team, pile=Pile.OPEN))


def of_channel(channel: Channel) -> View:
    """What is open and came through a channel."""
    return View(
        f"channel-{channel.pk}",
        channel.name,
        lambda rows, _me: rows.filter(channel=channel, pile=Pile.OPEN),
    )


def of_status(status: Status) -> View:
    """Everything that stands so."""
    return View(f"status-{status}", status.label, lambda rows, _me: rows.filter(status=status))


def of_tag(tag: str) -> View:
    """What is open and has a tag."""
    return View(f"tag-{tag}", tag, lambda rows, _me: rows.filter(tag=tag, pile=Pile.OPEN), table=TicketTag)


def page(view: View, person: Person, *, after: str = "") -> Page:
    """The rows of `view` that `person` may see, below the cursor `after`."""
    place = _place(after)
    arms = [_taken(view, rows, place) for rows in _arms(view, person)]
    found = _merged(view, arms)[: PAGE + 1]
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last[view.order].isoformat()}_{last['number']}" if last else None)


def count(view: View, person: Person) -> str:
    """How many tickets the view holds, in full to 99, then `99+`."""
    number = 0
    for rows in _arms(view, person):
        number += rows.order_by()[: COUNT_TO + 1 - number].count()
        if number > COUNT_TO:
            return f"{COUNT_TO}+"
    return str(number)


def _arms(view: View, person: Person) -> Iterator[QuerySet[Any]]:
    """All rows of the view, or those of each team of a person who sees no others: each in index order."""
    if not person.is_active:
        return
    rows: QuerySet[Any] = view.table.objects.all()
    if access.sees_everything(person) or (view.is_own and not access.sees_followed(person)):
        yield view.narrow(rows, person)
        return
    if access.sees_followed(person):  # they are few
        yield view.narrow(rows.filter(**{f"{view.key}__in": access.followed(person)}), person)
        return
    for team in teams.numbers_of(person):
        yield view.narrow(rows.filter(team=team), person)


def _taken(view: View, rows: QuerySet[Any], place: tuple[datetime, int] | None) -> list[dict[str, Any]]:
    """One page of one arm, and a row more."""
    if place:
        further = TupleGreaterThan if view.oldest_first else TupleLessThan
        rows = rows.filter(further((F(view.order), F(view.key)), place))
    sign = "" if view.oldest_first else "-"
    rows = rows.order_by(f"{sign}{view.order}", f"{sign}{view.key}")[: PAGE + 1]
    if view.table is Ticket:
        return list(rows.values(*COLUMNS, *({view.order} - {*COLUMNS})))
    return list(rows.values("changed_at", **ROW_OF_TAG))


def _merged(view: View, arms: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    if len(arms) == 1:
        return arms[0]
    reverse = not view.oldest_first
    return list(merge(*arms, key=lambda row: (row[view.order], row["number"]), reverse=reverse))


def _place(cursor: str) -> tuple[datetime, int] | None:
    """Where a cursor points; None for the beginning, and for what is not a cursor."""
    moment, _sep, number = cursor.rpartition("_")
    try:
        return datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None
