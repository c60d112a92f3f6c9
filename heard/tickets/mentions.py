"""Calling somebody by name in a note: who is meant, and may they hear of it?"""

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heard.lib.ref import ref
from heard.staff.models import Person, Role
from heard.tickets import ended, organise
from heard.tickets.access import tickets_of
from heard.tickets.models import Note, Step, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record


def add_note(  # noqa: PLR0913 - each by name
    ticket: Ticket,
    text: str,
    *,
    by: Person,
    step: str = "",
    finder: Person | None = None,
    until: datetime | None = None,
    key: UUID | None = None,
    until_solved: bool | None = None,
) -> Note:
    """Writes a note and tells those whom it calls; perhaps a step: who finds out, `until` when.

    Raises Erased where nothing more is kept of the customer.
    """
    called = people_in(text)
    with transaction.atomic():
        ended.check_erased(ticket)
        note = organise.add_note(ticket, text, by=by, until_solved=until_solved)
        Note.objects.filter(pk=note.pk).update(step=step or Step.NONE, finder=finder, by=until, key=key)
        for person in called:
            if person.pk != by.pk and _may_hear(person, ticket):
                record(Kind.PERSON_MENTIONED, ref(ticket), about=ref(person), actor=ref(by))
    return note


def people_in(text: str) -> list[Person]:
    """The people whom `text` calls: `@` and their whole name, or a first name that only one of them has."""
    if "@" not in text:
        return []
    staff = list(Person.objects.filter(is_active=True).exclude(role=Role.SERVICE).order_by("name", "pk"))
    firsts = [person.name.split()[0].casefold() for person in staff if person.name.split()]
    return [person for person in staff if _is_called(person, text, firsts)]


def _may_hear(person: Person, ticket: Ticket) -> bool:
    """Whoever sees the ticket; a colleague is brought in by being asked."""
    return person.role == Role.COLLEAGUE or tickets_of(person).filter(pk=ticket.pk).exists()


def _is_called(person: Person, text: str, firsts: list[str]) -> bool:
    words = person.name.split()
    names = [r"\s+".join(map(re.escape, words))] if words else []
    if words and firsts.count(words[0].casefold()) == 1:
        names.append(re.escape(words[0]))
    return any(re.search(rf"(?<![\w.])@{name}(?!\w)", text, re.IGNORECASE) for name in names)
