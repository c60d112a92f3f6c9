"""The first page of the setup: what there is, in groups, each with the one fact that matters."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from heard.channels.form import findability
from heard.channels.form import setup as help_centre
from heard.channels.models import Channel
from heard.staff.models import Person, Role, Team
from heard.web import contents


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The overview."""
    facts = _facts()
    groups = [
        (title, [{"part": part, "fact": facts.get(part.key, "")} for part in parts])
        for title, parts in contents.groups()
    ]
    return render(request, "setup/home.html", {"groups": groups, "nav_current": "setup"})


def _facts() -> dict[str, Any]:
    """In a few words how each stands."""
    channels = Channel.objects.filter(is_active=True).count()
    people = Person.objects.filter(is_active=True).exclude(role=Role.SERVICE).count()
    teams = Team.objects.count()
    lacks = len(findability.lacks(help_centre.current(), help_centre.ways()))
    missing = ngettext("%(n)s thing is missing", "%(n)s things are missing", lacks) % {"n": lacks}
    return {
        "help": missing if help_centre.current() and lacks else "",
        "channels": ngettext("%(n)s open", "%(n)s open", channels) % {"n": channels},
        "people": ngettext("%(n)s person", "%(n)s people", people) % {"n": people},
        "teams": ngettext("%(n)s team", "%(n)s teams", teams) % {"n": teams},
    }
