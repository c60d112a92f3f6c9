"""What is shown of one ticket: messages, notes and events in the order in which they happened."""

from dataclasses import dataclass, field
from typing import Any

from heard.channels.models import Outgoing
from heard.lib.claim import State
from heard.tickets import happenings, merge
from heard.tickets.happenings import Event
from heard.tickets.models import Attachment, Delivery, Message, Note, Ticket


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything of one ticket, each kind by itself."""

    messages: list[Message]
    notes: list[Note]
    events: list[Event]
    files: dict[int, list[Attachment]] = field(default_factory=dict)
    held_up: dict[int, str] = field(default_factory=dict)  # why a message on its way has not left yet

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
    notes = Note.objects.filter(ticket__in=family).select_related("person").order_by("at", "pk")
    return Conversation(messages, list(notes), happenings.of(family), files, _held_up(messages))


def _held_up(messages: list[Message]) -> dict[int, str]:
    released = [message.pk for message in messages if message.delivery == Delivery.RELEASED]
    if not released:
        return {}
    rows = Outgoing.objects.filter(about_kind="message", about_id__in=released, state=State.WAITING)
    return dict(rows.exclude(error="").values_list("about_id", "error"))
