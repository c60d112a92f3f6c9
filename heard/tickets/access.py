"""Who may see which ticket: fetching and permission in one call."""

from enum import Enum, auto
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from heard.customers.models import Customer
from heard.lib.prepared import Prepared
from heard.staff.models import Person, Role, Sees, Team
from heard.tickets.models import Attachment, Follower, Matter, Note, Participant, Ticket, TicketLink


class Sight(Enum):
    """How far somebody sees: all, what is their teams' or their own, what they follow, or nothing."""

    ALL = auto()
    TEAMS = auto()
    FOLLOWED = auto()
    NOTHING = auto()


def sight_of(person: Person) -> Sight:
    """How far `person` sees. No team limits an owner; a colleague follows what they were asked about."""
    if not person.is_active:
        return Sight.NOTHING
    if person.role == Role.COLLEAGUE:
        return Sight.FOLLOWED
    if person.sees == Sees.EVERYTHING or person.role == Role.OWNER:
        return Sight.ALL
    return Sight.TEAMS


def followed(person: Any) -> QuerySet[Follower]:
    """What `person` (a person, their id, or the slot of one) follows, as the numbers of tickets."""
    return Follower.objects.filter(person=person).values("ticket")  # type: ignore[return-value]


def tickets_of(person: Person) -> QuerySet[Ticket]:
    """The tickets that `person` may see."""
    return _seen(sight_of(person), person.pk)


def ticket_for(person: Person, number: int, *, to_show: bool = False) -> Ticket:
    """The ticket with this number. Raises Http404 if there is none that `person` may see.

    `to_show` it whole, what most tickets lack is looked for at once, and not asked for again where there is
    none (`Ticket.lacks`). Not for a ticket that is changed afterwards: it would not know.
    """
    found = _found(sight_of(person), to_show=to_show)
    ticket = found.first(me=person.pk, number=number) if number < 2**63 else None
    if ticket is None:
        raise Http404(_("There is no ticket with this number."))
    return ticket


def customers_tickets(person: Person, customer: int, *, but: int, most: int) -> list[dict[str, Any]]:
    """The customer's other tickets that `person` may see, the last changed first: number, subject, status,
    changed_at."""
    return _customers(sight_of(person), most)(me=person.pk, customer=customer, but=but)


def customers_of(person: Person) -> QuerySet[Customer]:
    """The customers that `person` may see: all, or those of the tickets that they may see."""
    rows = Customer.objects.all()
    if sight_of(person) is Sight.ALL:
        return rows
    return rows.filter(Exists(tickets_of(person).filter(customer=OuterRef("pk"))))


def _seen(sight: Sight, me: Any) -> QuerySet[Ticket]:
    match sight:
        case Sight.ALL:
            return Ticket.objects.all()
        case Sight.TEAMS:
            return Ticket.objects.filter(
                Q(team__in=Team.objects.filter(members=me).values("pk")) | Q(assignee=me)
            )
        case Sight.FOLLOWED:
            return Ticket.objects.filter(number__in=followed(me))
        case Sight.NOTHING:
            return Ticket.objects.none()


@cache
def _customers(sight: Sight, most: int) -> Prepared[dict[str, Any]]:
    def made(me: Any, customer: Any, but: Any) -> "QuerySet[Any, Any]":
        rows = _seen(sight, me).filter(customer=customer).exclude(number=but)
        return rows.order_by("-changed_at", "-number").values("number", "subject", "status", "changed_at")[
            :most
        ]

    return Prepared(made)


@cache
def _found(sight: Sight, *, to_show: bool) -> Prepared[Ticket]:
    def made(me: Any, number: Any) -> QuerySet[Ticket]:
        rows = _seen(sight, me).select_related("customer", "identity", "channel", "assignee", "team")
        rows = rows.filter(number=number)
        return rows.annotate(**_looked_for(me)) if to_show else rows

    return Prepared(made)


def _looked_for(me: Any) -> dict[str, Exists]:
    """What most tickets lack, for `Ticket.lacks`."""
    ticket = OuterRef("pk")
    return {
        "has_merged": Exists(Ticket.objects.filter(merged_into=ticket)),
        "has_links": Exists(TicketLink.objects.filter(Q(ticket=ticket) | Q(other=ticket))),
        "has_matter": Exists(Matter.objects.filter(ticket=ticket)),
        "has_participants": Exists(Participant.objects.filter(ticket=ticket)),
        "has_notes": Exists(Note.objects.filter(ticket=ticket)),
        "has_files": Exists(Attachment.objects.filter(message__ticket=ticket)),
        "has_me_following": Exists(Follower.objects.filter(ticket=ticket, person=me)),
    }
