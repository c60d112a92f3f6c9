"""The database does not answer: a plain 503 that says so, instead of a fault."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def _unavailable(fault: Exception) -> HttpResponse:
    """What a person reads while the database is away."""
    log.warning("The database does not answer: %s", fault)
    text = _("The desk cannot reach its database just now. Nothing is lost. Try again in a minute.")
    return HttpResponse(
        text, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "10"}
    )


class Outage:
    """Turns a database that is away into a 503, also when it is away while the session is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._get_response(request)
        except (OperationalError, InterfaceError) as fault:
            return _unavailable(fault)

    def process_exception(self, _request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Django's hook for faults inside views; others pass on."""
        if isinstance(fault, OperationalError | InterfaceError):
            return _unavailable(fault)
        return None
