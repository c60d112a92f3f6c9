"""What is shown of one ticket: messages, notes and events in the order in which they happened."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from heard.lib.prepared import Prepared
from heard.staff.models import Person
from heard.tickets import access, copies, happenings, lineage
from heard.tickets.copies import Copy
from heard.tickets.happenings import NOBODY, Event, Known
from heard.tickets.models import Attachment, Delivery, Direction, Message, Note, Opening, Ticket


@dataclass(frozen=True, slots=True)
class Conversation:
    """Everything of one ticket, each kind by itself. `closed` are merged tickets whose words stay closed."""

    family: list[int]  # the ticket's number, and those of the tickets merged into it that are shown
    messages: list[Message]
    notes: list[Note]
    events: list[Event]
    files: dict[int, list[Attachment]] = field(default_factory=dict)
    copies: dict[int, list[Copy]] = field(default_factory=dict)
    closed: list[int] = field(default_factory=list)
    partable: frozenset[int] = frozenset()  # tickets in which they wrote more than once: one can be split off

    def in_order(self) -> list[Any]:
        """All of it, the oldest first."""
        return sorted([*self.messages, *self.notes, *self.events], key=lambda item: item.at)


def of(ticket: Ticket, person: Person, known: Known = NOBODY) -> Conversation:
    """The conversation of `ticket`, which `person` may see, and of those merged into it that they may, too.

    Merging points and moves nothing: to whom a merged ticket is closed, its words are closed here, too; they
    read only that there are some. A fixed number of queries; fewer where names are `known`, and for a ticket
    that lacks something.
    """
    one = [ticket.number]
    family, closed = _seen_by(person, one if ticket.lacks("merged") else lineage.numbers_of(ticket.number))
    messages = _messages(tickets=family)
    files: dict[int, list[Attachment]] = {}
    for attachment in [] if family == one and ticket.lacks("files") else _files(tickets=family):
        files.setdefault(attachment.message_id, []).append(attachment)
    notes = [] if family == one and ticket.lacks("notes") else _notes(tickets=family)
    events = happenings.of(family, known)
    wrote = Counter(message.ticket_id for message in messages if message.direction == Direction.IN)
    partable = frozenset(number for number, times in wrote.items() if times > 1)
    return Conversation(family, messages, notes, events, files, copies.of(messages), closed, partable)


def _seen_by(person: Person, family: list[int]) -> tuple[list[int], list[int]]:
    """The numbers that `person` may see, and those that they may not. The first is the ticket itself."""
    if len(family) == 1:
        return family, []
    merged = access.tickets_of(person).filter(number__in=family[1:])
    seen = set(merged.values_list("number", flat=True)) | {family[0]}
    return [each for each in family if each in seen], [each for each in family if each not in seen]


_messages = Prepared(
    lambda tickets: (
        Message.objects.filter(ticket__pk__among=tickets)
        .exclude(delivery=Delivery.UNDONE)
        .select_related("identity", "person")
        .order_by("at", "pk")
    )
)
_files = Prepared(
    lambda tickets: (
        Attachment.objects.filter(message__ticket__pk__among=tickets)
        .annotate(is_opened=Exists(Opening.objects.filter(attachment=OuterRef("pk"))))
        .select_related("blob")
        .defer("blob__inline")
    )
)
_notes = Prepared(
    lambda tickets: (
        Note.objects.filter(ticket__pk__among=tickets).select_related("person", "finder").order_by("at", "pk")
    )
)
