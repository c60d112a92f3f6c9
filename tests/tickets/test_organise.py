"""Status, assignment and notes; a stale form never overwrites."""

import pytest

from heard.staff.models import Person
from heard.tickets import organise
from heard.tickets.models import Note, Status, Ticket
from heard.tickets.organise import Stale
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry


def test_a_status_is_set_and_remembered(ticket: Ticket, tom: Person) -> None:
    organise.set_status(ticket, Status.SOLVED, by=tom, was=Status.NEW)
    found = Ticket.objects.get()
    assert (found.status, found.waiting_since) == (Status.SOLVED, None)
    entry = Entry.objects.get(kind=Kind.TICKET_STATUS_CHANGED)
    assert (entry.data, entry.actor.id) == ({"from": "new", "to": "solved"}, tom.pk)


def test_a_stale_status_is_refused(ticket: Ticket, tom: Person, nora: Person) -> None:
    organise.set_status(ticket, Status.HOLD, by=nora, was=Status.NEW)
    with pytest.raises(Stale) as stale:
        organise.set_status(ticket, Status.SOLVED, by=tom, was=Status.NEW)
    assert stale.value.ticket.status == Status.HOLD


def test_a_stale_assignment_is_refused(ticket: Ticket, tom: Person, nora: Person) -> None:
    organise.assign(ticket, nora, by=nora, was=None)
    with pytest.raises(Stale) as stale:
        organise.assign(ticket, tom, by=tom, was=None)
    assert stale.value.ticket.assignee == nora


def test_choosing_what_is_there_already_changes_nothing(ticket: Ticket, tom: Person) -> None:
    organise.set_status(ticket, Status.NEW, by=tom, was=Status.HOLD)
    organise.assign(ticket, None, by=tom, was=7)
    assert not Entry.objects.filter(actor_kind="person", subject_kind="ticket").exists()


def test_two_who_want_the_same_have_no_quarrel(ticket: Ticket, tom: Person, nora: Person) -> None:
    """As when sending a reply gives the ticket to its writer while they take it themselves."""
    read_before = Ticket.objects.get()
    organise.assign(ticket, nora, by=nora, was=None)
    organise.set_status(ticket, Status.SOLVED, by=nora, was=Status.NEW)
    told = Entry.objects.count()
    organise.assign(read_before, nora, by=tom, was=None)
    organise.set_status(read_before, Status.SOLVED, by=tom, was=Status.NEW)
    assert Entry.objects.count() == told


def test_each_change_raises_the_version(ticket: Ticket, tom: Person) -> None:
    before = Ticket.objects.get().version
    organise.assign(ticket, tom, by=tom, was=None)
    assert Ticket.objects.get().version == before + 1


def test_a_note_has_its_time_and_its_person(ticket: Ticket, tom: Person) -> None:
    note = organise.add_note(ticket, "She has the old model.", by=tom)
    assert Note.objects.get() == note
    assert Entry.objects.get(kind=Kind.NOTE_WRITTEN).actor.id == tom.pk
