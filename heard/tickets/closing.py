"""When is a ticket over? The customer's own word, or their silence for as long as the desk says (R-029).

Solved is what we think; closed is what the customer said, or did not gainsay. Their word opens either again.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from heard.customers.models import Customer
from heard.lib.ref import NOBODY, ref
from heard.staff import desk
from heard.tickets import organise
from heard.tickets.models import Status, Ticket
from heard.tickets.organise import OVER
from heard.timeline.kinds import Kind
from heard.timeline.record import record

AT_ONCE = 200  # tickets closed in one round


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


def due(days: int, now: datetime) -> QuerySet[Ticket]:
    """What was solved so many days ago, and in which nothing was said since. The last words are asked for
    because lists are in their order: it is read from the index of solved tickets."""
    until = now - timedelta(days=days)
    rows = Ticket.objects.filter(status=Status.SOLVED, changed_at__lte=until, solved_at__lte=until)
    return rows.order_by("-changed_at", "-number")


def sweep(now: datetime) -> int:
    """Closes what nobody gainsaid for as long as the desk says, each in a transaction of its own; says how
    many there were. None where the desk closes nothing by itself."""
    days = desk.closes_after()
    if not days:
        return 0
    return sum(_close(ticket, days, now) for ticket in due(days, now)[:AT_ONCE])


def _close(ticket: Ticket, days: int, now: datetime) -> bool:
    """The day it was solved stays. Judged again by the row: the answer may come in this moment."""
    with transaction.atomic():
        row = due(days, now).filter(number=ticket.number)
        if not row.order_by().update(status=Status.CLOSED, version=F("version") + 1):
            return False
        data: dict[str, str | int | bool] = {"from": Status.SOLVED.value, "to": Status.CLOSED.value}
        data["unanswered_days"] = days
        record(Kind.TICKET_STATUS_CHANGED, ref(ticket), actor=NOBODY, data=data)
    return True
