"""Changing a ticket: its status, who it is assigned to, and notes. A stale form never overwrites."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from heard.lib.ref import Ref, ref
from heard.staff.models import Person
from heard.tickets.models import Note, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record


class Stale(Exception):
    """The ticket changed since the form was made; `ticket` is how it stands now."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(f"Somebody else changed No. {ticket.number} meanwhile.")
        self.ticket = ticket


def set_status(
    ticket: Ticket, status: Status, *, by: Person, was: Status, at: datetime | None = None
) -> None:
    """Gives the ticket another status. Raises Stale if its status is no longer what `by` saw it to be."""
    if ticket.status == status:
        return
    with transaction.atomic():
        over = status in {Status.SOLVED, Status.CLOSED}
        _change(ticket, {"status": was}, status=status, **({"waiting_since": None} if over else {}))
        record(
            Kind.TICKET_STATUS_CHANGED,
            ref(ticket),
            actor=ref(by),
            at=at,
            data={"from": was.value, "to": status.value},
        )


def assign(
    ticket: Ticket, to: Person | None, *, by: Person, was: int | None, at: datetime | None = None
) -> None:
    """Gives the ticket to somebody, or to nobody. Raises Stale if it is no longer with person `was`."""
    if ticket.assignee_id == (to.pk if to else None):
        return
    with transaction.atomic():
        _change(ticket, {"assignee": was}, assignee=to)
        record(
            Kind.TICKET_ASSIGNED,
            ref(ticket),
            about=ref(to) if to else Ref("person", 0),
            actor=ref(by),
            at=at,
            data={"from": was or 0},
        )


def add_note(ticket: Ticket, text: str, *, by: Person, at: datetime | None = None) -> Note:
    """Writes something down, `at` (now, if absent), that only the company sees."""
    with transaction.atomic():
        note = Note.objects.create(ticket=ticket, person=by, text=text, at=at or timezone.now())
        record(Kind.NOTE_WRITTEN, ref(ticket), about=ref(note), actor=ref(by), at=note.at)
    return note


def _change(ticket: Ticket, seen: dict[str, object], **fields: object) -> None:
    """Writes `fields` if the row still reads as the person saw it."""
    row = Ticket.objects.filter(number=ticket.number, **seen)
    if not row.update(version=F("version") + 1, **fields):
        raise Stale(Ticket.objects.select_related("assignee", "customer").get(number=ticket.number))
