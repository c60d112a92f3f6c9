"""Who writes in a ticket besides its customer, and who of them may be believed."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from heard.channels.inbound import Address, Inbound
from heard.channels.models import Channel
from heard.channels.registry import addresses_of
from heard.customers import identities, organisations
from heard.customers.models import Identity
from heard.lib.prepared import Prepared
from heard.lib.ref import ref
from heard.staff.models import Person
from heard.tickets.models import Message, Participant, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record

MOST_COPIED = 20  # a mail to more people than this is a circular, not a conversation


_confirmed = Prepared(
    lambda ticket: (
        Participant.objects.filter(ticket=ticket, is_confirmed=True).select_related("identity").order_by("pk")
    )
)


def is_doubtful(inbound: Inbound) -> bool:
    """Whether the mail may come from somebody else than it says: DMARC failed, or answers go elsewhere."""
    elsewhere = bool(inbound.reply_to) and inbound.sender.email not in {one.email for one in inbound.reply_to}
    return "dmarc_failed" in inbound.problems or elsewhere


def is_stranger(ticket: Ticket, who: Identity) -> bool:
    """Whether `who` has not been a participant so far. A reply says which ticket, never who."""
    if who.customer_id == ticket.customer_id:
        return False
    return not Participant.objects.filter(ticket=ticket, identity=who, is_confirmed=True).exists()


def joins(ticket: Ticket, who: Identity, inbound: Inbound, *, at: datetime) -> bool:
    """Lets `who` into the ticket if a person entered their domain for the customer's organisation, and
    nothing speaks against the mail being theirs; says whether it did."""
    if is_doubtful(inbound) or "dmarc_unproven" in inbound.problems or who.address != inbound.sender.email:
        return False
    company = organisations.of_address(who.address)
    if company is None or organisations.of_address(ticket.identity.address) != company:
        return False
    Participant.objects.update_or_create(ticket=ticket, identity=who, defaults={"is_confirmed": True})
    record(Kind.SENDER_JOINED, ref(ticket), about=ref(who), actor=ref(who.customer), at=at)
    return True


def meet(ticket: Ticket, who: Identity) -> None:
    """Notes down a stranger who wrote; they get nothing until a person confirms them."""
    Participant.objects.get_or_create(ticket=ticket, identity=who)


def copied_in(ticket: Ticket, inbound: Inbound) -> list[str]:
    """Makes those whom the customer copied participants, and gives their addresses."""
    ours = {address for pair in Channel.objects.values_list("address", "group") for address in pair}
    own = {inbound.sender.email, ticket.identity.address}
    people = {one.email: one for one in (*inbound.to, *inbound.cc) if one.email not in ours | own}
    if not people or len(people) > MOST_COPIED:
        return []
    for who in _identities(ticket, people.values()):
        if who.customer_id != ticket.customer_id:
            Participant.objects.update_or_create(ticket=ticket, identity=who, defaults={"is_confirmed": True})
    return list(people)


def confirmed(ticket: Ticket) -> list[Identity]:
    """Those who get a copy of our replies."""
    if ticket.lacks("participants"):
        return []
    return [row.identity for row in _confirmed(ticket=ticket.pk)]


def confirm(message: Message, *, by: Person) -> None:
    """A person vouches for the sender of `message`: from now on replies go to them too."""
    ticket = message.ticket
    with transaction.atomic():
        if message.identity and message.identity.customer_id != ticket.customer_id:
            Participant.objects.update_or_create(
                ticket=ticket, identity=message.identity, defaults={"is_confirmed": True}
            )
        Message.objects.filter(ticket=ticket, identity=message.identity).update(is_unconfirmed=False)
        record(Kind.SENDER_CONFIRMED, ref(ticket), about=ref(message), actor=ref(by))


def reopen_address(ticket: Ticket, *, by: Person) -> None:
    """A person says that the customer's address works (again), so mail may go there once more."""
    with transaction.atomic():
        Identity.objects.filter(pk=ticket.identity_id, customer__erased_at=None).update(
            unreachable_since=None
        )
        record(Kind.ADDRESS_REOPENED, ref(ticket), about=ref(ticket.identity), actor=ref(by))


def _identities(ticket: Ticket, people: Iterable[Address]) -> list[Identity]:
    kind, at = addresses_of(ticket.channel.kind), ticket.opened_at
    return [identities.identity_of(kind, one.email, name=one.name, at=at) for one in people]
