"""What a program is told when something cannot be done: always a problem (RFC 9457), wherever it arose."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from heard.files.store import Missing
from heard.tickets.ended import Ended, GoesOn

log = logging.getLogger(__name__)
TYPE = "application/problem+json"
MOST_WRONG = 20


class Problem(HttpError):
    """A refusal with a name that a program can tell from others, and what else it should know.

    `after`: in how many seconds the same may be asked again (Retry-After).
    """

    def __init__(self, status: int, detail: str, *, name: str = "", after: int = 0, **also: Any) -> None:
        super().__init__(status, detail)
        self.name, self.after, self.also = name, after, also


def answer(status: int, detail: str, *, name: str = "", **also: Any) -> JsonResponse:
    """The problem as an answer. `name` is the last part of its type; without one the status says it all."""
    told = {
        "type": f"urn:heard:problem:{name}" if name else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **also,
    }
    return JsonResponse(told, status=status, content_type=TYPE)


def of_answer(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """`response`, or a problem in its place when it is a refusal in other words (a page, plain text)."""
    if response.status_code < 400 or response.headers.get("Content-Type") == TYPE:
        return response
    told = answer(response.status_code, _said(response.status_code, request))
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in response.headers:
            told.headers[name] = response.headers[name]
    # `response` is not closed: it holds no file, and that would say that the request is over.
    return told


def catch_all(api: NinjaAPI) -> None:
    """Has everything that a call raises told as a problem."""
    told: tuple[tuple[type[Exception], Any], ...] = (
        (Exception, _fault),
        (Http404, _not_there),
        (PermissionDenied, _refused),
        (HttpError, _told),
        (Ended, _ended),
        (ValidationError, _invalid),
    )
    for raised, tell in told:
        api.add_exception_handler(raised, tell)


def _said(status: int, request: HttpRequest) -> str:
    if status == 404:
        return _("There is nothing at %(path)s. All addresses are in /api/v1/openapi.json.") % {
            "path": request.path
        }
    if status == 405:
        return _("%(method)s is not possible here. The header Allow says what is.") % {
            "method": request.method
        }
    if status == 503:
        return _("The desk cannot reach its database just now. Nothing is lost. Try again in a minute.")
    return _fallback(status)


def _fallback(status: int) -> str:
    if status >= 500:
        return _("The desk stumbled over this, and its log says how. Nothing was changed.")
    if status == 400:
        return _("The request cannot be understood, or the desk has another name: look at the header Host.")
    return _("The request cannot be understood.")


def _fault(request: HttpRequest, fault: Exception) -> HttpResponse:
    if isinstance(fault, OperationalError | InterfaceError):
        log.error("The API cannot reach the database: %s", fault)
        away = answer(503, _said(503, request))
        away.headers["Retry-After"] = "10"
        return away
    if isinstance(fault, Missing):
        return answer(410, str(fault), name="file-lost")
    log.error("%s %s failed.", request.method, request.path, exc_info=fault)
    return answer(500, _fallback(500))


def _not_there(request: HttpRequest, fault: Exception) -> HttpResponse:
    return answer(404, str(fault) or _said(404, request))


def _refused(_request: HttpRequest, fault: Exception) -> HttpResponse:
    return answer(403, str(fault))


def _ended(_request: HttpRequest, fault: Exception) -> HttpResponse:
    """Nothing more is written in this ticket; where it goes on, if it does."""
    if isinstance(fault, GoesOn):
        return answer(409, str(fault), name="merged", into=fault.into)
    return answer(422, str(fault), name="not-sendable")


def _told(_request: HttpRequest, fault: Exception) -> HttpResponse:
    assert isinstance(fault, HttpError)  # noqa: S101 - registered for it alone
    if isinstance(fault, Problem):
        told = answer(fault.status_code, str(fault), name=fault.name, **fault.also)
        if fault.after:
            told.headers["Retry-After"] = str(fault.after)
        return told
    return answer(fault.status_code, str(fault))


def _invalid(_request: HttpRequest, fault: Exception) -> HttpResponse:
    """Which part of the request is wrong, and how."""
    assert isinstance(fault, ValidationError)  # noqa: S101 - registered for it alone
    wrong = [{"where": _where(one["loc"]), "what": str(one["msg"])} for one in fault.errors[:MOST_WRONG]]
    first = wrong[0] if wrong else {"where": "", "what": ""}
    return answer(422, f"{first['where']}: {first['what']}", name="invalid", wrong=wrong)


def _where(steps: tuple[int | str, ...]) -> str:
    """`query.limit`, `body.text`: without the name that the code has for the body."""
    source, *rest = [str(step) for step in steps]
    return ".".join([source, *(rest[1:] if len(rest) > 1 and source in {"body", "query"} else rest)])
