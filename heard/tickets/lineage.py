"""Which tickets are one matter? A merged one points to that in which it goes on, which may point on."""

from heard.lib.prepared import Prepared
from heard.tickets.models import Ticket

_merged_into: Prepared[int] = Prepared(
    lambda tickets: Ticket.objects.filter(merged_into__pk__among=tickets).values_list("number", flat=True)
)
_points_to: Prepared[int | None] = Prepared(
    lambda ticket: Ticket.objects.filter(number=ticket).values_list("merged_into", flat=True)
)


def root_of(ticket: Ticket) -> Ticket:
    """The ticket in which this matter goes on: itself, unless it was merged."""
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket


def root_number(number: int) -> int:
    """The same by number; one query for each step of the chain."""
    while into := next(iter(_points_to(ticket=number)), None):
        number = into
    return number


def numbers_of(number: int) -> list[int]:
    """This number and those of the tickets that were merged into it, however long the chain."""
    family, newest = [number], [number]
    while newest:
        newest = _merged_into(tickets=newest)
        family += newest
    return family
