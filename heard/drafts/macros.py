"""Using a macro in a ticket: its words with the variables filled in, and its actions once they are sent."""

import re
from typing import Any

from django.db import transaction

from heard.lib.ref import ref
from heard.phrasing import macros, variables
from heard.phrasing.models import Macro
from heard.staff import desk, people
from heard.staff.models import Person, Team
from heard.tickets import organise, tags
from heard.tickets.models import Status, Ticket
from heard.tickets.organise import Stale
from heard.timeline.kinds import Kind
from heard.timeline.record import record


def used(person: Person, number: int | None) -> Macro | None:
    """The macro that the page says was taken, if `person` may use it."""
    return macros.usable_by(person).filter(pk=number).first() if number else None


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


def values(ticket: Ticket, person: Person, *, company: str | None = None) -> dict[str, str]:
    """Every variable's value here; "" where there is none. `company` saves asking once for each of many."""
    customer = ticket.customer.name if "@" not in ticket.customer.name else ""
    return {
        "customer.first_name": _first(customer),
        "customer.name": customer,
        "customer.email": ticket.identity.address,
        "ticket.number": str(ticket.number),
        "ticket.subject": ticket.subject,
        "agent.name": person.name,
        "agent.first_name": _first(person.name),
        "company.name": company_name() if company is None else company,
    }


def act(ticket: Ticket, macro: Macro, *, by: Person) -> None:
    """Does what the macro does besides. What somebody else changed meanwhile stays as they made it."""
    actions = macro.actions
    with transaction.atomic():
        now = Ticket.objects.get(pk=ticket.pk)
        for tag in actions.get("tags", []):
            tags.add(now, tag, by=by)
        try:
            _assign(now, actions, by)
            if actions.get("status") in Status.values:
                organise.set_status(now, Status(actions["status"]), by=by, was=Status(now.status))
        except Stale:
            pass
        record(Kind.MACRO_USED, ref(ticket), about=ref(macro), actor=ref(by))


def _assign(ticket: Ticket, actions: dict[str, Any], by: Person) -> None:
    chosen = actions.get("assignee")
    to = by if chosen == "me" else people.assignable().filter(pk=chosen).first() if chosen else None
    if to:
        organise.assign(ticket, to, by=by, was=ticket.assignee_id)
    team = Team.objects.filter(pk=actions["team"]).first() if actions.get("team") else None
    if team:
        organise.give_to_team(ticket, team, by=by, was=ticket.team_id)


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.split() else ""
