"""A fresh access token from a refresh token (RFC 6749 section 6)."""

import json
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from heard.channels.email.imap.connect import Failed
from heard.channels.email.imap.models import Trouble
from heard.lib import http
from heard.lib.reach import OutOfBounds

BOUNDS = http.Bounds(seconds=20.0)
HEADERS = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
EARLY = timedelta(seconds=90)  # a token is not used in its last moments: clocks differ


@dataclass(frozen=True, slots=True)
class Grant:
    """What the token server gave. `refresh_token` is the one to use from now on, `refresh_ends_at` its end
    where the server says so."""

    access_token: str
    until: datetime
    refresh_token: str
    refresh_ends_at: datetime | None


def is_safe(url: str) -> bool:
    """Whether a secret may be sent there: https, or this machine."""
    parts = urllib.parse.urlsplit(url)
    host = parts.hostname or ""
    loopback = host in {"localhost", "::1"} or host.startswith("127.")
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and loopback))


def refresh(url: str, *, client_id: str, client_secret: str, refresh_token: str) -> Grant:
    """A new access token. Raises Failed: TOKEN when the server refuses, UNREACHABLE when it is not there."""
    fields = {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": client_id}
    if client_secret:
        fields["client_secret"] = client_secret
    answer = _post(url, fields)
    access = answer.get("access_token")
    if not isinstance(access, str) or not access.isascii() or not access.isprintable():
        raise Failed(Trouble.TOKEN, "The answer holds no access token.")
    ends_in = _seconds(answer, "refresh_token_expires_in") or _seconds(answer, "refresh_expires_in")
    now = timezone.now()
    return Grant(
        access_token=access,
        until=now + timedelta(seconds=_seconds(answer, "expires_in") or 3600) - EARLY,
        refresh_token=str(answer.get("refresh_token") or refresh_token),
        refresh_ends_at=now + timedelta(seconds=ends_in) if ends_in else None,
    )


def _post(url: str, fields: Mapping[str, str]) -> dict[str, Any]:
    if not is_safe(url):
        raise Failed(Trouble.TOKEN, "The token server needs an address that begins with https://.")
    try:
        answer = http.post(url, urllib.parse.urlencode(fields).encode(), HEADERS, bounds=BOUNDS)
    except OSError as fault:
        inside = isinstance(fault.__cause__, OutOfBounds)
        trouble = Trouble.INSIDE if inside else Trouble.UNREACHABLE
        raise Failed(trouble, f"The token server does not answer: {fault}") from None
    if not 200 <= answer.status < 300:
        said = answer.body[:500].decode("utf-8", "replace")
        raise Failed(Trouble.TOKEN if answer.status < 500 else Trouble.UNREACHABLE, f"{answer.status} {said}")
    try:
        found = json.loads(answer.body)
    except ValueError as fault:
        raise Failed(Trouble.TOKEN, f"The answer is not JSON: {fault}") from None
    if not isinstance(found, dict):
        raise Failed(Trouble.TOKEN, "The answer is not a JSON object.")
    return found


def _seconds(answer: Mapping[str, Any], name: str) -> int:
    try:
        return max(0, min(int(answer.get(name) or 0), 10 * 365 * 86_400))
    except (TypeError, ValueError):
        return 0
