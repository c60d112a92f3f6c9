"""Taking one arrival in: who wrote, which ticket it belongs to, what was said. One transaction."""

import hashlib

from django.db import IntegrityError, transaction

from heard.channels import arrivals
from heard.channels.inbound import Inbound
from heard.channels.models import Arrival, Aside
from heard.customers import identities
from heard.customers.models import Identity
from heard.files import store
from heard.lib.ref import ref
from heard.lib.words import one_line, storable
from heard.tickets import threads
from heard.tickets.models import Attachment, Direction, Message, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record


def take_in(arrival: Arrival, inbound: Inbound) -> Message | None:
    """Makes the message of `arrival`; None when the same mail is here already, and the arrival is set aside.

    Raises LeaseLost when another worker took the arrival over meanwhile; nothing is written then.
    """
    fingerprint = _fingerprint(inbound)
    try:
        with transaction.atomic():
            if fingerprint and Message.objects.filter(fingerprint=fingerprint).exists():
                arrivals.set_aside(arrival, Aside.SEEN_BEFORE)
                return None
            return _take_in(arrival, inbound, fingerprint)
    except IntegrityError:  # through two doors at once: the other one was first
        with transaction.atomic():
            if not Message.objects.filter(fingerprint=fingerprint).exists():
                raise
            arrivals.set_aside(arrival, Aside.SEEN_BEFORE)
            return None


def _take_in(arrival: Arrival, inbound: Inbound, fingerprint: str | None) -> Message:
    sender = inbound.sender.email or str(arrival.envelope.get("from", ""))
    who = identities.identity_of(arrival.channel.kind, sender, name=inbound.sender.name, at=arrival.kept_at)
    ticket = threads.ticket_of(inbound)
    opened = ticket is None
    if ticket is None:
        ticket = _open(arrival, inbound, who)
    message = Message.objects.create(
        ticket=ticket,
        direction=Direction.IN,
        identity=who,
        sender_name=one_line(inbound.sender.name or who.customer.name, 200),
        subject=one_line(inbound.subject, 500),
        text=storable(inbound.visible_text),
        whole_text=storable(inbound.text) if inbound.text != inbound.visible_text else "",
        html=store.keep(inbound.html.encode()) if inbound.html else None,
        at=arrival.kept_at,
        message_id=threads.header_form(inbound.message_id),
        references=storable(" ".join(map(threads.header_form, inbound.references[-50:]))),
        fingerprint=fingerprint,
        arrival=arrival,
    )
    _attach(message, inbound)
    arrivals.taken(arrival)
    cause = None
    actor = ref(who.customer)
    if opened:
        cause = record(Kind.TICKET_OPENED, ref(ticket), about=ref(message), actor=actor, at=message.at)
    record(Kind.MESSAGE_RECEIVED, ref(ticket), about=ref(message), actor=actor, at=message.at, cause=cause)
    return message


def _open(arrival: Arrival, inbound: Inbound, who: Identity) -> Ticket:
    return Ticket.objects.create(
        subject=one_line(inbound.subject, 500),
        customer=who.customer,
        identity=who,
        channel=arrival.channel,
        opened_at=arrival.kept_at,
        changed_at=arrival.kept_at,
        waiting_since=arrival.kept_at,
    )


def _attach(message: Message, inbound: Inbound) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            blob=store.keep(file.content),
            name=one_line(file.name, 255),
            type=one_line(file.type, 100),
            inline=file.inline,
            content_id=one_line(file.content_id, 250),
        )
        for file in inbound.files
    )


def _fingerprint(inbound: Inbound) -> str | None:
    """Of the Message-ID and the content as read, so that the trace of a second door makes no difference."""
    if not inbound.message_id:
        return None
    content = hashlib.sha256(inbound.message_id.encode(errors="replace"))
    for words in (inbound.subject, inbound.text or inbound.html):
        content.update(b"\0" + " ".join(words.split()).encode(errors="replace"))
    for file in inbound.files:
        content.update(b"\0" + hashlib.sha256(file.content).digest())
    return content.hexdigest()
