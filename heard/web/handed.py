"""A secret is shown once: on a page that can be loaded again without making a second one.

What a form made is kept, sealed, in the session of the browser that asked; the form leads to a page that
takes it out and shows it.
"""

import json
import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heard.lib import sealed

MADE = "made"  # the word in the address that asks for it
WITHIN = 600  # seconds until it is shown no more


def over(request: HttpRequest, secret: str, *, at: str, **more: Any) -> HttpResponse:
    """Leads to the page `at`, which shows the secret; `more` is for its template."""
    given = {"secret": secret, **more}
    request.session[_name(at)] = sealed.seal(json.dumps([time.time(), given]))
    return redirect(f"{at}?{MADE}")


def is_asked_for(request: HttpRequest) -> bool:
    """Whether this page shall show what a form has just made."""
    return request.method == "GET" and MADE in request.GET


def shown(request: HttpRequest, template: str, *, back: str, **more: Any) -> HttpResponse:
    """The page that shows it, which no cache may keep. Asked for again, it leads `back` and says so."""
    given = _taken(request)
    if given is None:
        messages.info(request, _("It was shown already, and only once. If it is lost, make a new one."))
        return redirect(back)
    response = render(request, template, {**given, **more})
    response.headers["Cache-Control"] = "no-store"
    return response


def _taken(request: HttpRequest) -> dict[str, Any] | None:
    kept = request.session.pop(_name(request.path), None)
    if kept is None:
        return None
    try:
        made_at, given = json.loads(sealed.unseal(kept))
    except sealed.Unreadable:
        return None
    shows: dict[str, Any] = given
    return shows if time.time() - made_at < WITHIN else None


def _name(page: str) -> str:
    return f"handed {page}"
