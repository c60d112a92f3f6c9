"""In which browsers is somebody signed in? Each is noted at sign-in, and when it was seen last."""

import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from heard.lib import rates
from heard.lib.ref import NOBODY, Ref
from heard.staff import browsers
from heard.staff.models import Person
from heard.timeline.record import through
from heard.web.request import person_of
from heard.web.sessions import BEGAN

KEPT = "browser"  # in the session: the number of its row
PROGRAMS = (  # what a browser says it is, the narrower names first
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class Seen:
    """Notes that a browser was seen; at most every five minutes for each process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = through.set(NOBODY)
        try:
            return self._get_response(request)
        finally:
            through.reset(before)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Strangers and programs have no browser."""
        if not isinstance(request.user, Person) or not hasattr(request, "session"):
            return
        number, key = request.session.get(KEPT), request.session.session_key
        if key is None:
            return
        if number is None:  # signed in before there were rows
            enter(request, request.user)
        elif cache.add(f"browser_seen_{number}", 1, browsers.SEEN.total_seconds()):
            browsers.seen(number, key)
        through.set(Ref("browser", request.session.get(KEPT, 0)))


def enter(request: HttpRequest, person: Person, *, comes: bool = False) -> None:
    """Notes the browser of `request`, in which `person` is signed in now; `comes`: they just did that."""
    agent = str(request.META.get("HTTP_USER_AGENT", ""))
    network = rates.block_of(str(request.META.get("REMOTE_ADDR", "")))
    key = str(request.session.session_key)
    row = browsers.enter(person, key, program=called(agent), network=network, comes=comes)
    request.session[KEPT] = row.pk
    cache.add(f"browser_seen_{row.pk}", 1, browsers.SEEN.total_seconds())


def stay(request: HttpRequest) -> None:
    """After all sessions of the signed-in person ended: this one goes on, under a new key."""
    me = person_of(request)
    update_session_auth_hash(request, me)
    enter(request, me)


def called(agent: str) -> str:
    """`Firefox, Linux`: as much of what a browser says as a person recognises it by; empty when unknown."""
    program = next((name for sign, name in PROGRAMS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return ", ".join(part for part in (program, system) if part)


def watch() -> None:
    """Hears Django say who signed in or out; each way of signing in ends there."""
    user_logged_in.connect(_came, dispatch_uid="heard.web.browsers")
    user_logged_out.connect(_went, dispatch_uid="heard.web.browsers")


def _came(request: HttpRequest, user: Person, **_more: Any) -> None:
    request.session[BEGAN] = time.time()
    enter(request, user, comes=True)


def _went(request: HttpRequest, **_more: Any) -> None:
    number = request.session.get(KEPT)
    if number:
        browsers.left(number)
