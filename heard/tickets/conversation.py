"""What is shown of one ticket: messages, notes and events in the order in which they happened."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from heard.channels.models import Outgoing
from heard.lib.claim import State
from heard.staff.models import Person
from heard.tickets.models import Attachment, Delivery, Message, Note, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

EVENTS = (Kind.TICKET_STATUS_CHANGED, Kind.TICKET_ASSIGNED)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the ticket, as a sentence."""

    icon: str
    text: str
    at: datetime


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
    """The conversation of `ticket`, in a fixed number of queries."""
    messages = list(
        Message.objects.filter(ticket=ticket)
        .exclude(delivery=Delivery.UNDONE)
        .select_related("identity__customer", "person")
        .order_by("at", "pk")
    )
    files: dict[int, list[Attachment]] = {}
    for attachment in (
        Attachment.objects.filter(message__ticket=ticket).select_related("blob").defer("blob__inline")
    ):
        files.setdefault(attachment.message_id, []).append(attachment)
    notes = Note.objects.filter(ticket=ticket).select_related("person").order_by("at", "pk")
    return Conversation(messages, list(notes), _events(ticket), files, _held_up(messages))


def _held_up(messages: list[Message]) -> dict[int, str]:
    released = [message.pk for message in messages if message.delivery == Delivery.RELEASED]
    if not released:
        return {}
    rows = Outgoing.objects.filter(about_kind="message", about_id__in=released, state=State.WAITING)
    return dict(rows.exclude(error="").values_list("about_id", "error"))


def _events(ticket: Ticket) -> list[Event]:
    entries = list(
        Entry.objects.filter(subject_kind="ticket", subject_id=ticket.number, kind__in=EVENTS).order_by("id")
    )
    people = {entry.actor_id for entry in entries} | {entry.about_id for entry in entries}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    return [_event(entry, names) for entry in entries]


def _event(entry: Entry, names: dict[int, str]) -> Event:
    who = names.get(entry.actor_id, _("The desk"))
    if entry.kind == Kind.TICKET_STATUS_CHANGED:
        status = Status(entry.data["to"]).label
        return Event("check", _("%(who)s set it to %(status)s.") % {"who": who, "status": status}, entry.at)
    to = names.get(entry.about_id)
    if to is None:
        text = _("%(who)s took the assignment away.") % {"who": who}
    elif entry.about_id == entry.actor_id:
        text = _("%(who)s took it.") % {"who": who}
    else:
        text = _("%(who)s assigned it to %(to)s.") % {"who": who, "to": to}
    return Event("assign", text, entry.at)
