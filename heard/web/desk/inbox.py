"""The inbox: one saved view, as a page and as the rows alone."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heard.staff.models import Person
from heard.tickets import views
from heard.tickets.models import Status
from heard.tickets.views import View
from heard.web.request import person_of
from heard.web.viewers import grant_for

ALWAYS = ("open", "mine", "unassigned", "waiting", "all")  # the others only with something in them
VIEW_COOKIE = "heard_view"
STATUS_LABELS = dict(Status.choices)


@login_required
@require_safe
def inbox(request: HttpRequest, slug: str = "open") -> HttpResponse:
    """The list, beside an empty place for the conversation."""
    context = listing(person_of(request), slug, request.GET.get("after", ""))
    response = render(request, "desk/inbox.html", context | {"nav_current": "inbox"})
    response.set_cookie(VIEW_COOKIE, slug, httponly=True, samesite="Lax", secure=settings.IS_HTTPS)
    return response


def view_of(request: HttpRequest) -> str:
    """The view that the ticket was opened from, as far as this browser knows."""
    slug = request.COOKIES.get(VIEW_COOKIE, "open")
    return slug if views.view_of(slug) else "open"


@login_required
@require_safe
def rows(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows alone, asked for by a page whose list changed."""
    current = request.GET.get("current", "")
    context = listing(
        person_of(request),
        slug,
        request.GET.get("after", ""),
        current=int(current) if current.isdecimal() else None,
    )
    return render(request, "desk/_rows.html", context)


def listing(me: Person, slug: str, after: str = "", *, current: int | None = None) -> dict[str, Any]:
    """What the list shows of the view `slug`, the open ticket marked. Raises Http404 for an unknown view."""
    view = views.view_of(slug)
    if view is None:
        raise Http404(_("There is no such view."))
    page = views.page(view, me, after=after)
    address = reverse("desk:view", args=[slug])
    return {
        "view": {"slug": slug, "title": view.title},
        "views": [
            {
                "slug": each.slug,
                "title": each.title,
                "url": reverse("desk:view", args=[each.slug]),
                "current": each.slug == slug,
                "count": count,
            }
            for each, count in _counted(me)
            if count != "0" or each.slug in {slug, *ALWAYS}
        ],
        "rows": [_row(row) for row in page.rows],
        "older_url": _with(address, after=page.after) if page.after else None,
        "newer_url": address if after else None,
        "rows_url": _with(reverse("desk:rows", args=[slug]), after=after, current=current),
        "current_number": current,
        "rows_grant": grant_for(me, "inbox"),
    }


def _counted(me: Person) -> list[tuple[View, str]]:
    return [(each, views.count(each, me)) for each in views.VIEWS.values()]


def _with(address: str, **query: Any) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


def _row(row: dict[str, Any]) -> dict[str, Any]:
    assignee = row["assignee__name"]
    return {
        "number": row["number"],
        "url": reverse("desk:ticket", args=[row["number"]]),
        "name": row["customer__name"],
        "subject": row["subject"],
        "snippet": row["snippet"],
        "snippet_is_customer": row["snippet_is_customers"],
        "unread": row["status"] == Status.NEW,
        "status": row["status"],
        "status_label": STATUS_LABELS[row["status"]],
        "waiting_since": row["waiting_since"],
        "changed_at": row["changed_at"],
        "assignee": Person(name=assignee).initials if assignee else None,
        "assignee_name": assignee,
        "channel_kind": row["channel__kind"],
    }
