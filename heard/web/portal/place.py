"""Where a customer stands: is the help centre open, and what do its pages share?"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from heard.channels.form import setup
from heard.channels.models import Channel
from heard.lib import rates


def form() -> Channel:
    """The open form with its settings. Raises Http404 while the help centre is closed."""
    found = setup.current()
    if found is None:
        raise Http404(_("There is no help centre here."))
    return found


def network(request: HttpRequest) -> str:
    """The block of addresses that a request comes from."""
    return rates.block_of(str(request.META.get("REMOTE_ADDR", "")))


def shown(
    request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200, private: bool = False
) -> HttpResponse:
    """The page; a private one is kept by no cache."""
    response = render(request, f"portal/{name}.html", context, status=status)
    response.headers["Cache-Control"] = "no-store" if private else "no-cache"
    return response
