"""What is shown of one ticket: messages, notes and events in the order in which they happened."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from heard.customers.models import Identity
from heard.staff.models import Person
from heard.tickets import copies
from heard.tickets.copies import Copy
from heard.tickets.models import Attachment, Delivery, Message, Note, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

EVENTS = (Kind.TICKET_STATUS_CHANGED, Kind.TICKET_ASSIGNED, Kind.SENDER_JOINED, Kind.MESSAGE_REPORTED)
OURS = (Kind.TICKET_STATUS_CHANGED, Kind.TICKET_ASSIGNED)


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
    copies: dict[int, list[Copy]] = field(default_factory=dict)

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
    notes = Note.objects.filter(ticket=ticket).select_related("person", "finder").order_by("at", "pk")
    return Conversation(messages, list(notes), _events(ticket), files, copies.of(messages))


def _events(ticket: Ticket) -> list[Event]:
    entries = list(
        Entry.objects.filter(subject_kind="ticket", subject_id=ticket.number, kind__in=EVENTS).order_by("id")
    )
    people = {entry.actor_id for entry in entries} | {entry.about_id for entry in entries}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    joined = _joined(entries)
    return [_event(entry, names) if entry.kind in OURS else _theirs(entry, joined) for entry in entries]


def _joined(entries: list[Entry]) -> dict[int, str]:
    """The names of the colleagues who joined, by identity."""
    numbers = [entry.about_id for entry in entries if entry.kind == Kind.SENDER_JOINED]
    rows = Identity.objects.filter(pk__in=numbers) if numbers else Identity.objects.none()
    return dict(rows.values_list("pk", "customer__name"))


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


def _theirs(entry: Entry, joined: dict[int, str]) -> Event:
    """Something that came from outside."""
    if entry.kind == Kind.MESSAGE_REPORTED:
        text = _("Their mail provider reports that a mail of ours was marked as spam.")
        return Event("warn", text, entry.at)
    who = joined.get(entry.about_id, _("Somebody"))
    text = _("%(who)s joined: they write from a domain of the same organisation.") % {"who": who}
    return Event("person", text, entry.at)
