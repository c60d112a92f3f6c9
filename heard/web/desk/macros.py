"""The macros in the composer: found as one types, given with their variables filled in."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from heard.drafts import macros as using
from heard.phrasing import macros, phrases, variables
from heard.phrasing.models import Macro
from heard.staff.models import Person, Team
from heard.tickets.access import ticket_for
from heard.tickets.models import Status
from heard.web.request import person_of

LISTED = 30


@login_required
@require_safe
def picker(request: HttpRequest, number: int) -> HttpResponse:
    """The macros with the words typed so far, each as it would read here."""
    me = person_of(request)
    return listed(request, me, using.values(ticket_for(me, number), me), number)


@login_required
@require_safe
def filled(request: HttpRequest, number: int, macro: int) -> HttpResponse:
    """One macro's words for this ticket, what is left to fill in, and what it does besides."""
    me = person_of(request)
    return given(me, macro, using.values(ticket_for(me, number), me))


def listed(
    request: HttpRequest, me: Person, values: Mapping[str, str], ticket: int | None = None
) -> HttpResponse:
    """The macros and phrases with the words typed so far; what `values` does not have stays in braces."""
    typed = request.GET.get("q", "")[:200]
    rows = [
        {
            "id": macro.pk,
            "title": macro.title,
            "words": variables.fill(macro.text, values),
            "does": spelled(macro),
        }
        for macro in macros.search(me, typed)[:LISTED]
    ]
    steps = _steps(typed, values.get("customer.first_name", ""))
    context = {"macros": rows, "steps": steps, "ticket_number": ticket or ""}
    return render(request, "desk/_macros.html", context)


def given(me: Person, macro: int, values: Mapping[str, str], *, open_places: bool = True) -> HttpResponse:
    """One macro as JSON; what is left to fill in is marked in the composer if `open_places`."""
    found = get_object_or_404(macros.usable_by(me), pk=macro)
    words = variables.fill(found.text, values)
    left = variables.left_in(words) if open_places else []
    answer = {"id": found.pk, "title": found.title, "text": words, "left": left}
    return JsonResponse(answer | {"does": spelled(found)})


def _steps(holding: str, name: str) -> list[dict[str, Any]]:
    """The shelf with the customer's name; a variable where it is not known, which holds the sending."""
    known = name or "{customer.first_name}"
    return [
        {"title": _(step.title), "words": [each.text.replace(phrases.NAME, known) for each in step.words]}
        for step in phrases.shelf(holding=holding)
    ]


def spelled(macro: Macro) -> list[str]:
    """What the macro does besides, in words."""
    actions = macro.actions
    does: list[str] = []
    if actions.get("status") in Status.values:
        does.append(_("sets it to %s") % Status(actions["status"]).label)
    if actions.get("tags"):
        does.append(_("tags it %s") % ", ".join(actions["tags"]))
    if actions.get("assignee") == "me":
        does.append(_("assigns it to you"))
    elif actions.get("assignee"):
        person = Person.objects.filter(pk=actions["assignee"]).first()
        does += [_("assigns it to %s") % person.name] if person else []
    if actions.get("team"):
        team = Team.objects.filter(pk=actions["team"]).first()
        does += [_("gives it to %s") % team.name] if team else []
    return does
