"""What openapi.json says beyond the calls themselves: how they fail, limits, and Idempotency-Key."""

from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI

from heard.web.api.problems import TYPE

ALWAYS = (401, 403, 404, 422, 429, 500, 503)
OF_CHANGES = (400, 409, 413, 415)
MORE = {"/files/{sha256}": (410,), "/timeline": (410,)}
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `type` names what went wrong, where the status alone does not say it.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened and what to do."},
        "wrong": {
            "type": "array",
            "description": "Of urn:heard:problem:invalid: which parts of the request, and how.",
            "items": {
                "type": "object",
                "required": ["where", "what"],
                "properties": {"where": {"type": "string"}, "what": {"type": "string"}},
            },
        },
    },
    "examples": [
        {
            "type": "urn:heard:problem:scope",
            "title": "Forbidden",
            "status": 403,
            "detail": "This token lacks the scope tickets:reply.",
            "scope": "tickets:reply",
        }
    ],
}
LIMITS = {
    "RateLimit-Policy": {"description": "How many calls in how many seconds.", "schema": {"type": "string"}},
    "RateLimit": {"description": "How many are left now.", "schema": {"type": "string"}},
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request with the same key is done once in 24 hours, and answered again.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
}
CHANGES = {"post", "put", "patch", "delete"}


class DescribedAPI(NinjaAPI):
    """An API whose description is complete."""

    def get_openapi_schema(self, *where: Any, **named: Any) -> Any:
        """The description with everything that all calls have in common."""
        schema = super().get_openapi_schema(*where, **named)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        for path, calls in schema["paths"].items():
            for method, call in calls.items():
                _complete(call, path, changes=method in CHANGES)
        return schema


def _complete(call: dict[str, Any], path: str, *, changes: bool) -> None:
    for told in call["responses"].values():
        told["headers"] = LIMITS
    more = next((codes for end, codes in MORE.items() if path.endswith(end)), ())
    for status in (*ALWAYS, *(OF_CHANGES if changes else ()), *more):
        call["responses"][status] = _problem(status)
    if changes:
        call.setdefault("parameters", []).append(KEY)


def _problem(status: int) -> dict[str, Any]:
    content = {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    told: dict[str, Any] = {"description": HTTPStatus(status).phrase, "content": content}
    if status == 429:
        told["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
            **LIMITS,
        }
    return told
