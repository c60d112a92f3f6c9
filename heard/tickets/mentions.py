"""Calling somebody by name in a note: who is meant, and what have they not seen yet?"""

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from heard.lib.ref import ref
from heard.staff import people
from heard.staff.models import Person
from heard.tickets import organise
from heard.tickets.access import tickets_of
from heard.tickets.models import Mention, Note, Step, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LISTED = 100


def add_note(  # noqa: PLR0913 - each by name
    ticket: Ticket,
    text: str,
    *,
    by: Person,
    step: str = "",
    finder: Person | None = None,
    until: datetime | None = None,
    key: UUID | None = None,
) -> Note:
    """Writes a note and tells those whom it calls; perhaps a step: who finds out, `until` when."""
    called = people_in(text)
    with transaction.atomic():
        note = organise.add_note(ticket, text, by=by)
        Note.objects.filter(pk=note.pk).update(step=step or Step.NONE, finder=finder, by=until, key=key)
        for person in called:
            if person.pk != by.pk and tickets_of(person).filter(pk=ticket.pk).exists():
                Mention.objects.create(note=note, person=person)
                record(Kind.PERSON_MENTIONED, ref(ticket), about=ref(person), actor=ref(by))
    return note


def people_in(text: str) -> list[Person]:
    """The people whom `text` calls: `@` and their whole name, or a first name that only one of them has."""
    if "@" not in text:
        return []
    staff = list(people.assignable())
    firsts = [person.name.split()[0].casefold() for person in staff if person.name.split()]
    return [person for person in staff if _is_called(person, text, firsts)]


def unseen(person: Person) -> QuerySet[Mention]:
    """The notes that call `person` and that they have not opened yet, the newest first."""
    rows = Mention.objects.filter(person=person, seen_at=None, note__ticket__in=tickets_of(person))
    return rows.select_related("note__ticket__customer", "note__person").order_by("-id")


def seen(person: Person, ticket: Ticket) -> None:
    """`person` has the ticket's notes on screen."""
    mine = Mention.objects.filter(person=person, seen_at=None, note__ticket=ticket)
    if numbers := list(mine.values_list("pk", flat=True)):
        Mention.objects.filter(pk__in=numbers).update(seen_at=timezone.now())


def _is_called(person: Person, text: str, firsts: list[str]) -> bool:
    words = person.name.split()
    names = [r"\s+".join(map(re.escape, words))] if words else []
    if words and firsts.count(words[0].casefold()) == 1:
        names.append(re.escape(words[0]))
    return any(re.search(rf"(?<![\w.])@{name}(?!\w)", text, re.IGNORECASE) for name in names)
