"""Findings that a person did not follow: once, in a ticket, or as a proposal to change the lexicon."""

from django.utils import timezone

from heard.lib.words import one_line, storable
from heard.phrasing.models import Dismissal, Scope
from heard.staff.models import Person

MOST = 200


def dismiss(ticket: int, rule: str, scope: Scope, *, reason: str, by: Person) -> Dismissal:
    """Keeps that `by` did not follow a rule in ticket number `ticket`, and why."""
    return Dismissal.objects.create(
        ticket=ticket,
        rule=one_line(storable(rule), 101),
        scope=scope,
        reason=one_line(storable(reason), 500),
        person=by,
    )


def in_ticket(ticket: int) -> frozenset[str]:
    """The rules that are quiet in a ticket. Gates are not among them: only a lift opens one."""
    rows = Dismissal.objects.filter(ticket=ticket, scope=Scope.TICKET)
    return frozenset(rows.values_list("rule", flat=True))


def calmed_by(ticket: int) -> dict[str, frozenset[str]]:
    """The rules that are quiet in a ticket, each with the roles of those who said so. One query."""
    found: dict[str, set[str]] = {}
    rows = Dismissal.objects.filter(ticket=ticket, scope=Scope.TICKET)
    for rule, role in rows.values_list("rule", "person__role"):
        found.setdefault(rule, set()).add(role)
    return {rule: frozenset(roles) for rule, roles in found.items()}


def proposals() -> list[Dismissal]:
    """What people think should change in the lexicon, the oldest first."""
    rows = Dismissal.objects.filter(scope=Scope.LEXICON, settled_at__isnull=True)
    return list(rows.select_related("person").order_by("at", "pk")[:MOST])


def settle(number: int) -> bool:
    """A proposal has been decided, one way or the other. False when it was already."""
    rows = Dismissal.objects.filter(pk=number, scope=Scope.LEXICON, settled_at__isnull=True)
    return bool(rows.update(settled_at=timezone.now()))
