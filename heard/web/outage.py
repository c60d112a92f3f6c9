"""When a page fails: there is none, the database is away, a stored file is lost, or the fault is ours."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults

from heard.files.store import Missing


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404; customers hear it in other words than staff."""
    name = "portal/not_found.html" if request.path.startswith(("/help/", "/my/")) else "404.html"
    return defaults.page_not_found(request, exception, template_name=name)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: called while the fault is being handled."""
    fault = sys.exc_info()[1]
    if isinstance(fault, Missing):
        return render(request, "lost.html", {"digest": fault.digest, "size": fault.size}, status=500)
    if isinstance(fault, OperationalError | InterfaceError):
        text = _("The desk cannot reach its database just now. Nothing is lost. Try again in a minute.")
        return HttpResponse(
            text, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "10"}
        )
    return defaults.server_error(request)
