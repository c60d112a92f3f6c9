"""A ticket that one of us, or a program, writes down: a customer said something, and not on a channel."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.channels.models import Channel
from heard.customers import identities
from heard.lib import sensitive
from heard.lib.ref import ref
from heard.lib.words import one_line, storable
from heard.staff.models import Person
from heard.tickets.models import Direction, Message, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LONGEST = 200_000


class NotWritable(ValueError):
    """The ticket cannot be written down; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who said what. `acknowledge`: the customer hears that we have it, if the mailbox has words for that."""

    address: str
    name: str
    subject: str
    text: str
    acknowledge: bool = False


def mailbox(number: int | None) -> Channel:
    """The mailbox that answers will leave through: the one named, or the first. Raises NotWritable."""
    rows = Channel.objects.filter(kind="email", is_active=True).exclude(address="").order_by("pk")
    found = (rows.filter(pk=number) if number else rows).first()
    if found is None:
        raise NotWritable(_("There is no open mailbox for it. Name the number of one, or open one in Setup."))
    return found


def write_down(told: Told, through: Channel, *, by: Person) -> Ticket:
    """Opens a ticket with what the customer said, now. Raises NotWritable. Numbers of cards, accounts and the
    like are covered before it is kept: nobody needs them in a transcript (R-430)."""
    address, said_so = told.address.strip().lower(), storable(told.text).replace("\r\n", "\n").strip()
    text = sensitive.masked(said_so)
    _check(address, text)
    now = timezone.now()
    with transaction.atomic():
        who = identities.identity_of(through.kind, address, name=told.name, at=now)
        subject = sensitive.masked(one_line(told.subject, 500))
        ticket = Ticket.objects.create(
            subject=subject,
            customer=who.customer,
            identity=who,
            channel=through,
            opened_at=now,
            changed_at=now,
            waiting_since=now,
        )
        message = Message.objects.create(
            ticket=ticket,
            direction=Direction.IN,
            identity=who,
            sender_name=one_line(told.name or who.customer.name, 200),
            subject=subject,
            text=text,
            at=now,
            sensitive=sensitive.kinds(said_so),
        )
        data: dict[str, str | int | bool] = {"written_by": by.pk}
        if not told.acknowledge:
            data["by_machine"] = True
        opened = record(Kind.TICKET_OPENED, ref(ticket), about=ref(message), actor=ref(by), data=data)
        customer = ref(who.customer)
        record(Kind.MESSAGE_RECEIVED, ref(ticket), about=ref(message), actor=customer, at=now, cause=opened)
    return ticket


def _check(address: str, text: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise NotWritable(
            _("%(address)s is not an address. Write it like name@example.com.") % {"address": address[:254]}
        ) from None
    if Channel.objects.filter(address=address).exists():
        raise NotWritable(_("This is the address of a mailbox of ours. Write the customer's."))
    if not text:
        raise NotWritable(_("The text is empty. Write what the customer said."))
    if len(text) > LONGEST:
        raise NotWritable(_("The text is longer than %(most)s characters.") % {"most": f"{LONGEST:,}"})
