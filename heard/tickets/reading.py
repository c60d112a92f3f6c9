"""How far each person has read: what a customer said since then is unread."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from heard.lib.prepared import Prepared
from heard.staff.models import Person
from heard.tickets.models import Reading, Ticket

_marks: Prepared[tuple[int, datetime]] = Prepared(
    lambda person, tickets: Reading.objects.filter(person=person, ticket__pk__in=tickets).values_list(
        "ticket_id", "until"
    )
)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def unread(person: Person, rows: Iterable[dict[str, Any]]) -> set[int]:
    """The numbers of those of these list rows whose last words `person` has not read.

    Only a customer's words count. What nobody opened yet counts while the customer waits.
    """
    theirs = {row["number"]: row for row in rows if row["snippet_is_customers"]}
    marks = dict(_marks(person=person.pk, tickets=list(theirs)))
    return {
        number
        for number, row in theirs.items()
        if (row["changed_at"] > marks[number] if number in marks else row["waiting_since"] is not None)
    }


def mark(person: Person, ticket: Ticket) -> None:
    """`person` has read the ticket to its end."""
    Reading.objects.update_or_create(person=person, ticket=ticket, defaults={"until": ticket.changed_at})


def mark_unread(person: Person, ticket: Ticket) -> None:
    """`person` wants to read the last words again."""
    Reading.objects.update_or_create(person=person, ticket=ticket, defaults={"until": NEVER})
