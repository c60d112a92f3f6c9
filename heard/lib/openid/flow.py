"""The way there and back: the address that the browser is sent to, and the code that it brings, made a token.

OpenID Connect Core 1.0, 3.1, with PKCE (RFC 7636) and what RFC 9700 asks of clients.
"""

import base64
import hashlib
import secrets
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from heard.lib.http import BY_ITSELF, Way
from heard.lib.openid import discovery
from heard.lib.openid.discovery import Document
from heard.lib.openid.trouble import Trouble, Unusable

SCOPE = "openid email profile"
OURS_IS_WRONG = ("invalid_client", "unauthorized_client")


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are at the provider. Without a secret we are a public client, which PKCE alone protects."""

    number: str
    secret: str = field(repr=False)
    back: str  # the address that the browser comes back to


@dataclass(frozen=True, slots=True)
class Trip:
    """What only the browser that set out, and we, know of it: each 256 bits of chance."""

    state: str
    nonce: str
    verifier: str = field(repr=False)

    def kept(self) -> dict[str, str]:
        """For the session."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the code was worth: who it is, and a key to ask for more."""

    id_token: str = field(repr=False)
    access: str = field(default="", repr=False)


def new_trip() -> Trip:
    """A new one."""
    return Trip(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def address(document: Document, client: Client, trip: Trip) -> str:
    """Where the browser goes. Raises Unusable."""
    asks = {
        "response_type": "code",
        "client_id": client.number,
        "redirect_uri": client.back,
        "scope": SCOPE,
        "state": trip.state,
        "nonce": trip.nonce,
        "code_challenge": _challenge(trip.verifier),
        "code_challenge_method": "S256",
    }
    joint = "&" if "?" in document.authorization else "?"
    return discovery.usable(document.authorization) + joint + urlencode(asks)


def redeem(document: Document, client: Client, *, code: str, verifier: str, way: Way = BY_ITSELF) -> Tokens:
    """The tokens for `code`. Raises Unusable."""
    asks = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.back,
        "code_verifier": verifier,
    }
    shown, headers = _shown(document, client)
    body = urlencode(asks | shown).encode()
    answer = discovery.asked(document.token, headers, body=body, way=way)
    found = discovery.object_in(answer.body) or {}
    if answer.status != 200:
        raise _refusal(answer.status, found)
    token = found.get("id_token")
    if not isinstance(token, str):
        raise Unusable(Trouble.NO_TOKEN)
    return Tokens(token, str(found.get("access_token") or ""))


def is_known(document: Document, client: Client, *, way: Way = BY_ITSELF) -> bool | None:
    """Whether the provider takes our id and secret: shows a code that cannot be one. None: it does not say.

    Raises Unusable when it cannot be asked.
    """
    try:
        redeem(document, client, code=secrets.token_urlsafe(16), verifier=secrets.token_urlsafe(32), way=way)
    except Unusable as fault:
        if fault.trouble == Trouble.NOT_KNOWN:
            return False
        if fault.trouble == Trouble.CODE_REFUSED:
            return True if fault.detail == "invalid_grant" else None
        raise
    return None


def person(document: Document, tokens: Tokens, *, way: Way = BY_ITSELF) -> dict[str, Any]:
    """What else the provider says of the person; nothing where it cannot be asked. Raises Unusable."""
    if not document.person or not tokens.access:
        return {}
    headers = {"Authorization": f"Bearer {tokens.access}"}
    return discovery.told(discovery.asked(document.person, headers, way=way))


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _shown(document: Document, client: Client) -> tuple[dict[str, str], dict[str, str]]:
    """How we say who we are: fields of the form, and headers.

    In the form where the provider takes it there, since servers read a header's escapes differently.
    """
    if not client.secret:
        return {"client_id": client.number}, {}
    if "client_secret_post" in document.shown_by:
        return {"client_id": client.number, "client_secret": client.secret}, {}
    pair = f"{quote(client.number, safe='')}:{quote(client.secret, safe='')}"  # RFC 6749, 2.3.1
    return {}, {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode("ascii")}


def _refusal(status: int, found: dict[str, Any]) -> Unusable:
    """RFC 6749, 5.2. Only the code of the error is kept: its description may quote what we sent."""
    error = str(found.get("error") or f"HTTP {status}")[:60]
    ours = error in OURS_IS_WRONG or status == 401
    return Unusable(Trouble.NOT_KNOWN if ours else Trouble.CODE_REFUSED, error)
