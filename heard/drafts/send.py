"""Sending a reply, whoever asks (page, API, bulk): it waits a moment so that it can be undone."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from heard.drafts import gates
from heard.lib.words import storable
from heard.staff.models import Person
from heard.tickets import replies
from heard.tickets.models import Message, Ticket

LONGEST = 200_000


class NotSendable(ValueError):
    """The reply cannot be sent; the message says why and what to do."""


def send(ticket: Ticket, person: Person, text: str, *, at: datetime | None = None) -> Message:
    """Writes the reply and lets it leave after the undo time, or at `at`. Raises NotSendable."""
    words = storable(text).replace("\r\n", "\n").strip()
    if not words:
        raise NotSendable("The reply is empty. Write what the customer should read.")
    if len(words) > LONGEST:
        raise NotSendable(f"The reply is longer than {LONGEST:,} characters. Put the rest into a file.")
    if not ticket.identity.address:
        raise NotSendable("The customer's address is not known, so there is nowhere to send a reply.")
    if ticket.identity.unreachable_since:
        raise NotSendable(
            f"Mail to {ticket.identity.address} came back, so nothing is sent there. If the address works"
            " again, say so beside the customer's name; otherwise write to another one."
        )
    read, stopped = gates.standing(ticket, person, words)
    if stopped:
        raise NotSendable(stopped)
    leaves = at or timezone.now() + timedelta(seconds=settings.UNDO_SECONDS)
    with transaction.atomic():
        message = replies.write(ticket, person, words, release_at=leaves)
        gates.passed(message, read)
    return message


def undo(message: Message, *, by: Person) -> bool:
    """Takes a waiting reply back. False when it has left."""
    return replies.take_back(message, by=by)
