"""At which addresses is a customer reached? Others are added afterwards: mail to a number, or the reverse.

Whoever reads a mail address may read its customer's requests, so one that is somebody else's stays theirs.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.channels.models import Channel
from heard.customers import identities, phones
from heard.customers.models import Customer, Identity
from heard.lib.ref import ref
from heard.staff.models import Person
from heard.tickets.models import Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record

MAIL = "email"
LONGEST = 254  # characters of an address (RFC 5321 4.5.3.1.3)


class NotAnAddress(ValueError):
    """It is no address that a customer could have; the message says why and what to do."""


class Taken(Exception):
    """The address belongs to somebody else: to `customer`."""

    def __init__(self, customer: Customer) -> None:
        super().__init__(_("This address belongs to another customer."))
        self.customer = customer


@dataclass(frozen=True, slots=True)
class Written:
    """An address as the table has it."""

    kind: str
    address: str


def read(typed: str) -> Written:
    """A mail address or a telephone number, however it was typed. Raises NotAnAddress."""
    if called := phones.number(typed):
        return Written(phones.KIND, called)
    address = typed.strip().lower()
    try:
        validate_email(address if len(address) <= LONGEST else "")
    except ValidationError:
        raise NotAnAddress(
            _("This is neither a mail address nor a telephone number. Write name@example.com, say, or +44 …")
        ) from None
    if Channel.objects.filter(address=address).exists():
        raise NotAnAddress(_("This is the address of a mailbox of ours. Write the customer's."))
    return Written(MAIL, address)


def add(ticket: Ticket, typed: str, *, by: Person) -> Identity:
    """The customer of `ticket` is reached there, too; where only a number was known, the ticket's answers go
    to their mail address from now on.

    Raises NotAnAddress, and Taken where it is somebody else's.
    """
    written = read(typed)
    try:
        with transaction.atomic():
            found = Identity.objects.select_related("customer").filter(
                kind=written.kind, address=written.address
            )
            identity = found.first() or _made(ticket, written, by)
            if identity.customer_id != ticket.customer_id:
                raise Taken(identity.customer)
            if ticket.identity.is_phone and not identity.is_phone:
                _answer_at(ticket, identity, by)
    except IntegrityError:  # somebody wrote from it in this moment
        theirs = Identity.objects.select_related("customer").get(kind=written.kind, address=written.address)
        raise Taken(theirs.customer) from None
    return identity


def answer_at(ticket: Ticket, number: int, *, by: Person) -> bool:
    """Answers of the ticket go to another mail address of its customer's; False if there is none such."""
    mine = Identity.objects.filter(customer=ticket.customer_id, kind=MAIL)
    identity = mine.exclude(pk=ticket.identity_id).filter(pk=number).first()
    if identity is None:
        return False
    with transaction.atomic():
        _answer_at(ticket, identity, by)
    return True


def others(ticket: Ticket) -> list[Identity]:
    """The customer's other addresses, those that we met last first."""
    return [each for each in identities.all_of(ticket.customer_id) if each.pk != ticket.identity_id]


def _made(ticket: Ticket, written: Written, by: Person) -> Identity:
    identity = Identity.objects.create(
        customer_id=ticket.customer_id, kind=written.kind, address=written.address
    )
    record(Kind.CUSTOMER_ADDRESS_ADDED, ref(ticket.customer), about=ref(identity), actor=ref(by))
    if ticket.customer.name and phones.number(ticket.customer.name) and not identity.is_phone:
        Customer.objects.filter(pk=ticket.customer_id).update(name=identity.address)
    return identity


def _answer_at(ticket: Ticket, identity: Identity, by: Person) -> None:
    Ticket.objects.filter(number=ticket.number).update(identity=identity, version=F("version") + 1)
    record(Kind.TICKET_READDRESSED, ref(ticket), about=ref(identity), actor=ref(by), at=timezone.now())
