"""The customer's own word on how their ticket stands: it is done, or it is not."""

from heard.customers.models import Customer
from heard.tickets import organise
from heard.tickets.models import Status, Ticket
from heard.tickets.organise import OVER


def close(ticket: Ticket, *, by: Customer) -> bool:
    """The customer needs nothing more; False if it was closed already. Raises Stale."""
    was = Status(ticket.status)
    if was == Status.CLOSED:
        return False
    organise.set_status(ticket, Status.CLOSED, by=by, was=was)
    return True


def reopen(ticket: Ticket, *, by: Customer) -> bool:
    """The customer says that it is not solved; False if it is open. Raises Stale."""
    was = Status(ticket.status)
    if was not in OVER:
        return False
    organise.set_status(ticket, Status.OPEN, by=by, was=was)
    return True
