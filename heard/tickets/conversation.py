"""What is shown of one ticket: messages, notes and events in the order in which they happened."""

from dataclasses import dataclass, field
from typing import Any

from heard.staff.models import Person
from heard.tickets import access, copies, happenings, merge
from heard.tickets.copies import Copy
from heard.tickets.happenings import Event
from heard.tickets.models import Attachment, Delivery, Message, Note, Ticket


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything of one ticket, each kind by itself. `closed` are merged tickets whose words stay closed."""

    messages: list[Message]
    notes: list[Note]
    events: list[Event]
    files: dict[int, list[Attachment]] = field(default_factory=dict)
    copies: dict[int, list[Copy]] = field(default_factory=dict)
    closed: list[int] = field(default_factory=list)

    def in_order(self) -> list[Any]:
        """All of it, the oldest first."""
        return sorted([*self.messages, *self.notes, *self.events], key=lambda item: item.at)


def of(ticket: Ticket, person: Person) -> Conversation:
    """The conversation of `ticket`, which `person` may see, and of those merged into it that they may, too.

    Merging points and moves nothing: to whom a merged ticket is closed, its words are closed here, too; they
    read only that there are some. A fixed number of queries.
    """
    family, closed = _seen_by(person, merge.family_of(ticket))
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
    return Conversation(messages, list(notes), happenings.of(family), files, copies.of(messages), closed)


def _seen_by(person: Person, family: list[int]) -> tuple[list[int], list[int]]:
    """The numbers that `person` may see, and those that they may not. The first is the ticket itself."""
    if len(family) == 1:
        return family, []
    merged = access.tickets_of(person).filter(number__in=family[1:])
    seen = set(merged.values_list("number", flat=True)) | {family[0]}
    return [each for each in family if each in seen], [each for each in family if each not in seen]
