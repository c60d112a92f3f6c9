"""Has this ticket come to its end: its customer erased, or its matter going on in another ticket?"""

from django.utils.translation import gettext as _

from heard.customers.models import Customer
from heard.tickets import lineage
from heard.tickets.models import Ticket


class Ended(ValueError):
    """Nothing more is written in this ticket; the message says why and what to do."""


class Erased(Ended):
    """Its customer was erased, for good."""

    def __init__(self) -> None:
        super().__init__(_("This customer was erased. Nothing more is kept of them, and nothing is sent."))


class GoesOn(Ended):
    """It was merged: whatever is to be said is said in the ticket numbered `into`."""

    def __init__(self, into: int) -> None:
        super().__init__(_("This goes on in No. %(number)s. Answer there.") % {"number": into})
        self.into = into


def check(ticket: Ticket) -> None:
    """Raises Erased or GoesOn. The first thing in a transaction that writes into the ticket: from here to its
    end nobody erases or merges it. Whoever locks more than the ticket locks the ticket first."""
    merged_into, customer = _held(ticket)
    _check_customer(customer)
    if merged_into:
        raise GoesOn(lineage.root_number(merged_into))


def check_erased(ticket: Ticket) -> None:
    """Raises Erased alone: a note may still be written in a merged ticket. Called like `check`."""
    _check_customer(_held(ticket)[1])


def _held(ticket: Ticket) -> tuple[int | None, int]:
    rows = Ticket.objects.select_for_update(no_key=True).filter(pk=ticket.pk)
    return rows.values_list("merged_into", "customer").get()


def _check_customer(number: int) -> None:
    """Asked by itself: what was joined to a row that was waited for would be as it was before."""
    if Customer.objects.filter(pk=number, erased_at__isnull=False).exists():
        raise Erased
