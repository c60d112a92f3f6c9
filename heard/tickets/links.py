"""What a ticket has to do with others and with people: links, followers, and a message split off."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from heard.lib.prepared import Prepared
from heard.lib.ref import Ref, ref
from heard.staff.models import Person
from heard.tickets import organise, ticket_fields
from heard.tickets.models import Direction, Follower, Message, Status, Ticket, TicketLink
from heard.timeline.kinds import Kind
from heard.timeline.record import record

_follower: Prepared[int] = Prepared(
    lambda ticket, person: Follower.objects.filter(ticket=ticket, person=person).values_list("pk", flat=True)
)
_pairs: Prepared[tuple[int, int]] = Prepared(
    lambda number: TicketLink.objects.filter(Q(ticket=number) | Q(other=number)).values_list(
        "ticket_id", "other_id"
    )
)


class NotSplittable(ValueError):
    """This message cannot become a ticket of its own; the message says why."""


def follow(ticket: Ticket, person: Person) -> None:
    """`person` wants to hear of the ticket."""
    Follower.objects.get_or_create(ticket=ticket, person=person)


def unfollow(ticket: Ticket, person: Person) -> None:
    """`person` no longer wants to."""
    Follower.objects.filter(ticket=ticket, person=person).delete()


def follows(ticket: Ticket, person: Person) -> bool:
    """Whether `person` (for whom it was looked up) follows the ticket."""
    return not ticket.lacks("me_following") and bool(_follower(ticket=ticket.pk, person=person.pk))


def link(ticket: Ticket, other: Ticket, *, by: Person) -> bool:
    """Notes that two tickets have to do with each other; False if that is known, or they are one."""
    if ticket.number == other.number:
        return False
    low, high = sorted((ticket.number, other.number))
    with transaction.atomic():
        _row, fresh = TicketLink.objects.get_or_create(ticket_id=low, other_id=high)
        if fresh:
            record(Kind.TICKET_LINKED, ref(ticket), actor=ref(by), data={"other": other.number})
    return fresh


def unlink(ticket: Ticket, other: Ticket, *, by: Person) -> bool:
    """Forgets a link; False if there is none."""
    low, high = sorted((ticket.number, other.number))
    with transaction.atomic():
        gone, _each = TicketLink.objects.filter(ticket=low, other=high).delete()
        if gone:
            record(Kind.TICKET_UNLINKED, ref(ticket), actor=ref(by), data={"other": other.number})
    return bool(gone)


def linked(ticket: Ticket) -> list[int]:
    """The numbers of the tickets linked with this one."""
    number = ticket.number
    pairs = [] if ticket.lacks("links") else _pairs(number=number)
    return sorted(other if ticket == number else ticket for ticket, other in pairs)


def split_off(message: Message, *, by: Person, at: datetime | None = None) -> Ticket:
    """A message of the customer's becomes a ticket of its own, linked with the one it came from.

    Raises NotSplittable for our own words, and for the only message of a ticket.
    """
    ticket = message.ticket
    if message.direction != Direction.IN or message.identity is None:
        raise NotSplittable(_("Only a message of the customer's can become a ticket of its own."))
    if Message.objects.filter(ticket=ticket, direction=Direction.IN).count() < 2:
        raise NotSplittable(_("This is the only message of the customer's in this ticket."))
    with transaction.atomic():
        fresh = Ticket.objects.create(
            subject=message.subject or ticket.subject,
            customer=message.identity.customer,
            identity=message.identity,
            channel=ticket.channel,
            team=ticket.team,
            assignee=ticket.assignee,
            opened_at=message.at,
            changed_at=message.at,
            waiting_since=message.at,
        )
        move(message, fresh)
        TicketLink.objects.create(ticket=ticket, other=fresh)
        data = {"other": ticket.number}
        record(Kind.MESSAGE_SPLIT_OFF, ref(fresh), about=ref(message), actor=ref(by), at=at, data=data)
    return fresh


def join_again(message: Message, ticket: Ticket, *, by: Person) -> None:
    """Takes a split back: the message returns to `ticket`, to which the one made for it points now."""
    with transaction.atomic():
        alone = message.ticket
        move(message, ticket)
        data = {"other": alone.number, "back": True}
        record(
            Kind.MESSAGE_SPLIT_OFF, Ref("ticket", ticket.number), about=ref(message), actor=ref(by), data=data
        )
        TicketLink.objects.filter(ticket=ticket, other=alone).delete()
        Ticket.objects.filter(number=alone.number).update(
            merged_into=ticket, status=Status.CLOSED, solved_at=alone.changed_at, version=F("version") + 1
        )


def move(message: Message, to: Ticket) -> None:
    """Puts a message into another ticket, in the caller's transaction; both rows tell the truth again."""
    was = message.ticket
    Message.objects.filter(pk=message.pk).update(ticket=to)
    message.ticket = to
    for each in (was, to):
        ticket_fields.last_words(each.number)
        Ticket.objects.filter(number=each.number, solved_at=None).update(
            waiting_since=organise.waits_since(each), version=F("version") + 1
        )
