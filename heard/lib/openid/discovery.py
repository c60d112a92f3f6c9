"""Where does a provider take which question, and what are its keys? As it says itself (OIDC Discovery)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heard.lib import http
from heard.lib.http import BY_ITSELF, NOTHING, Answer, Bounds, NoAnswer, NotAsked, Way
from heard.lib.openid.trouble import Trouble, Unusable
from heard.lib.reach import OutOfBounds

AT = "/.well-known/openid-configuration"
NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
BOUNDS = Bounds(seconds=6.0, answer_bytes=512_000)  # somebody waits for the page; keys of large providers fit
Keys = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Document:
    """What a provider says of itself: where the browser goes, where we ask, and how it signs."""

    issuer: str
    authorization: str
    token: str
    keys: str
    person: str = ""  # userinfo, where a token holds no mail address
    shown_by: tuple[str, ...] = ("client_secret_basic",)  # how we show our secret; this one if unsaid
    signs_with: tuple[str, ...] = ("RS256",)


def discover(issuer: str, *, way: Way = BY_ITSELF) -> Document:
    """Asks the provider at `issuer`, an address. Raises Unusable.

    The document must name exactly the address that it was asked at (Discovery 1.0, 4.3), but for a slash at
    the end, which people leave away: what it says itself is then the issuer.
    """
    found = told(asked(issuer.rstrip("/") + AT, way=way))
    missing = [name for name in NEEDED if not isinstance(found.get(name), str) or not found[name]]
    if missing:
        raise Unusable(Trouble.LACKS, ", ".join(missing))
    if found["issuer"].rstrip("/") != issuer.rstrip("/"):
        raise Unusable(Trouble.OTHER_ISSUER, found["issuer"])
    types = found.get("response_types_supported")
    if isinstance(types, list) and "code" not in types:
        raise Unusable(Trouble.LACKS, "response_types_supported: code")
    for name in NEEDED:
        usable(found[name])
    return Document(
        found["issuer"],
        found["authorization_endpoint"],
        found["token_endpoint"],
        found["jwks_uri"],
        _word(found.get("userinfo_endpoint")),
        _words(found.get("token_endpoint_auth_methods_supported")) or ("client_secret_basic",),
        _words(found.get("id_token_signing_alg_values_supported")) or ("RS256",),
    )


def keys(document: Document, *, way: Way = BY_ITSELF) -> Keys:
    """The keys with which the provider signs now (RFC 7517). Raises Unusable."""
    found = told(asked(document.keys, way=way)).get("keys")
    if not isinstance(found, list) or not found:
        raise Unusable(Trouble.LACKS, "keys")
    return [one for one in found if isinstance(one, dict)]


def usable(url: str) -> str:
    """`url`, if it may be used: over https, unless HEARD_INSIDE lists its host. Raises Unusable."""
    try:
        parts = http.parsed(url)
    except NotAsked as fault:
        raise Unusable(Trouble.NO_ADDRESS, str(fault)) from None
    if parts.scheme != "https" and not http.is_listed(parts):
        raise Unusable(Trouble.OPEN_TO_ALL, parts.netloc)
    return url


def asked(
    url: str, headers: Mapping[str, str] = NOTHING, *, body: bytes | None = None, way: Way = BY_ITSELF
) -> Answer:
    """What `url` answers; with `body` it is posted as a form. Raises Unusable."""
    usable(url)
    sent = {"Accept": "application/json", **headers}
    try:
        if body is None:
            return http.get(url, sent, bounds=BOUNDS, way=way)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return http.post(url, body, sent | form, bounds=BOUNDS, way=way)
    except (NotAsked, NoAnswer) as fault:
        is_inside = isinstance(fault.__cause__, OutOfBounds)
        raise Unusable(Trouble.INSIDE if is_inside else Trouble.NO_ANSWER, str(fault)) from fault


def told(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer. Raises Unusable."""
    if answer.status != 200:
        raise Unusable(Trouble.NO_DOCUMENT, f"HTTP {answer.status}")
    found = object_in(answer.body)
    if found is None:
        raise Unusable(Trouble.NO_DOCUMENT, "no JSON object")
    return found


def object_in(body: bytes) -> dict[str, Any] | None:
    """The JSON object that these bytes are."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
