"""Which tickets and words may a customer read? What was said to them or by them, and nothing else.

A ticket is theirs when it is with them, or when they take part in it and a person confirmed them. Within it
they read what they wrote, what was addressed to them and has left; never notes, events or what was passed on.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from heard.customers.models import Identity
from heard.tickets import lineage
from heard.tickets.models import Attachment, Delivery, Direction, Message, Participant, Ticket

LEFT = (Delivery.RELEASED, Delivery.SENT, Delivery.PARTLY, Delivery.BOUNCED)
MOST_MESSAGES = 500  # the newest of one request


@dataclass(frozen=True, slots=True)
class Viewer:
    """A customer who proved that `identity` is theirs; with `only` whoever holds the link to one ticket."""

    identity: Identity
    identities: frozenset[int]
    addresses: frozenset[str]
    only: int | None = None


def viewer(identity: Identity, *, only: int | None = None) -> Viewer:
    """Who looks, with all addresses that are known to be theirs."""
    rows = dict(Identity.objects.filter(customer=identity.customer_id).values_list("pk", "address"))
    return Viewer(identity, frozenset(rows), frozenset(rows.values()), only)


def requests_of(who: Viewer) -> QuerySet[Ticket]:
    """Their tickets; those that were merged go on in another."""
    taking_part = Participant.objects.filter(identity__in=who.identities, is_confirmed=True).values("ticket")
    rows = Ticket.objects.filter(Q(customer=who.identity.customer_id) | Q(number__in=taking_part))
    rows = rows.filter(merged_into=None, words_gone_at=None)
    return rows if who.only is None else rows.filter(number=_root(who.only))


def request_for(who: Viewer, number: int) -> Ticket:
    """The ticket with this number, or that in which it goes on. Raises Http404 unless it is theirs."""
    rows = requests_of(who).select_related("identity__customer", "channel", "customer", "assignee")
    ticket = rows.filter(number=_root(number)).first() if number < 2**63 else None
    if ticket is None:
        raise Http404(_("There is no request with this number."))
    return ticket


def said(who: Viewer, ticket: Ticket) -> list[Message]:
    """What they may read of it, the oldest first."""
    rows = Message.objects.filter(ticket__in=lineage.numbers_of(ticket.number), forwards=None)
    rows = rows.filter(Q(direction=Direction.IN) | Q(delivery__in=LEFT))
    newest = rows.select_related("ticket__identity").order_by("-at", "-pk")[:MOST_MESSAGES]
    return [message for message in reversed(newest) if _is_theirs(who, message)]


def files(messages: list[Message]) -> dict[int, list[Attachment]]:
    """The files of these messages."""
    found: dict[int, list[Attachment]] = {}
    rows = Attachment.objects.filter(message__in=messages).select_related("blob").defer("blob__inline")
    for file in rows.order_by("pk"):
        found.setdefault(file.message_id, []).append(file)
    return found


def file_for(who: Viewer, number: int, attachment: int) -> Attachment:
    """A file of a message that they may read. Raises Http404."""
    readable = {message.pk for message in said(who, request_for(who, number))}
    rows = Attachment.objects.select_related("blob")
    found = rows.filter(pk=attachment).first() if attachment < 2**63 else None
    if found is None or found.message_id not in readable:
        raise Http404(_("There is no such file."))
    return found


def _is_theirs(who: Viewer, message: Message) -> bool:
    others: set[Any] = {*message.to, *message.cc, *message.bcc}
    if message.direction == Direction.IN:
        if message.identity_id in who.identities:
            return True
        return not message.is_unconfirmed and bool(who.addresses & others)
    if not message.to:
        others.add(message.ticket.identity.address)
    return bool(who.addresses & others)


def _root(number: int) -> int:
    ticket = Ticket.objects.filter(number=number).first() if number < 2**63 else None
    return lineage.root_of(ticket).number if ticket else 0
