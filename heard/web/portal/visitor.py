"""Who looks at their own requests: a customer signed in by mail, or somebody with the link to one request.

Their cookies go to /my/ only and have nothing to do with those of staff: neither opens the other's pages.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from heard.customers import sessions
from heard.tickets import request_links, requests
from heard.tickets.models import Ticket
from heard.tickets.requests import Viewer
from heard.web.cookies import of_some_pages
from heard.web.portal import place

SESSION, LINK, ASKED, MADE = map(of_some_pages, ("heard_my", "heard_link", "heard_asked", "heard_made"))
KNOWN = of_some_pages("heard_known")
PATH = "/my/"

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """A page for a customer who signed in; others are led there. It speaks their language and hours."""

    @wraps(view)
    def inner(request: HttpRequest, **named: Any) -> HttpResponseBase:
        place.form()
        identity = sessions.find(request.COOKIES.get(SESSION, ""))
        if identity is None:
            return redirect(_sign_in(named.get("number")))
        return _in_their_words(requests.viewer(identity), view, request, named)

    return inner


def of_request(view: View) -> View:
    """A page about one request, for its customer or whoever came by its link. Gets `who` and `ticket`."""

    @wraps(view)
    def inner(request: HttpRequest, number: int, **named: Any) -> HttpResponseBase:
        place.form()
        lookers = viewers(request)
        if not lookers:
            return redirect(_sign_in(number))
        who, ticket = _theirs(lookers, number)
        if ticket.number != number and request.method == "GET" and "attachment" not in named:
            return redirect("my:request", number=ticket.number)  # it was merged, and goes on there
        return _in_their_words(who, view, request, {"ticket": ticket, **named})

    return inner


def viewers(request: HttpRequest) -> list[Viewer]:
    """Whom this browser may look as."""
    identity = sessions.find(request.COOKIES.get(SESSION, ""))
    found = [requests.viewer(identity)] if identity else []
    link = request_links.find(request.COOKIES.get(LINK, ""))
    if link:
        found.append(requests.viewer(link.identity, only=link.ticket_id))
    return found


def remember(response: HttpResponse, name: str, held: str, *, seconds: int) -> None:
    """Puts something into the browser that only /my/ gets back, and no script reads."""
    response.set_cookie(
        name, held, max_age=seconds, path=PATH, secure=settings.IS_HTTPS, httponly=True, samesite="Lax"
    )


def forget(response: HttpResponse, *names: str) -> None:
    """Takes it out again."""
    for name in names:
        response.delete_cookie(name, path=PATH, samesite="Lax")


def browser_of(request: HttpRequest) -> str:
    """What the browser that asks to sign in holds; a new one for one that holds nothing."""
    return request.COOKIES.get(ASKED, "") or secrets.token_urlsafe(24)


def _theirs(lookers: list[Viewer], number: int) -> tuple[Viewer, Ticket]:
    for who in lookers:
        try:
            return who, requests.request_for(who, number)
        except Http404:
            continue
    raise Http404(_("There is no request with this number."))


def _sign_in(number: int | None) -> str:
    return reverse("my:sign_in") + (f"?to={number}" if number else "")


def _in_their_words(who: Viewer, view: View, request: HttpRequest, named: dict[str, Any]) -> HttpResponseBase:
    customer = who.identity.customer
    language = customer.language or translation.get_language() or "en"
    zone = ZoneInfo(customer.time_zone) if customer.time_zone else timezone.get_default_timezone()
    with translation.override(language), timezone.override(zone):
        request.LANGUAGE_CODE = language
        return view(request, who=who, **named)
