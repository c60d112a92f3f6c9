"""Who may open which page: every signed-in request passes here before its view.

A route that is not named below asks for what its area asks for, so a new page is never open by oversight;
the test of roles and routes wants a row for it all the same.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from heard.staff import people, roles
from heard.staff.models import Person
from heard.staff.roles import Act
from heard.web.sessions import SHOWN_AT
from heard.web.ways_on import page_of

SAFE = ("GET", "HEAD", "OPTIONS")
AREAS: dict[str, Act] = {"desk": Act.SEE, "setup": Act.SETUP}
# What a change in the desk asks for, where it is not Act.ORGANISE.
CHANGES: dict[str, Act] = {
    "desk:replies": Act.REPLY,
    "desk:undo": Act.REPLY,
    "desk:hour": Act.REPLY,
    "desk:forward": Act.REPLY,
    "desk:draft": Act.REPLY,
    "desk:draft_removal": Act.REPLY,
    "desk:draft_takeover": Act.REPLY,
    "desk:draft_files": Act.REPLY,
    "desk:draft_file_removal": Act.REPLY,
    "desk:many": Act.REPLY,
    "desk:many_tickets": Act.REPLY,
    "desk:many_words": Act.REPLY,
    "desk:many_review": Act.REPLY,
    "desk:many_undo": Act.REPLY,
    "desk:many_removal": Act.REPLY,
    "desk:presence": Act.SEE,
    "desk:confirm_sender": Act.REPLY,
    "desk:reopen_address": Act.REPLY,
    "desk:notes": Act.NOTE,
    "desk:keep_note": Act.NOTE,
    "desk:following": Act.SEE,
    "desk:reading": Act.SEE,
    "desk:profile": Act.SEE,
    "desk:password": Act.SEE,
    "desk:address": Act.SEE,
    "desk:address_confirmation": Act.SEE,
    "desk:wishes": Act.SEE,
    "desk:browser_end": Act.SEE,
    "desk:browsers_end": Act.SEE,
    "desk:second_step": Act.SEE,
    "desk:second_step_codes": Act.SEE,
    "desk:passkey": Act.SEE,
    "desk:passkey_removal": Act.SEE,
    "desk:second_step_removal": Act.SEE,
    "desk:new_token": Act.SEE,
    "desk:token_end": Act.SEE,
    "desk:notices_read": Act.SEE,
    "desk:review": Act.REPLY,
    "desk:dismissals": Act.REPLY,
    "desk:lifts": Act.REPLY,  # and drafts/gates asks for a lead
}

# The pages among the setup that all staff may use: what the coach says to them, their phrases and macros.
SHARED: dict[str, Act] = {
    "setup:lexicon": Act.SEE,
    "setup:words_review": Act.SEE,
    "setup:glossary": Act.SEE,
    "setup:phrases": Act.NOTE,
    "setup:macros": Act.SEE,
    "setup:new_macro": Act.REPLY,
    "setup:macro": Act.REPLY,
    "setup:macro_removal": Act.REPLY,
    "setup:phrase_removal": Act.ORGANISE,
}

# Pages of the desk that already ask for more when they are read.
ENTERED: dict[str, Act] = {
    "desk:new": Act.REPLY,
    "desk:caller": Act.REPLY,
    "desk:new_customers": Act.REPLY,
    "desk:escalation": Act.ORGANISE,
    "desk:addresses": Act.REPLY,
}

# All that somebody may open who owes a second step.
SETTING_UP = {"desk:second_step", "desk:passkey"}


class Doors:
    """Refuses what the signed-in person's role does not allow; leads those who owe a second step to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        match = request.resolver_match
        if match and match.namespace in AREAS:  # customers' words; a page may say otherwise
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Raises PermissionDenied. Strangers go on: the view sends them to the sign-in page, and here those
        who sent a form, since signed in they come back with a GET."""
        act = asked_for(request)
        if act is None:
            return None
        if not isinstance(request.user, Person):
            return None if request.method in SAFE else redirect_to_login(page_of(request.path))
        pass_through(request.user, act)
        match = request.resolver_match
        if request.user.owes_second_step and match and match.view_name not in SETTING_UP:
            return None if SHOWN_AT in request.session else _to_second_step(request)
        return None


def asked_for(request: HttpRequest) -> Act | None:
    """What this request asks its person to be allowed; None outside the areas of staff."""
    match = request.resolver_match
    for pages in (SHARED, ENTERED):
        if match and match.view_name in pages:
            return pages[match.view_name]
    area = AREAS.get(match.namespace) if match else None
    if match is None or area is None or area is Act.SETUP or request.method in SAFE:
        return area
    return CHANGES.get(match.view_name, Act.ORGANISE)


def pass_through(person: Person, act: Act) -> None:
    """Raises PermissionDenied, with who can help, unless `person` may do `act`."""
    if not roles.may(person, act):
        raise PermissionDenied(refusal(person, act))


def _to_second_step(request: HttpRequest) -> HttpResponse:
    """A part of a page cannot be led elsewhere; htmx leads the whole one."""
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": reverse("desk:second_step")})
    return redirect("desk:second_step")


def refusal(person: Person, act: Act) -> str:
    """Why not, and whom to ask."""
    what = {
        Act.REPLY: _("Replies to customers are for agents."),
        Act.ORGANISE: _("Changing a ticket is for agents."),
        Act.SETUP: _("The setup is for owners and leads."),
        Act.OWN: _("This is for the desk's owners."),
    }.get(act, _("Your account may not do this."))
    names = list(people.who_may(act, but=person).values_list("name", flat=True)[:3])
    if not names:
        return str(what)
    return f"{what} " + _("%(names)s can help.") % {"names": ", ".join(names)}
