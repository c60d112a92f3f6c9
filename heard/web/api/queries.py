"""Which fields does a call know in its query? Those of the description that programs read."""

import re
from functools import lru_cache

from django.http import HttpRequest
from django.utils.translation import gettext as _

from heard.web.api import api

Calls = dict[tuple[str, str], list[str]]


def unknown(request: HttpRequest) -> list[dict[str, str]]:
    """What the query holds that the call does not know, as `wrong` of a problem: where, and what it knows."""
    match = request.resolver_match
    if match is None or not request.GET:
        return []
    template = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", match.route)
    method = "GET" if request.method == "HEAD" else request.method or ""
    known = _known().get((template, method))
    if known is None:  # another method, which the call itself refuses
        return []
    what = _("This call has no such field. It knows: %(names)s.") % {"names": ", ".join(known)}
    if not known:
        what = _("This call knows no fields in its query.")
    return [{"where": f"query.{name}", "what": what} for name in request.GET if name not in known]


@lru_cache(maxsize=1)
def _known() -> Calls:
    """The names of each call, by its address and method."""
    return {
        (path, method.upper()): [one["name"] for one in call.get("parameters", ()) if one["in"] == "query"]
        for path, calls in api.get_openapi_schema()["paths"].items()
        for method, call in calls.items()
    }
