"""What is shown of one ticket: messages, notes and events in the order in which they happened."""

from dataclasses import dataclass, field
from typing import Any

from heard.tickets import copies, happenings, merge
from heard.tickets.copies import Copy
from heard.tickets.happenings import Event
from heard.tickets.models import Attachment, Delivery, Message, Note, Ticket


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything of one ticket, each kind by itself."""

    messages: list[Message]
    notes: list[Note]
    events: list[Event]
    files: dict[int, list[Attachment]] = field(default_factory=dict)
    copies: dict[int, list[Copy]] = field(default_factory=dict)

    def in_order(self) -> list[Any]:
        """All of it, the oldest first."""
        return sorted([*self.messages, *self.notes, *self.events], key=lambda item: item.at)


def of(ticket: Ticket) -> Conversation:
    """The conversation of `ticket` and of those merged into it, in a fixed number of queries."""
    family = merge.family_of(ticket)
    messages = list(
        Message.objects.filter(ticket__in=family)
        .exclude(delivery=Delivery.UNDONE)
        .select_related("identity__customer", "person")
        .order_by("at", "pk")
    )
    files: dict[int, list[Attachment]] = {}
    for attachment in (
        Attachment.objects.filter(message__ticket__in=family).select_related("blob").defer("blob__inline")
    ):
        files.setdefault(attachment.message_id, []).append(attachment)
    notes = Note.objects.filter(ticket__in=family).select_related("person", "finder").order_by("at", "pk")
    return Conversation(messages, list(notes), happenings.of(family), files, copies.of(messages))
