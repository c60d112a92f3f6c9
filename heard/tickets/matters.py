"""What is the customer trying to do, how do they feel, have they bought yet? Beside the problem itself."""

from django.db import transaction

from heard.lib.prepared import Prepared
from heard.lib.ref import ref
from heard.staff.models import Person
from heard.tickets.models import Matter, Stage, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record

_matter = Prepared(lambda ticket: Matter.objects.filter(ticket=ticket))


def of(ticket: Ticket) -> Matter:
    """What is known; empty words where nothing is."""
    found = None if ticket.lacks("matter") else _matter.first(ticket=ticket.pk)
    return found or Matter(ticket=ticket)


def say(ticket: Ticket, *, goal: str, feeling: str, by: Person, stage: Stage | str | None = None) -> None:
    """Writes them down (R-039, R-040); without `stage` that stays as it is, "" says that it is not known."""
    said = {"goal": goal, "feeling": feeling} | ({} if stage is None else {"stage": stage})
    with transaction.atomic():
        Matter.objects.update_or_create(ticket=ticket, defaults=said)
        record(Kind.MATTER_SAID, ref(ticket), actor=ref(by))


def is_at(ticket: Ticket, stage: Stage) -> None:
    """Writes down where the customer of a new ticket stands, as a rule says (R-008)."""
    with transaction.atomic():
        Matter.objects.update_or_create(ticket=ticket, defaults={"stage": stage})
        record(Kind.MATTER_SAID, ref(ticket))
