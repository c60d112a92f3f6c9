"""What a webhook says, and how it is signed (https://www.standardwebhooks.com, version 1)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from heard.lib.ref import Ref
from heard.timeline.models import Entry

# Where the API shows a thing; what stands here not has no address of its own.
PATHS = {
    "ticket": "/tickets/{id}",
    "message": "/tickets/{subject}/messages/{id}",
    "note": "/tickets/{subject}/notes/{id}",
    "person": "/people/{id}",
    "team": "/teams/{id}",
    "customer": "/customers/{id}",
    "organisation": "/organisations/{id}",
}
UNDER_TICKETS = ("message", "note")


def body(entry: Entry) -> bytes:
    """References and codes only: whoever wants the words asks the API, which knows who may read them."""
    told = {
        "type": entry.kind,
        "timestamp": entry.at.isoformat(),
        "data": {
            "entry": entry.pk,
            "subject": _thing(entry.subject, entry),
            "about": _thing(entry.about, entry),
            "actor": _thing(entry.actor, entry),
            "data": entry.data,
        },
    }
    return json.dumps(told, separators=(",", ":"), sort_keys=True).encode()


def headers(name: str, at: int, content: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """What goes with it; signed with each secret. `at` in seconds since 1970."""
    signed = f"{name}.{at}.".encode() + content
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(_signature(secret, signed) for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _thing(what: Ref, entry: Entry) -> dict[str, Any] | None:
    if not what.kind or not what.id:
        return None
    told: dict[str, Any] = {"kind": what.kind, "id": what.id}
    path = PATHS.get(what.kind)
    if path and (what.kind not in UNDER_TICKETS or entry.subject_kind == "ticket"):
        site = settings.PUBLIC_URL or f"http://{settings.HTTP}"
        told["url"] = f"{site}/api/v1{path.format(id=what.id, subject=entry.subject_id)}"
    return told
