"""When a page fails: a plain 503 while the database is away, the page of a fault of ours otherwise."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: called while the fault is being handled."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        text = _("The desk cannot reach its database just now. Nothing is lost. Try again in a minute.")
        return HttpResponse(
            text, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "10"}
        )
    return defaults.server_error(request)
