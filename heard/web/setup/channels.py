"""Channels as book-keeping: what each received, and where it is now. Both sides must be equal."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.alerts.mailboxes import alarm_words
from heard.channels import alarms, arrivals
from heard.lib import site
from heard.staff.models import Role
from heard.web.request import person_of
from heard.web.viewers import grant_for

SIDES = ("received", "taken", "set_aside", "failed", "waiting")


@login_required
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """One equation a channel, and their sum."""
    rows = arrivals.ledger()
    standing = alarms.standing([row["pk"] for row in rows])
    for row in rows:
        row["alarms"] = alarm_words(standing.get(row["pk"], {}))
    total = {side: sum(row[side] for row in rows) for side in SIDES}
    context: dict[str, Any] = {
        "rows": rows,
        "total": total,
        "nav_current": "setup",
        "setup_current": "channels",
        "caller_url": f"{site.address()}{reverse('desk:caller')}",
    }
    person = person_of(request)
    context |= {"grant": grant_for(person, "setup"), "is_owner": person.role == Role.OWNER}
    return render(request, "setup/channels.html", context)
