"""Who gets what a rule sends on: a team, a person who is here, or whoever knows the customer."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from heard.customers.models import Customer
from heard.routing.models import Route
from heard.staff import people
from heard.staff.models import Person, Role, Team
from heard.tickets.models import Delivery, Direction, Message, Pile, Ticket

KNOWN_FOR = timedelta(days=180)  # who answered somebody longer ago does not know them any more
LOOKED_AT = 50  # of the customer's newest answers


@dataclass(frozen=True, slots=True)
class Receiver:
    """A team, a person, or both. `knows_them`: it is the person who answered the customer last."""

    team: Team | None = None
    person: Person | None = None
    knows_them: bool = False


def of(route: Route, customer: Customer) -> Receiver | None:
    """Who gets a ticket of `customer` by this rule; None where nobody is left whom it names."""
    known = knowing(customer, team=route.team) if route.knows_them else None
    person = known or (route.person if route.person and is_here(route.person) else None)
    if person is None and route.team and route.shares:
        person = least_busy(route.team)
    if person is None and route.team is None:
        return None
    return Receiver(route.team, person, known is not None)


def is_here(person: Person) -> bool:
    """Whether tickets can be given to them."""
    return people.assignable().filter(pk=person.pk).exists()


def least_busy(team: Team) -> Person | None:
    """Who of a team has the fewest open tickets, of those who answer customers; of several who came first."""
    theirs = Ticket.objects.filter(assignee=OuterRef("pk"), pile=Pile.OPEN).order_by().values("assignee")
    count = Coalesce(Subquery(theirs.annotate(count=Count("pk")).values("count")), 0)
    answering = people.assignable().filter(teams=team).exclude(role=Role.COLLEAGUE)
    return answering.annotate(has=count).order_by("has", "date_joined", "pk").first()


def knowing(customer: Customer, *, team: Team | None = None) -> Person | None:
    """Who answered the customer last, lately, of those who are still here (and in `team`)."""
    said = Message.objects.filter(
        ticket__customer=customer,
        direction=Direction.OUT,
        person__isnull=False,
        forwards=None,
        at__gte=timezone.now() - KNOWN_FOR,
    ).exclude(delivery=Delivery.UNDONE)
    newest = list(said.order_by("-at").values_list("person", flat=True)[:LOOKED_AT])
    if not newest:
        return None
    may = people.assignable().filter(pk__in=set(newest))
    here = {person.pk: person for person in (may.filter(teams=team) if team else may)}
    return next((here[number] for number in newest if number in here), None)
