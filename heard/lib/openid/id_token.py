"""Is this what the provider said, to us, now, and about this sign-in? Nothing of a token counts before.

OpenID Connect Core 1.0, 3.1.3.7, and RFC 8725. The signature is checked although the token came over a line
of our own: then neither a lax proxy nor a listed address without https can write one.
"""

import hmac
from dataclasses import dataclass
from typing import Any

import jwt

from heard.lib.openid.discovery import Keys
from heard.lib.openid.trouble import Trouble, Unusable

# Only signatures that a public key proves: `none` is no signature, and HS… would take our secret as a key.
SIGNED = {
    "RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
    "ES256": "EC", "ES384": "EC", "ES512": "EC", "EdDSA": "OKP",
}  # fmt: skip
NEEDED = ["iss", "sub", "aud", "exp", "iat"]
LEEWAY = 60.0  # seconds by which two clocks may differ


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token must say: who made it, for whom, for which sign-in, and how it may be signed."""

    issuer: str
    audience: str
    nonce: str
    signs_with: tuple[str, ...]


class UnknownKey(Unusable):
    """Signed with a key that is not among those we have: perhaps the provider has new ones."""

    def __init__(self) -> None:
        super().__init__(Trouble.TOKEN_WRONG, "signed with an unknown key")


def read(token: str, keys: Keys, expected: Expected) -> dict[str, Any]:
    """The claims of `token`. Raises Unusable, as UnknownKey where other keys may help."""
    try:
        algorithm, key = _key(token, keys, expected.signs_with)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=expected.audience,
            issuer=expected.issuer,
            leeway=LEEWAY,
            options={"require": NEEDED, "enforce_minimum_key_length": True},
        )
    except jwt.PyJWTError as fault:
        raise Unusable(Trouble.TOKEN_WRONG, type(fault).__name__) from fault
    _check_party(claims, expected.audience)
    _check_nonce(claims, expected.nonce)
    subject = claims["sub"]
    if not subject or len(subject) > 255 or not (subject.isascii() and subject.isprintable()):  # Core, 2
        raise Unusable(Trouble.TOKEN_WRONG, "sub")
    return claims


def _key(token: str, keys: Keys, signs_with: tuple[str, ...]) -> tuple[str, jwt.PyJWK]:
    """How it is signed, and the one key that fits."""
    header = jwt.get_unverified_header(token)
    algorithm, kid = str(header.get("alg")), header.get("kid")
    if algorithm not in SIGNED or algorithm not in signs_with:
        raise Unusable(Trouble.TOKEN_WRONG, "alg")
    fitting = [
        one
        for one in keys
        if one.get("kty") == SIGNED[algorithm]
        and one.get("use", "sig") == "sig"
        and one.get("alg", algorithm) == algorithm
        and (kid is None or one.get("kid") == kid)
    ]
    if len(fitting) != 1:
        raise UnknownKey
    return algorithm, jwt.PyJWK.from_dict(fitting[0], algorithm=algorithm)


def _check_party(claims: dict[str, Any], audience: str) -> None:
    """Made for others, too, it must say that we asked for it (Core, 3.1.3.7, 4 and 5)."""
    others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (others or "azp" in claims) and claims.get("azp") != audience:
        raise Unusable(Trouble.TOKEN_WRONG, "azp")


def _check_nonce(claims: dict[str, Any], nonce: str) -> None:
    found = claims.get("nonce")
    if not isinstance(found, str) or not hmac.compare_digest(found.encode(), nonce.encode()):
        raise Unusable(Trouble.TOKEN_WRONG, "nonce")
