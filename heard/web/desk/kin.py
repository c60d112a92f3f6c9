"""Which other ticket is meant, to merge with or to link? The customer's own first, then what was typed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heard.search import query as queries
from heard.staff.models import Person
from heard.tickets import finding
from heard.tickets.access import customers_tickets, ticket_for, tickets_of
from heard.tickets.models import Status, Ticket
from heard.web.desk import hits, palette
from heard.web.request import person_of

MOST = 6
HITS = 20  # messages and notes in which the words are looked for
COLUMNS = (*hits.COLUMNS, "changed_at", "customer_id")


@login_required
@require_safe
def kin(request: HttpRequest, number: int) -> HttpResponse:
    """The rows alone, each a button with its number. Nothing typed: the other tickets of this customer."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    typed = request.GET.get("other", "").strip()[: queries.LONGEST]
    rows = _found(me, ticket, typed) if typed else _of_customer(me, ticket)
    return render(request, "desk/_kin.html", {"others": rows, "typed": typed, "name": ticket.customer.name})


def _of_customer(me: Person, ticket: Ticket) -> list[dict[str, Any]]:
    rows = customers_tickets(me, ticket.customer_id, but=ticket.number, most=MOST)
    return [{**row, "status_label": Status(row["status"]).label, "is_theirs": True} for row in rows]


def _found(me: Person, ticket: Ticket, typed: str) -> list[dict[str, Any]]:
    """By number, by subject, by whose it is, by what was said; this customer's before all others."""
    numbers = [row["number"] for row in palette.tickets_like(me, typed)]
    said = [hit.ticket for hit in finding.newest(finding.ask(me, typed, is_typing=True), limit=HITS).hits]
    customers = [one.pk for one in finding.customers(me, typed)]
    open_to_me = tickets_of(me).filter(merged_into=None).exclude(pk=ticket.pk)
    theirs = (
        open_to_me.filter(customer__in=customers).order_by("-changed_at").values_list("number", flat=True)
    )
    wanted = list(dict.fromkeys([*numbers, *(theirs[:MOST] if customers else ()), *said]))
    found = {row["number"]: row for row in open_to_me.filter(number__in=wanted).values(*COLUMNS)}
    rows = [_row(found[number], ticket) for number in wanted if number in found]
    return sorted(rows, key=lambda row: not row["is_theirs"])[:MOST]


def _row(row: dict[str, Any], ticket: Ticket) -> dict[str, Any]:
    label = Status(row["status"]).label
    return {**row, "status_label": label, "is_theirs": row["customer_id"] == ticket.customer_id}
