"""The saved views of the inbox: fixed shapes, each with an index. How they are read: paging.py."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Field, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heard.channels import titles
from heard.channels.models import Channel
from heard.staff.models import Team
from heard.tickets.models import Pile, Status, Ticket, TicketTag

LIVE = "inbox"  # the live name of every list
Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """Which tickets, and by which time they are ordered (newest first, or oldest first).

    `narrow` gets all tickets, or those of one team, and the view's value: a slot of this `field` where there
    may be any number of values. `owner` is the column that says whose a ticket is, where the view shows
    people what is theirs: then no team narrows it further.
    """

    narrow: Callable[[Rows, Any], Rows]
    order: str = "changed_at"
    oldest_first: bool = False
    owner: str = ""
    table: type[Ticket] | type[TicketTag] = Ticket
    field: "Field[Any, Any] | None" = None

    @property
    def key(self) -> str:
        """The column that says which ticket a row is."""
        return "number" if self.table is Ticket else "ticket_id"


@dataclass(frozen=True, slots=True)
class View:
    """A shape under a name, with its value: which team, which tag."""

    slug: str
    title: str | Promise
    shape: Shape
    value: int | str = 0


STATUS = Shape(lambda rows, status: rows.filter(status=status))
VIEWS = {
    view.slug: view
    for view in (
        View("open", _("All open"), Shape(lambda rows, _value: rows.filter(pile=Pile.OPEN))),
        View(
            "mine",
            _("Mine"),
            Shape(lambda rows, _value: rows.filter(pile=Pile.OPEN), owner="assignee"),
        ),
        View(
            "unassigned",
            _("Unassigned"),
            Shape(lambda rows, _value: rows.filter(assignee=None, pile=Pile.OPEN)),
        ),
        View(
            "waiting",
            _("Unanswered"),
            Shape(
                lambda rows, _value: rows.filter(waiting_since__isnull=False, is_bulk=False),
                order="waiting_since",
                oldest_first=True,
            ),
        ),
        View(
            "hot",
            _("Heated"),
            Shape(lambda rows, _value: rows.filter(is_hot=True), order="waiting_since", oldest_first=True),
        ),
        View(
            "escalated",
            _("Escalated"),
            Shape(
                lambda rows, _value: rows.filter(pile=Pile.OPEN, escalated_at__isnull=False),
                order="escalated_at",
                oldest_first=True,
            ),
        ),
        View("adrift", _("No next step"), Shape(lambda rows, _value: rows.filter(is_adrift=True))),
        View("lists", _("Lists"), Shape(lambda rows, _value: rows.filter(pile=Pile.LISTS))),
        View(
            "solved",
            _("Solved lately"),
            Shape(lambda rows, _value: rows.filter(solved_at__isnull=False), order="solved_at"),
        ),
        View("all", _("All"), Shape(lambda rows, _value: rows.exclude(status=Status.SPAM))),
        View("spam", _("Spam"), STATUS, Status.SPAM.value),
    )
}
TEAM = Shape(lambda rows, team: rows.filter(team=team, pile=Pile.OPEN))
CHANNEL = Shape(lambda rows, channel: rows.filter(channel=channel, pile=Pile.OPEN))
TAG = Shape(lambda rows, tag: rows.filter(tag=tag, pile=Pile.OPEN), table=TicketTag, field=CharField())


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
    return of_channel(channel, titles.of(channel)) if channel else None


def of_team(team: Team) -> View:
    """What is open in a team."""
    return View(f"team-{team.pk}", team.name, TEAM, team.pk)


def of_channel(channel: Channel, title: str = "") -> View:
    """What is open and came through a channel; `title` where its name alone would not tell which."""
    return View(f"channel-{channel.pk}", title or channel.name, CHANNEL, channel.pk)


def of_status(status: Status) -> View:
    """Everything that stands so."""
    return View(f"status-{status}", status.label, STATUS, status.value)


def of_tag(tag: str) -> View:
    """What is open and has a tag."""
    return View(f"tag-{tag}", tag, TAG, tag)
