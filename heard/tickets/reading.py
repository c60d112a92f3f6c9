"""How far each person has read: what a customer said since then is unread."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from heard.lib.prepared import Prepared
from heard.staff.models import Person
from heard.tickets.models import Reading, Ticket

_marks: Prepared[tuple[int, int, datetime]] = Prepared(
    lambda people, tickets: (
        Reading.objects.filter(person__pk__among=people)
        .filter(ticket__pk__among=tickets)
        .values_list("person_id", "ticket_id", "until")
    )
)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def unread(person: Person, rows: Iterable[dict[str, Any]]) -> set[int]:
    """The numbers of those of these list rows whose last words `person` has not read.

    Only a customer's words count. What nobody opened yet counts while the customer waits.
    """
    return unread_by([person], rows)[person.pk]


def unread_by(people: Iterable[Person], rows: Iterable[dict[str, Any]]) -> dict[int, set[int]]:
    """The same for each of several people, by their number, in one question."""
    theirs = {row["number"]: row for row in rows if row["snippet_is_customers"]}
    marks: dict[int, dict[int, datetime]] = {person.pk: {} for person in people}
    for person, number, until in _marks(people=list(marks), tickets=list(theirs)):
        marks[person][number] = until
    return {
        person: {number for number, row in theirs.items() if _is_new(row, read.get(number))}
        for person, read in marks.items()
    }


def _is_new(row: dict[str, Any], until: datetime | None) -> bool:
    if until is None:
        return row["waiting_since"] is not None
    return bool(row["changed_at"] > until)


def mark(person: Person, ticket: Ticket) -> None:
    """`person` has read the ticket to its end."""
    Reading.objects.update_or_create(person=person, ticket=ticket, defaults={"until": ticket.changed_at})


def mark_unread(person: Person, ticket: Ticket) -> None:
    """`person` wants to read the last words again."""
    Reading.objects.update_or_create(person=person, ticket=ticket, defaults={"until": NEVER})
