"""Which page can be read after a request that led nowhere? An address that only takes forms has none."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string

# The page that shows the form of an address, where it is not simply the one that the address lies under.
TICKET = re.compile(r"/desk/tickets/\d+")
PAGES = ("/desk/many", "/desk/me/second-step/", "/desk/me/", "/desk/notices/", "/desk/")
CUSTOMERS = ("/help/", "/my/")


class Ways:
    """Gives a bare 405 a page with a way on. The API says it as a problem, in its own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content or _is_for_programs(request):
            return response
        name = "portal/not_found.html" if request.path.startswith(CUSTOMERS) else "405.html"
        response.content = render_to_string(name, {"page": page_of(request.path)}, request)
        return response


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: the form was opened before a sign-in, or its cookies are gone."""
    page = page_of(request.path)
    ticket = page if TICKET.fullmatch(page) else ""
    return render(request, "403_csrf.html", {"page": page, "ticket": ticket}, status=403)


def page_of(path: str) -> str:
    """The page to read from which the forms at `path` are sent: a ticket for what is done to it, else what
    the address lies under."""
    if ticket := TICKET.match(path):
        return ticket.group()
    if path.startswith("/setup/"):
        return "/setup/"
    return next((page for page in PAGES if path.startswith(page)), "/desk/")


def _is_for_programs(request: HttpRequest) -> bool:
    return request.path.startswith("/api") or "HX-Request" in request.headers
