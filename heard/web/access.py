"""One line of the log for each request: what was asked, how it went, how long it took, and who asked."""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from heard.lib import logs, masking
from heard.staff.models import Person
from heard.web.api import bearer

log = logging.getLogger(__name__)
HEADER = "X-Request-ID"
GIVEN = re.compile(r"[0-9a-f]{32}")  # as nginx numbers requests; nothing that could be a word
ASKED_OFTEN = ("/healthz", "/metrics", settings.STATIC_URL)


class Logged:
    """Gives each request a number, or keeps the proxy's, that all lines about it carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        number = given if GIVEN.fullmatch(given) else secrets.token_hex(16)
        before, began = logs.request_id.set(number), time.monotonic()
        try:
            answer = self._get_response(request)
            _note(request, answer, time.monotonic() - began)
        finally:
            logs.request_id.reset(before)
        answer.headers[HEADER] = number
        return answer


def _note(request: HttpRequest, answer: HttpResponse, seconds: float) -> None:
    level = logging.DEBUG if request.path.startswith(ASKED_OFTEN) else logging.INFO
    if log.isEnabledFor(level):
        path, ms = masking.path(request.path), round(seconds * 1000, 1)
        asked = {"method": request.method, "path": path, "status": answer.status_code, "ms": ms}
        if number := _person(request):
            asked["person"] = number
        log.log(level, "%s %s %d", request.method, path, answer.status_code, extra={"asked": asked})


def _person(request: HttpRequest) -> int | None:
    """The number of whoever was found to ask; looks nobody up."""
    token = bearer.known(request)
    if token is not None:
        return int(token.person_id)
    user = getattr(request, "_cached_user", None)
    return int(user.pk) if isinstance(user, Person) else None
