"""To whom does a message of ours go, with which files, and what does it pass on?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from heard.channels.outbound import Enclosed
from heard.channels.registry import addresses_of
from heard.customers import identities
from heard.customers.models import Identity
from heard.files import store
from heard.files.models import Blob
from heard.tickets import participants
from heard.tickets.models import Attachment, Message, Participant, Ticket


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A stored file that goes with a message; shown in place by its `content_id`, if it has one."""

    blob: Blob
    name: str
    type: str
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Copies:
    """Exactly these addresses; without `to` the customer alone is addressed."""

    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything about a message but its words. `copies` None: the customer, and all participants in copy.

    `then` is what follows once it has left (macro_acts.py), `promises` are those that it makes by leaving.
    `confidence` is how sure its writer is that the fix in it works, in per cent.
    """

    copies: Copies | None = None
    files: Sequence[Enclosure] = field(default_factory=tuple)
    forwards: Message | None = None
    key: UUID | None = None
    then: dict[str, Any] | None = None
    promises: Sequence[dict[str, Any]] = ()
    confidence: int | None = None


def columns(envelope: Envelope) -> dict[str, object]:
    """The message's fields that hold it."""
    copies = envelope.copies or Copies()
    return {
        "to": list(copies.to),
        "cc": list(copies.cc),
        "bcc": list(copies.bcc),
        "copies_chosen": envelope.copies is not None,
        "forwards": envelope.forwards,
        "key": envelope.key,
        "then": envelope.then,
        "promises": list(envelope.promises) or None,
        "confidence": envelope.confidence,
    }


def enclose(message: Message, files: Iterable[Enclosure]) -> None:
    """Fastens the files to the message, in the caller's transaction."""
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            blob=file.blob,
            name=file.name,
            type=file.type,
            inline=bool(file.content_id),
            content_id=file.content_id,
        )
        for file in files
    )


def join(ticket: Ticket, addresses: Iterable[str]) -> None:
    """Those whom one of us copies in openly are participants from now on. Bcc is nobody's business."""
    for address in addresses:
        who = identities.identity_of(addresses_of(ticket.channel.kind), address, name="", at=ticket.opened_at)
        if who.customer_id != ticket.customer_id:
            Participant.objects.update_or_create(ticket=ticket, identity=who, defaults={"is_confirmed": True})


def address(message: Message) -> tuple[list[str], list[str], list[str]]:
    """To, Cc and Bcc as the message leaves: without those whose mail came back, and nobody twice."""
    ticket = message.ticket
    to = list(message.to) or [ticket.identity.address]
    if message.copies_chosen:
        cc = list(message.cc)
    elif message.is_automatic:
        cc = []
    else:
        cc = [one.address for one in participants.confirmed(ticket)]
    dead = _unreachable(ticket, [*to, *cc, *message.bcc])
    taken: set[str] = set(to)
    return to, _others(cc, taken, dead), _others(message.bcc, taken, dead)


def enclosed(message: Message) -> tuple[Enclosed, ...]:
    """The message's files with their contents, as the channel sends them."""
    rows = Attachment.objects.filter(message=message).select_related("blob").order_by("pk")
    return tuple(Enclosed(row.name, row.type, store.content(row.blob), row.content_id) for row in rows)


def _others(addresses: Iterable[str], taken: set[str], dead: set[str]) -> list[str]:
    found = [one for one in dict.fromkeys(addresses) if one not in taken and one not in dead]
    taken.update(found)
    return found


def _unreachable(ticket: Ticket, addresses: Sequence[str]) -> set[str]:
    rows = Identity.objects.filter(
        kind=addresses_of(ticket.channel.kind), address__in=addresses, unreachable_since__isnull=False
    )
    return set(rows.values_list("address", flat=True))
