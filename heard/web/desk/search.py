"""Searching everything that was said and noted."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from heard.search import index, snippets
from heard.tickets.access import tickets_of
from heard.tickets.models import Direction, Message, Status
from heard.web.request import person_of


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Hits, newest first, one row a text."""
    query = request.GET.get("q", "").strip()[:200]
    before = request.GET.get("before", "")
    found = index.find(query, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    tickets = {
        row["number"]: row
        for row in tickets_of(person_of(request))
        .filter(number__in={hit.ticket for hit in found.hits})
        .values("number", "subject", "status", "customer__name")
    }
    messages = [hit.ref_id for hit in found.hits if hit.kind == "message"]
    by_customers = set(
        Message.objects.filter(pk__in=messages, direction=Direction.IN).values_list("pk", flat=True)
    )
    hits: list[dict[str, Any]] = [
        {
            "number": hit.ticket,
            "url": reverse("desk:ticket", args=[hit.ticket]),
            "subject": tickets[hit.ticket]["subject"],
            "name": tickets[hit.ticket]["customer__name"],
            "status_label": Status(tickets[hit.ticket]["status"]).label,
            "snippet": snippets.marked(hit.body, query),
            "is_note": hit.kind == "note",
            "is_customers": hit.kind == "message" and hit.ref_id in by_customers,
            "at": hit.at,
        }
        for hit in found.hits
        if hit.ticket in tickets
    ]
    older = f"?{urlencode({'q': query, 'before': str(found.before)})}" if found.before else None
    return render(
        request, "desk/search.html", {"q": query, "hits": hits, "older_url": older, "nav_current": "search"}
    )
