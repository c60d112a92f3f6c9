"""What I should hear: the bell's number, the panel below it, the whole page, and reading all of it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from heard.alerts import notices as alerts
from heard.tickets import hearing
from heard.web.request import person_of

IN_PANEL = 8
ON_PAGE = 100


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The newest hundred."""
    me = person_of(request)
    context = {"notices": hearing.shown(me, alerts.newest(me, ON_PAGE)), "nav_current": "notices"}
    return render(request, "desk/notices.html", context)


@login_required
@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """The newest few, for the panel."""
    me = person_of(request)
    return _alone(
        render(request, "desk/_notices.html", {"notices": hearing.shown(me, alerts.newest(me, IN_PANEL))})
    )


@login_required
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """The number alone, with the newest unread one for a tab that nobody looks at."""
    me = person_of(request)
    found = hearing.shown(me, alerts.newest(me, 1)) if me.unread_notices else []
    return _alone(
        render(
            request, "desk/_bell.html", {"newest": next((each for each in found if not each.is_read), None)}
        )
    )


@login_required
@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """All of them are read."""
    alerts.read_all(person_of(request))
    return redirect("desk:notices")


def _alone(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
