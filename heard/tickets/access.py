"""Who may see which ticket: fetching and permission in one call."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from heard.customers.models import Customer
from heard.staff.models import Person, Role, Sees
from heard.tickets.models import Follower, Ticket


def sees_followed(person: Person) -> bool:
    """Whether `person` sees only what they follow: a colleague, who follows what they were asked about."""
    return person.role == Role.COLLEAGUE


def sees_everything(person: Person) -> bool:
    """Whether nothing limits what `person` sees. No team limits an owner."""
    if sees_followed(person):
        return False
    return person.sees == Sees.EVERYTHING or person.role == Role.OWNER


def followed(person: Person) -> QuerySet[Follower]:
    """What `person` follows, as the numbers of tickets."""
    return Follower.objects.filter(person=person).values("ticket")  # type: ignore[return-value]


def tickets_of(person: Person) -> QuerySet[Ticket]:
    """The tickets that `person` may see: all, those of their teams and their own, or those they follow."""
    if not person.is_active:
        return Ticket.objects.none()
    if sees_everything(person):
        return Ticket.objects.all()
    if sees_followed(person):
        return Ticket.objects.filter(number__in=followed(person))
    return Ticket.objects.filter(Q(team__in=person.teams.values("pk")) | Q(assignee=person))


def ticket_for(person: Person, number: int) -> Ticket:
    """The ticket with this number. Raises Http404 if there is none that `person` may see."""
    rows = tickets_of(person).select_related("customer", "identity", "channel", "assignee", "team")
    ticket = rows.filter(number=number).first() if number < 2**63 else None
    if ticket is None:
        raise Http404(_("There is no ticket with this number."))
    return ticket


def customers_of(person: Person) -> QuerySet[Customer]:
    """The customers that `person` may see: all, or those of the tickets that they may see."""
    rows = Customer.objects.all()
    if person.is_active and sees_everything(person):
        return rows
    return rows.filter(Exists(tickets_of(person).filter(customer=OuterRef("pk"))))
