"""The inbox: one saved view, as a page, as the rows alone; and all views with their counts."""

import hashlib
import time
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heard.drafts import unsent
from heard.staff.models import Person
from heard.tickets import paging, reading, views
from heard.tickets.paging import Page
from heard.tickets.views import View
from heard.web import addresses
from heard.web.build import BUILD
from heard.web.cookies import looks, of_this_host
from heard.web.desk import rows as lists
from heard.web.desk import shown
from heard.web.desk.choices import head, views_for
from heard.web.request import person_of
from heard.web.viewers import grant_for

VIEW_COOKIE = of_this_host("heard_view")
GRANT_SECONDS = 6 * 3600  # half the life of a grant: a page not sent again still carries a good one


@login_required
@require_safe
def inbox(request: HttpRequest, slug: str = "open") -> HttpResponse:
    """The list, beside an empty place for the conversation."""
    me = person_of(request)
    found = _Listing(me, slug, request.GET.get("after", ""))
    unchanged = _unchanged(request, found, "page")
    if unchanged is not None:
        return unchanged
    response = render(request, "desk/inbox.html", found.context() | {"nav_current": "inbox"})
    response.set_cookie(VIEW_COOKIE, slug, httponly=True, samesite="Lax", secure=settings.IS_HTTPS)
    return _may_be_kept(response, request, found, "page")


def slug_of(request: HttpRequest) -> str:
    """The view that the ticket was opened from, as far as this browser knows."""
    slug = request.COOKIES.get(VIEW_COOKIE, "open")
    return slug if views.view_of(slug) else "open"


@login_required
@require_safe
def rows(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows alone, asked for by a page whose list changed."""
    current = request.GET.get("current", "")
    found = _Listing(
        person_of(request),
        slug,
        request.GET.get("after", ""),
        current=int(current) if current.isdecimal() else None,
    )
    unchanged = _unchanged(request, found, "rows")
    if unchanged is not None:
        return unchanged
    return _may_be_kept(render(request, "desk/_rows.html", found.rows()), request, found, "rows")


@login_required
@require_safe
def counts(request: HttpRequest, slug: str) -> HttpResponse:
    """The head of the list with every view and how much is in it: asked for once the page stands."""
    me = person_of(request)
    view = _view(slug)
    context = {"view": view, "on_ticket": "ticket" in request.GET, "counted": True}
    return render(request, "desk/_views.html", context | views_for(me, view, counted=True))


def listing(me: Person, slug: str, *, current: int | None = None) -> dict[str, Any]:
    """What the list beside a ticket shows of the view `slug`."""
    found = _Listing(me, slug, "", current=current)
    found.unread.discard(current or 0)  # it is being read
    return found.context(on_ticket=True)


class _Listing:
    """One page of a view for one person: read first, so that an unchanged one need not be made."""

    def __init__(self, me: Person, slug: str, after: str, *, current: int | None = None) -> None:
        self.me, self.after, self.current = me, after, current
        self.view = _view(slug)
        self.page: Page = paging.page(self.view, me, after=after)
        self.unread = reading.unread(me, self.page.rows)
        self.writers = unsent.writers(row["number"] for row in self.page.rows)

    def context(self, *, on_ticket: bool = False) -> dict[str, Any]:
        """The template's variables: the rows, and the head with the views that there are."""
        return self.rows() | {
            "views_head": head(self.me, self.view, on_ticket=on_ticket),
            "on_ticket": on_ticket,
        }

    def rows(self) -> dict[str, Any]:
        """The variables of the rows alone."""
        slug, page = self.view.slug, self.page
        address = addresses.of("desk:rows", slug)
        return {
            **lists.below(self.view, page, is_first=not self.after),
            "rows": lists.rendered(page.rows, self.unread, self.current, self.writers),
            "current": self.current,
            "rows_url": addresses.with_query(address, after=self.after, current=self.current),
            "rows_grant": grant_for(self.me, *shown.names_of(slug, is_first=not self.after)),
        }

    def told(self) -> str:
        """All that the list depends on."""
        rows = [
            (row["number"], row["version"], row["customer__name"], row["assignee__name"])
            for row in self.page.rows
        ]
        marks = sorted(self.unread), sorted(self.writers.items())
        return repr((self.view.slug, self.after, self.current, rows, marks, self.page.after))


def _view(slug: str) -> View:
    """Raises Http404 for an unknown view."""
    view = views.view_of(slug)
    if view is None:
        raise Http404(_("There is no such view."))
    return view


def _unchanged(request: HttpRequest, found: _Listing, what: str) -> HttpResponse | None:
    """304 when the browser has this very list."""
    if "HTTP_IF_NONE_MATCH" not in request.META:
        return None
    answer = get_conditional_response(request, etag=_tag(request, found, what))
    return answer if isinstance(answer, HttpResponse) and answer.status_code == 304 else None


def _may_be_kept(response: HttpResponse, request: HttpRequest, found: _Listing, what: str) -> HttpResponse:
    """The browser keeps it for itself, and asks each time whether it still holds."""
    response.headers["ETag"] = _tag(request, found, what)
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def _tag(request: HttpRequest, found: _Listing, what: str) -> str:
    """Names the list and the page around it: who, how it looks, which build, what is held up."""
    around = (
        BUILD,
        what,
        get_language(),
        found.me.pk,
        (found.me.name, found.me.role, found.me.sees, found.me.time_zone, found.me.unread_notices),
        looks(request),
        request.META.get("CSRF_COOKIE"),  # changes with each sign-in
        cache.get("held_up"),
        int(time.time() // GRANT_SECONDS),
        found.told(),
    )
    return f'"{hashlib.blake2s(repr(around).encode(), digest_size=12).hexdigest()}"'
