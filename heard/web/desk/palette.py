"""What the palette offers while somebody types: people, tickets, what was said, pages."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.search import query as queries
from heard.search import snippets
from heard.search.query import Query
from heard.staff.models import Person
from heard.tickets import finding
from heard.tickets.access import tickets_of
from heard.tickets.finding import Asked
from heard.web.desk import hits, places
from heard.web.desk.search import address_of, person_row, ticket_called
from heard.web.request import person_of

MOST = 5  # of one group
PASSAGE = 90  # characters


@login_required
@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """The groups alone. Nothing typed: the tickets that this browser had open, and the pages."""
    me = person_of(request)
    typed = request.GET.get("q", "").strip()[: queries.LONGEST]
    if not typed:
        return _answer(request, tickets=_recent(me, request.GET.get("recent", "")), pages=places.offered(me))
    asked = finding.ask(me, typed, is_typing=True)
    plain = not any(is_operator for _text, is_operator in asked.query.pieces)
    tickets = _tickets(me, asked, typed) if plain else []
    said = finding.newest(asked, limit=MOST + len(tickets)).hits
    listed = {row["number"] for row in tickets}
    return _answer(
        request,
        typed=typed,
        people=[_person(one, asked.query) for one in finding.customers(me, typed, MOST)] if plain else [],
        tickets=tickets,
        said=hits.rows(
            me, [hit for hit in said if hit.ticket not in listed][:MOST], asked.query, length=PASSAGE
        ),
        pages=places.offered(me, typed)[:MOST],
        everything_url=address_of(typed),
    )


def _answer(request: HttpRequest, **groups: Any) -> HttpResponse:
    response = render(request, "desk/_palette.html", groups)
    response["Cache-Control"] = "no-store"
    return response


def _tickets(me: Person, asked: Asked, typed: str) -> list[dict[str, Any]]:
    """The ticket with the number that was typed, then the newest whose subject has all the words."""
    called = ticket_called(me, typed)
    terms = tuple(replace(term, where="title") for term in asked.query.terms)
    if not terms:
        return [called] if called else []
    found = finding.newest(replace(asked, query=Query(terms)), limit=MOST).hits
    by_subject = hits.rows(
        me, [hit for hit in found if not called or hit.ticket != called["number"]], asked.query
    )
    return [called, *by_subject][:MOST] if called else by_subject


def tickets_like(me: Person, typed: str) -> list[dict[str, Any]]:
    """The same for another field in which somebody types, to choose a ticket."""
    asked = finding.ask(me, typed, is_typing=True)
    plain = not any(is_operator for _text, is_operator in asked.query.pieces)
    return _tickets(me, asked, typed) if plain else []


def _recent(me: Person, written: str) -> list[dict[str, Any]]:
    """Tickets by their numbers, in this order. A browser says which; what they are called is asked here."""
    numbers = [int(each) for each in written.split(",")[:MOST] if each.isdecimal() and len(each) < 19]
    rows = {row["number"]: row for row in tickets_of(me).filter(number__in=numbers).values(*hits.COLUMNS)}
    return [
        {**rows[each], "url": reverse("desk:ticket", args=[each]), "name": rows[each]["customer__name"]}
        for each in numbers
        if each in rows
    ]


def _person(customer: Any, query: Query) -> dict[str, Any]:
    row: dict[str, Any] = person_row(customer)
    return row | {
        "name": snippets.marked(row["name"], [replace(term, is_prefix=True) for term in query.terms])
    }
