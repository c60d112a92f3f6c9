"""A ticket that one of us begins: a customer said something elsewhere, or we write to them first."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.channels.models import Channel
from heard.customers import identities, phones
from heard.lib import sensitive
from heard.lib.ref import ref
from heard.lib.words import one_line, storable
from heard.staff.models import Person, Team
from heard.tickets import access, organise
from heard.tickets.models import Direction, Message, Ticket
from heard.tickets.models import Told as How
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LONGEST = 200_000


class NotWritable(ValueError):
    """The ticket cannot be begun; the message says why and what to do. `what` names the field, if one is."""

    def __init__(self, why: str, what: str = "") -> None:
        super().__init__(why)
        self.what = what


@dataclass(frozen=True, slots=True)
class Told:
    """Who said what, and how. `address` may be a telephone number. `acknowledge`: the customer hears that we
    have it, if the mailbox has words for that. `key` names the page that it was written on: pressed twice, it
    is written once."""

    address: str
    name: str
    subject: str
    text: str
    acknowledge: bool = False
    how: How = How.ELSEWHERE
    key: UUID | None = None
    hands: "Hands | None" = None


@dataclass(frozen=True, slots=True)
class Hands:
    """To whom a new ticket goes: a team, a person, both or nobody."""

    team: Team | None = None
    assignee: Person | None = None


def mailboxes() -> "QuerySet[Channel]":
    """The open mailboxes that mail can leave through, the first one first."""
    return Channel.objects.filter(kind="email", is_active=True).exclude(address="").order_by("pk")


def mailbox(number: int | None) -> Channel:
    """The mailbox that answers will leave through: the one named, or the first. Raises NotWritable."""
    rows = mailboxes()
    found = (rows.filter(pk=number) if number else rows).first()
    if found is None:
        raise NotWritable(
            _("There is no open mailbox for it. Name the number of one, or open one in Setup."), "channel"
        )
    return found


def write_down(told: Told, through: Channel, *, by: Person) -> Ticket:
    """Opens a ticket with what the customer said, now. Raises NotWritable. Numbers of cards, accounts and the
    like are covered before it is kept: nobody needs them in a transcript (R-430)."""
    said_so = storable(told.text).replace("\r\n", "\n").strip()
    text = sensitive.masked(said_so)
    _check_text(text)
    if told.key and (before := Message.objects.filter(key=told.key).select_related("ticket").first()):
        if before.text == text:
            return before.ticket
        told = replace(told, key=None)
    try:
        with transaction.atomic():
            return _written_down(told, text, sensitive.kinds(said_so), through, by)
    except IntegrityError:  # the other press was a moment faster
        before = Message.objects.filter(key=told.key).select_related("ticket").first() if told.key else None
        if before is None:
            raise
        return before.ticket


def begin(address: str, name: str, subject: str, through: Channel, *, by: Person) -> Ticket:
    """Opens a ticket in which nothing is said yet, to write to its customer. In the caller's transaction.
    Raises NotWritable."""
    ticket = _open(address, name, subject, through, waits=False)
    data: dict[str, str | int | bool] = {"written_to": True, "by_machine": True}  # nothing is acknowledged
    record(Kind.TICKET_OPENED, ref(ticket), actor=ref(by), data=data)
    return ticket


def put_into(ticket: Ticket, hands: Hands, *, by: Person) -> None:
    """Gives a new ticket to its team and its person. Raises NotWritable where `by` could not see it then."""
    organise.give_to_team(ticket, hands.team, by=by, was=None)
    organise.assign(ticket, hands.assignee, by=by, was=None)
    ticket.team, ticket.assignee = hands.team, hands.assignee
    if not access.tickets_of(by).filter(pk=ticket.pk).exists():
        raise NotWritable(_("You could not see this ticket yourself. Name one of your teams."), "team")


def _written_down(told: Told, text: str, kinds: list[str], through: Channel, by: Person) -> Ticket:
    ticket = _open(told.address, told.name, told.subject, through, waits=True)
    who = ticket.identity
    message = Message.objects.create(
        ticket=ticket,
        direction=Direction.IN,
        identity=who,
        person=by,
        told=told.how,
        key=told.key,
        sender_name=one_line(told.name or who.customer.name, 200),
        subject=ticket.subject,
        text=text,
        at=ticket.opened_at,
        sensitive=kinds,
    )
    data: dict[str, str | int | bool] = {"written_by": by.pk, "told": told.how.value}
    if not told.acknowledge:
        data["by_machine"] = True
    opened = record(Kind.TICKET_OPENED, ref(ticket), about=ref(message), actor=ref(by), data=data)
    customer = ref(who.customer)
    record(
        Kind.MESSAGE_RECEIVED, ref(ticket), about=ref(message), actor=customer, at=message.at, cause=opened
    )
    if told.hands:
        put_into(ticket, told.hands, by=by)
    return ticket


def _open(address: str, name: str, subject: str, through: Channel, *, waits: bool) -> Ticket:
    now = timezone.now()
    if called := phones.number(address) if waits else "":
        who = identities.identity_of(phones.KIND, called, name=name, at=now)
    else:
        address = address.strip().lower()
        _check_address(address)
        who = identities.identity_of(through.kind, address, name=name, at=now)
    return Ticket.objects.create(
        subject=sensitive.masked(one_line(subject, 500)),
        customer=who.customer,
        identity=who,
        channel=through,
        opened_at=now,
        changed_at=now,
        waiting_since=now if waits else None,
    )


def _check_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise NotWritable(
            _("%(address)s is not an address. Write it like name@example.com.") % {"address": address[:254]},
            "to",
        ) from None
    if Channel.objects.filter(address=address).exists():
        raise NotWritable(_("This is the address of a mailbox of ours. Write the customer's."), "to")


def _check_text(text: str) -> None:
    if not text:
        raise NotWritable(_("The text is empty. Write what the customer said."), "text")
    if len(text) > LONGEST:
        raise NotWritable(
            _("The text is longer than %(most)s characters.") % {"most": f"{LONGEST:,}"}, "text"
        )
