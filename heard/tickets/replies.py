"""Our side of the conversation: written, released when the wait is over, and what became of it."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from heard.channels import outbox
from heard.channels.models import Outgoing
from heard.channels.outbound import Letter
from heard.channels.registry import KINDS
from heard.lib.claim import State
from heard.lib.ref import Ref, ref
from heard.staff.models import Person
from heard.tickets.models import Delivery, Direction, Message, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record


def write(
    ticket: Ticket, person: Person, text: str, *, release_at: datetime, at: datetime | None = None
) -> Message:
    """A reply, written `at` (now, if absent), that leaves at `release_at` unless it is taken back before."""
    with transaction.atomic():
        message = Message.objects.create(
            ticket=ticket,
            direction=Direction.OUT,
            identity=ticket.identity,
            person=person,
            sender_name=person.name,
            subject=ticket.subject,
            text=text,
            at=at or timezone.now(),
            message_id=_new_message_id(ticket.channel.address),
            delivery=Delivery.WAITING,
            release_at=release_at,
        )
        record(Kind.MESSAGE_WRITTEN, ref(ticket), about=ref(message), actor=ref(person), at=message.at)
    return message


def take_back(message: Message, *, by: Person) -> bool:
    """Undoes a reply that has not left. False when it was too late."""
    with transaction.atomic():
        mine = Message.objects.filter(pk=message.pk, delivery=Delivery.WAITING)
        if not mine.update(delivery=Delivery.UNDONE, release_at=None):
            return False
        record(Kind.MESSAGE_UNDONE, Ref("ticket", message.ticket_id), about=ref(message), actor=ref(by))
    return True


def ready(now: datetime) -> QuerySet[Message]:
    """Replies whose wait is over. One written "in the future" was written before the clock was set back."""
    over = Q(release_at__lte=now) | Q(at__gt=now + timedelta(minutes=1))
    return Message.objects.filter(over, delivery=Delivery.WAITING)


def release(number: int) -> bool:
    """Sends message `number` on its way: the fact and the outbox rows in one transaction.

    False when it was taken back, or released by another worker, a moment ago.
    """
    with transaction.atomic():
        if not Message.objects.filter(pk=number, delivery=Delivery.WAITING).update(
            delivery=Delivery.RELEASED
        ):
            return False
        message = Message.objects.select_related(
            "ticket__channel", "ticket__identity__customer", "person"
        ).get(pk=number)
        ticket = message.ticket
        references = _references(ticket)
        Message.objects.filter(pk=number).update(references=" ".join(references))
        outbox.queue(
            ticket.channel,
            ref(message),
            [ticket.identity.address],
            message_id=message.message_id,
            content=KINDS[ticket.channel.kind].write(_letter(message, references)),
        )
        assert message.person  # noqa: S101 - replies are written by people
        record(Kind.MESSAGE_SENT, ref(ticket), about=ref(message), actor=ref(message.person), at=message.at)
    return True


def hold(number: int, error: str) -> bool:
    """Says on a waiting message that it cannot be sent, and why, so that its writer sees it."""
    with transaction.atomic():
        mine = Message.objects.filter(pk=number, delivery=Delivery.WAITING)
        if not mine.update(delivery=Delivery.REFUSED, release_at=None, delivery_error=error):
            return False
        message = Message.objects.only("ticket_id").get(pk=number)
        record(Kind.MESSAGE_HELD, Ref("ticket", message.ticket_id), about=ref(message))
    return True


def delivered(entry: Entry) -> None:
    """The outbox said what became of one copy: brings it back onto the message (at once)."""
    if entry.about_kind != "message":
        return
    copies = Outgoing.objects.filter(about_kind="message", about_id=entry.about_id)
    states = set(copies.values_list("state", flat=True))
    if states == {State.DONE}:
        delivery = Delivery.SENT
    elif State.WAITING in states:
        delivery = Delivery.RELEASED
    else:
        delivery = Delivery.PARTLY if State.DONE in states else Delivery.REFUSED
    errors = copies.filter(state=State.FAILED).values_list("error", flat=True)
    Message.objects.filter(pk=entry.about_id).update(delivery=delivery, delivery_error="\n".join(errors))
    if entry.data.get("possibly_repeated"):
        Message.objects.filter(pk=entry.about_id).update(possibly_repeated=True)


def _references(ticket: Ticket) -> list[str]:
    """The Message-IDs said so far, the newest last (RFC 5322 3.6.4), not too many for a header."""
    said = Message.objects.filter(ticket=ticket).exclude(message_id="")
    said = said.filter(Q(direction=Direction.IN) | Q(delivery__in=[Delivery.SENT, Delivery.RELEASED]))
    newest = list(said.order_by("-at", "-pk").values_list("message_id", flat=True)[:20])
    return newest[::-1]


def _letter(message: Message, references: list[str]) -> Letter:
    ticket = message.ticket
    return Letter(
        sender_name=message.sender_name,
        sender=ticket.channel.address,
        recipient_name=ticket.identity.customer.name,
        recipient=ticket.identity.address,
        subject=ticket.subject,
        text=message.text,
        message_id=message.message_id,
        references=tuple(name for name in references if name != message.message_id),
        at=message.at,
    )


def _new_message_id(address: str) -> str:
    return f"<{uuid.uuid4().hex}@{address.rpartition('@')[2] or 'heard.invalid'}>"
