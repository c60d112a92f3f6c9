"""Giving a new ticket to whom it belongs, once, as its first message is taken in (R-030).

The first rule that fits and names somebody who is here decides. Nothing is moved that a person gave to
somebody, nothing later in a ticket's life, and neither spam nor list mail.
"""

from collections.abc import Sequence

from heard.routing import receivers, routes
from heard.routing.models import Route
from heard.routing.receivers import Receiver
from heard.routing.routes import First
from heard.tickets import matters, organise
from heard.tickets.models import Message, Stage, Status, Ticket
from heard.timeline.models import Entry


def given(entry: Entry) -> None:
    """The customer wrote; their first words in a ticket go to somebody (at once)."""
    if entry.cause is None or "written_by" in entry.cause.data:
        return  # not the first message, or a person of ours wrote it down and chose who gets it
    rules = list(routes.every())
    if not rules:
        return
    first = Message.objects.select_related("ticket__customer", "identity").get(pk=entry.about_id)
    found = chosen(First(first), rules) if _is_free(first.ticket) else None
    if found:
        _give(first.ticket, *found, cause=entry)


def chosen(first: First, rules: Sequence[Route]) -> tuple[Route, Receiver] | None:
    """The rule by which this first message goes, and to whom; None where none does."""
    for route in routes.fitting(rules, first):
        if to := receivers.of(route, first.message.ticket.customer):
            return route, to
    return None


def _is_free(ticket: Ticket) -> bool:
    is_given = ticket.team_id or ticket.assignee_id
    return ticket.status == Status.NEW and not ticket.is_bulk and not is_given


def _give(ticket: Ticket, route: Route, to: Receiver, *, cause: Entry) -> None:
    if route.stage:
        matters.is_at(ticket, Stage(route.stage))
    why = {"route": route.pk}
    if to.team:
        organise.give_to_team(ticket, to.team, by=None, was=None, at=cause.at, why=why)
    if to.person:
        why |= {"knows_them": True} if to.knows_them else {}
        organise.assign(ticket, to.person, by=None, was=None, at=cause.at, why=why)
