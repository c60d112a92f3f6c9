"""What is the customer trying to do, and how do they feel? Two short fields beside the problem itself."""

from django.db import transaction

from heard.lib.prepared import Prepared
from heard.lib.ref import ref
from heard.staff.models import Person
from heard.tickets.models import Matter, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record

_matter = Prepared(lambda ticket: Matter.objects.filter(ticket=ticket))


def of(ticket: Ticket) -> Matter:
    """What is known; empty words where nothing is."""
    found = None if ticket.lacks("matter") else _matter.first(ticket=ticket.pk)
    return found or Matter(ticket=ticket)


def say(ticket: Ticket, *, goal: str, feeling: str, by: Person) -> None:
    """Writes both down (R-039, R-040)."""
    with transaction.atomic():
        Matter.objects.update_or_create(ticket=ticket, defaults={"goal": goal, "feeling": feeling})
        record(Kind.MATTER_SAID, ref(ticket), actor=ref(by))
