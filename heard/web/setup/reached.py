"""How customers reach us: which channels they use, and which they like; for owners and leads."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from heard.channels.form.models import Way
from heard.reports import reach

SPANS = (30, 90, 365)  # days
USUAL = 90


@login_required
@require_safe
def reached(request: HttpRequest) -> HttpResponse:
    """The figures of the last so many days."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(each) for each in SPANS} else USUAL
    found = reach.since(timezone.now() - timedelta(days=days))
    context: dict[str, Any] = {
        "days": days,
        "spans": SPANS,
        "reach": found,
        "used": [(one, _label(one.kind)) for one in found.used],
        "liked": [(one, _label(one.kind)) for one in found.liked],
        "nav_current": "setup",
        "setup_current": "reached",
    }
    return render(request, "setup/reached.html", context)


def _label(kind: str) -> str:
    return str(Way(kind).label) if kind in Way.values else kind
