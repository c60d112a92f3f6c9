"""The link to one request: it shows a button, and the button lets this browser in to that request alone.

The address is a secret, so this page sends no referrer; then a browser says of its form only that it comes
from `null`, which Django's own check refuses. A cookie of the page itself stands in: no other site's form has
it sent.
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from heard.tickets import request_links
from heard.web.cookies import of_some_pages
from heard.web.portal import place, visitor
from heard.web.portal.visitor import LINK, PATH

KNOCK = of_some_pages("heard_knock")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """A GET changes nothing: mail programs and messengers follow links."""
    place.form()
    link = request_links.find(secret)
    knock = request.COOKIES.get(KNOCK, "")
    if (
        request.method == "POST"
        and link
        and knock
        and constant_time_compare(knock, request.POST.get("knock", ""))
    ):
        seconds = int(request_links.LASTS.total_seconds())
        response: HttpResponse = redirect("my:request", number=link.ticket_id)
        visitor.remember(response, LINK, secret, seconds=seconds)
        response.delete_cookie(KNOCK, path=PATH)
    else:
        fresh = secrets.token_urlsafe(18)
        context = {"is_over": link is None, "knock": fresh, "here": "my"}
        response = place.shown(request, "to_request", context, status=200 if link else 410, private=True)
        response.set_cookie(
            KNOCK, fresh, max_age=3600, path=PATH, secure=settings.IS_HTTPS, httponly=True, samesite="Strict"
        )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
