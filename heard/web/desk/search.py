"""Searching everything that was said and noted."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heard.search import place
from heard.search import query as queries
from heard.staff.models import Person
from heard.tickets import finding
from heard.tickets.access import tickets_of
from heard.tickets.finding import Asked
from heard.tickets.models import Status
from heard.web.desk import hits
from heard.web.request import person_of

PAGE = 50
UNSOLVED = "status:active"
PEOPLE = 3


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Hits, one row a ticket: the newest first, or the best matches."""
    me = person_of(request)
    typed = request.GET.get("q", "").strip()[: queries.LONGEST]
    is_best = request.GET.get("order") == "best"
    start = _number(request.GET.get("before", ""))
    asked = finding.ask(me, typed)
    found = _best(me, asked, typed, start) if is_best else _newest(me, asked, typed, start)
    context = found | _around(asked, typed, is_best=is_best) | {"q": typed, "nav_current": "search"}
    if not start:
        context |= {"ticket": ticket_called(me, typed), "people": _people(me, asked, typed)}
    return render(request, "desk/search.html", context)


def ticket_called(me: Person, typed: str) -> dict[str, Any] | None:
    """The ticket whose number was typed, with or without a #, if `me` may see it."""
    number = _number(typed.removeprefix("#"))
    if not number:
        return None
    row = tickets_of(me).filter(number=number).values(*hits.COLUMNS).first()
    if row is None:
        return None
    label = Status(row["status"]).label
    return {**row, "url": reverse("desk:ticket", args=[number]), "status_label": label}


def address_of(typed: str, **more: str) -> str:
    """The page with these words in its field."""
    return f"{reverse('desk:search')}?{urlencode({'q': typed, **more})}"


def person_row(customer: Any) -> dict[str, str]:
    """A customer among the hits. Everything they wrote is the page that tells of them."""
    addresses = [identity.address for identity in customer.identities.all()]
    words = f'from:"{addresses[0] if addresses else customer.name}"'
    return {"name": customer.name, "address": ", ".join(addresses), "url": address_of(words)}


def _newest(me: Person, asked: Asked, typed: str, below: int | None) -> dict[str, Any]:
    found = finding.newest(asked, below=below, limit=PAGE)
    return {
        "hits": hits.rows(me, found.hits, asked.query),
        "older_url": address_of(typed, before=str(found.below)) if found.below else None,
        "looked_to": place.moment(found.below) if found.below and len(found.hits) < PAGE else None,
        "newer_url": address_of(typed) if below else None,
    }


def _best(me: Person, asked: Asked, typed: str, start: int | None) -> dict[str, Any]:
    found, begins = finding.best(asked), start or 0
    shown = found[begins : begins + PAGE]
    goes_on = len(found) > begins + PAGE
    return {
        "hits": hits.rows(me, shown, asked.query),
        "older_url": address_of(typed, order="best", before=str(begins + PAGE)) if goes_on else None,
        "newer_url": address_of(typed, order="best") if begins else None,
    }


def _around(asked: Asked, typed: str, *, is_best: bool) -> dict[str, Any]:
    """What stands above the hits: what was unclear, and words to take away or to add."""
    pieces = asked.query.pieces
    without = [" ".join(text for text, _is in pieces[:n] + pieces[n + 1 :]) for n in range(len(pieces))]
    named = {text.lstrip("-").split(":")[0].lower() for text, is_operator in pieces if is_operator}
    more = [
        (_("Open only"), UNSOLVED),
        (_("Mine"), "assignee:me"),
        (_("The last 30 days"), "after:30d"),
    ]
    order = {"order": "best"} if is_best else {}
    return {
        "faults": asked.faults,
        "is_best": is_best,
        "chips": [
            {"text": text, "url": address_of(rest, **order)}
            for (text, is_operator), rest in zip(pieces, without, strict=True)
            if is_operator
        ],
        "more": [
            {"text": label, "url": address_of(f"{typed} {words}", **order)}
            for label, words in more
            if typed and words.split(":")[0] not in named
        ],
        "newest_url": address_of(typed),
        "best_url": address_of(typed, order="best") if asked.query.wanted else None,
        "begins_url": _beginning(asked, typed),
        "unsolved_url": _unsolved(asked, order),
    }


def _unsolved(asked: Asked, order: dict[str, str]) -> str | None:
    """The same search among all that is not solved: whoever types “open” mostly means that, new ones too."""
    pieces = asked.query.pieces
    opened = {
        f"{name}:{word}" for name in ("status", "is") for word in ("open", str(Status.OPEN.label).lower())
    }
    if not any(is_operator and text.lower() in opened for text, is_operator in pieces):
        return None
    return address_of(" ".join(UNSOLVED if text.lower() in opened else text for text, _is in pieces), **order)


def _beginning(asked: Asked, typed: str) -> str | None:
    """The same search with the beginning of the last word, for when nothing was found."""
    terms = asked.query.terms
    if not terms or terms[-1].is_minus or terms[-1].is_prefix or not typed[-1].isalnum():
        return None
    return address_of(f"{typed}*") if asked.query.typed_on() != asked.query else None


def _people(me: Person, asked: Asked, typed: str) -> list[dict[str, str]]:
    plain = asked.query.terms and not any(is_operator for _text, is_operator in asked.query.pieces)
    return [person_row(one) for one in finding.customers(me, typed, PEOPLE)] if plain else []


def _number(written: str) -> int | None:
    return int(written) if written.isdecimal() and len(written) < 19 else None
