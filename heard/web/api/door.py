"""What every call of the API passes: who asks, how often, in which form, and whether it was asked before."""

import re
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from heard.lib.durable import durably
from heard.lib.ref import ref
from heard.staff import repeats, tokens
from heard.staff.models import KeptAnswer, Token
from heard.staff.repeats import OtherQuestion, Told, UnderWay
from heard.timeline.record import through
from heard.web.api import bearer, problems, queries
from heard.web.api.rates import buckets
from heard.web.api.told import LANGUAGE

SAFE = frozenset(["GET", "HEAD", "OPTIONS"])
OPEN = frozenset(["openapi-json", "api-root"])  # what everybody may read
RAW = {"add_file": "application/octet-stream"}  # calls whose body is not JSON
MOST_JSON = 4_000_000  # bytes
KEY = re.compile(r"[\x21-\x7e]{1,200}")

View = Callable[..., HttpResponseBase]


class Door:
    """Stands before everything under /api/; nothing of it is asked elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, given: Any, named: dict[str, Any]
    ) -> HttpResponseBase | None:
        """The answer to a call of the API; None for all else."""
        match = request.resolver_match
        if match is None or match.namespace != "api" or match.url_name in OPEN:
            return None
        with translation.override(LANGUAGE):  # whatever the browser or the person behind the token reads
            return self._answered(request, lambda: view(request, *given, **named))

    def _answered(self, request: HttpRequest, ask: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        token = bearer.shown(request)
        if token is None:
            told = problems.answer(401, _("Show a token that works: Authorization: Bearer heard_…"))
            told.headers["WWW-Authenticate"] = 'Bearer realm="heard"'
            return told
        allowance = buckets.take(token.pk)
        if allowance.granted:
            tokens.used(token)
            bearer.admit(request, token)
            through.set(ref(token))  # web/browsers.py clears it
            response = _refusal(request) or _answer(request, token, ask)
        else:
            often = _("This token asks too often. Wait as long as Retry-After says.")
            response = problems.answer(429, often)
        for name, value in allowance.headers.items():
            response.headers[name] = value
        return response


def _refusal(request: HttpRequest) -> HttpResponseBase | None:
    """For a query or a body that the call does not take."""
    if wrong := queries.unknown(request):
        first = wrong[0]
        said = f"{first['where']}: {first['what']}"
        return problems.answer(422, said, name="invalid", wrong=wrong[: problems.MOST_WRONG])
    if request.method in SAFE or not (size := int(request.META.get("CONTENT_LENGTH") or 0)):
        return None
    match = request.resolver_match
    wanted = RAW.get(match.url_name or "", "application/json") if match else "application/json"
    if request.content_type != wanted:
        return problems.answer(415, _("Send the body as Content-Type: %(type)s.") % {"type": wanted})
    if wanted == "application/json" and size > MOST_JSON:
        return problems.answer(413, _("The body is larger than %(n)s MB.") % {"n": MOST_JSON // 1_000_000})
    return None


def _answer(request: HttpRequest, token: Token, ask: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """A change is one transaction, on the disk before it is told; a refusal leaves nothing behind."""
    if request.method in SAFE:
        return ask()
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        return problems.answer(400, _("An Idempotency-Key has 1 to 200 visible ASCII characters."))
    try:
        with durably():
            row = repeats.begin(token, key, _question(request)) if key else None
            if isinstance(row, Told):
                return _again(row)
            with transaction.atomic():
                response = ask()
                if response.status_code >= 400:
                    transaction.set_rollback(True)
            _keep(row, response)
    except OtherQuestion:
        other = _("This Idempotency-Key came with another request before. Take a new one.")
        return problems.answer(422, other, name="key-used")
    except UnderWay:
        busy = problems.answer(409, _("The first request with this key is not done."), name="under-way")
        busy.headers["Retry-After"] = "5"
        return busy
    return response


def _keep(row: KeptAnswer | None, response: HttpResponseBase) -> None:
    if row is None:
        return
    passes = response.status_code >= 500 or response.status_code == 429  # later it may be otherwise
    if passes or not isinstance(response, HttpResponse):
        row.delete()
        return
    body = response.content.decode()
    repeats.keep(row, Told(response.status_code, response.headers.get("Content-Type", ""), body))


def _again(told: Told) -> HttpResponse:
    response = HttpResponse(told.body, status=told.status, content_type=told.type)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _question(request: HttpRequest) -> bytes:
    return f"{request.method} {request.get_full_path()}\n".encode() + request.body
