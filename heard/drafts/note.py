"""Adding a note that was written in the composer: its draft ends in the same moment."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from heard.drafts import keep
from heard.drafts.models import Way
from heard.lib import sensitive
from heard.lib.words import storable
from heard.staff.models import Person
from heard.tickets import mentions
from heard.tickets.models import Note, Ticket


def add(  # noqa: PLR0913 - each by name
    ticket: Ticket,
    text: str,
    *,
    by: Person,
    key: UUID | None = None,
    step: str = "",
    finder: Person | None = None,
    until: datetime | None = None,
    until_solved: bool | None = None,
) -> Note:
    """The note; a second press on the page called `key` gives the same one again. Raises Erased."""
    words = sensitive.masked(storable(text).replace("\r\n", "\n").strip())
    before = Note.objects.filter(key=key).first() if key else None
    if before and before.text == words:
        return before
    try:
        with transaction.atomic():
            note = mentions.add_note(
                ticket,
                words,
                by=by,
                step=step,
                finder=finder,
                until=until,
                key=None if before else key,
                until_solved=until_solved,
            )
            keep.throw_away(ticket, by, Way.NOTE)
    except IntegrityError:  # the other press was a moment faster
        return Note.objects.get(key=key)
    return note
