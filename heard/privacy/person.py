"""Who is meant, and what do we hold of them? Found by an address or a number, counted before it goes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from heard.channels.models import Arrival, Outgoing
from heard.customers.models import Customer, Identity
from heard.drafts.models import Draft
from heard.search import index, query
from heard.tickets.models import ACTIVE, Attachment, Message, Note, Ticket

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Held:
    """What there is of a customer. `elsewhere` are their words in other people's tickets, `named` the numbers
    of other people's tickets in which others wrote their name or address: no machine can tell what of that
    is about them."""

    addresses: tuple[str, ...]
    tickets: int
    still_open: int
    messages: int
    notes: int
    drafts: int
    files: int
    raw: int
    copies: int
    elsewhere: int
    named: tuple[int, ...]


def called(written: str) -> Customer | None:
    """The customer with this address, or this number; None if there is nobody, or they are erased."""
    rows = Customer.objects.filter(erased_at=None)
    plain = written.strip().lower()
    if plain.isdecimal() and len(plain) < 19:
        return rows.filter(pk=int(plain)).first()
    return rows.filter(identities__address=plain).first() if plain else None


def addresses_of(customer: Customer) -> list[str]:
    """All that they write from, in the order in which we met these."""
    rows = Identity.objects.filter(customer=customer).order_by("pk")
    return [address for address in rows.values_list("address", flat=True) if address]


def messages_of(customer: Customer) -> QuerySet[Message]:
    """All in their tickets, and what they said in others'."""
    theirs = Q(ticket__customer=customer) | Q(identity__customer=customer)
    return Message.objects.filter(theirs, words_gone_at=None)


def held(customer: Customer) -> Held:
    """Counts it, in a handful of queries."""
    tickets, said = Ticket.objects.filter(customer=customer), messages_of(customer)
    addresses = addresses_of(customer)
    numbers = said.values("pk")
    sent = Q(recipient__in=addresses) | Q(about_kind="message", about_id__in=numbers)
    return Held(
        addresses=tuple(addresses),
        tickets=tickets.filter(words_gone_at=None).count(),
        still_open=tickets.filter(status__in=ACTIVE).count(),
        messages=said.count(),
        notes=Note.objects.filter(ticket__in=tickets.values("pk")).exclude(text="").count(),
        drafts=Draft.objects.filter(ticket__in=tickets.values("pk")).count(),
        files=Attachment.objects.filter(message__in=numbers).count(),
        raw=Arrival.objects.filter(pk__in=said.exclude(arrival=None).values("arrival")).count(),
        copies=Outgoing.objects.filter(sent).count(),
        elsewhere=said.exclude(ticket__customer=customer).count(),
        named=tuple(named(customer)),
    )


def named(customer: Customer) -> list[int]:
    """Tickets of others in which their full name or an address of theirs stands, the newest first."""
    others = Ticket.objects.exclude(customer=customer)
    found: list[int] = []
    for words in _asked(customer):
        hits = index.find(query.parse(f'"{words}"'), among=others, limit=MOST_NAMED).hits
        found += [hit.ticket for hit in hits]
    mine = set(messages_of(customer).exclude(ticket__customer=customer).values_list("ticket", flat=True))
    return [number for number in dict.fromkeys(found) if number not in mine][:MOST_NAMED]


def _asked(customer: Customer) -> Iterable[str]:
    """What they are found by: addresses whole, and a name of at least two words."""
    yield from addresses_of(customer)
    plain = customer.name.replace('"', " ")
    if len(plain.split()) > 1:
        yield plain
