"""Using a macro in a ticket: which one, and its words with the variables filled in."""

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Q

from heard.drafts.models import Draft
from heard.knowledge import pages
from heard.lib import site
from heard.phrasing import macros, variables
from heard.phrasing.models import Macro
from heard.staff import desk
from heard.staff.models import Person
from heard.tickets import known, matters
from heard.tickets.models import Ticket


def used(person: Person, number: int | None) -> Macro | None:
    """The macro that the page says was taken, if `person` may use it."""
    return macros.usable_by(person).filter(pk=number).first() if number else None


def chosen(person: Person, ticket: Ticket, number: int | None) -> Macro | None:
    """The macro that the page says was taken in this ticket: one that `person` may use, or that came with a
    draft which they took over."""
    if not number:
        return None
    mine = Q(pk__in=macros.usable_by(person).values("pk"))
    kept = Q(pk__in=Draft.objects.filter(ticket=ticket, person=person).values("macro"))
    return Macro.objects.filter(mine | kept, pk=number).first()


def words(macro: Macro, ticket: Ticket, person: Person) -> str:
    """What the macro says in this ticket; what cannot be filled in stays in braces, and holds the sending."""
    return variables.fill(macro.text, values(ticket, person))


def general(text: str, ticket: Ticket, person: Person) -> str:
    """Words written in this ticket, made fit for others: what is only this customer's becomes a variable."""
    here = values(ticket, person)
    for name in ("customer.email", "customer.name", "customer.first_name", "ticket.number"):
        if len(here[name]) > 1:
            word = rf"(?<!\w){re.escape(here[name])}(?!\w)"
            text = re.sub(word, f"{{{name}}}", text)
    return text


def company_name() -> str:
    """The company's name, as the variable has it."""
    here = desk.current()
    return here.name if here else ""


class Values(dict[str, str]):
    """Values of variables by name; what takes a question of its own is asked when it is wanted."""

    def __init__(self, known: dict[str, str], asked: dict[str, Callable[[], str]]) -> None:
        super().__init__(known)
        self._asked = asked

    def get(self, name: str, default: Any = None) -> Any:
        """The value; `default` where there is no such variable."""
        if name in self._asked:
            self[name] = self._asked.pop(name)()
        return super().get(name, default)


def scope_link() -> str:
    """The address of the help page on what the company does and what not; "" while nobody can read it."""
    path = pages.scope_path()
    return f"{site.address()}{path}" if path else ""


def values(ticket: Ticket, person: Person, *, company: str | None = None) -> Values:
    """Every variable's value here; "" where there is none. `company` saves asking once for each of many."""
    here = known.of(ticket) | {
        "agent.name": person.name,
        "agent.first_name": known.first_name(person.name),
        "company.name": company_name() if company is None else company,
    }
    return Values(here, {"customer.goal": lambda: matters.of(ticket).goal, "scope.link": scope_link})
