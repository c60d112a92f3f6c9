"""Who may see which ticket: fetching and permission in one call."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from heard.staff.models import Person
from heard.tickets.models import Ticket


def tickets_of(person: Person) -> QuerySet[Ticket]:
    """The tickets that `person` may see. Everybody at the desk sees all of them; strangers none."""
    return Ticket.objects.all() if person.is_active else Ticket.objects.none()


def ticket_for(person: Person, number: int) -> Ticket:
    """The ticket with this number. Raises Http404 if there is none that `person` may see."""
    rows = tickets_of(person).select_related("customer", "identity", "channel", "assignee")
    ticket = rows.filter(number=number).first() if number < 2**63 else None
    if ticket is None:
        raise Http404(_("There is no ticket with this number."))
    return ticket
