"""A provider that keeps the rules, and breaks one of them where a test says so; a real server on loopback."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "heard-at-larkfield", "a secret: with / and %"


def key(name: str = "one", bits: int = 2048) -> rsa.RSAPrivateKey:
    """A key for signing, made once."""
    return _made(name, bits)


@cache
def _made(_name: str, bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def public(name: str = "one", bits: int = 2048) -> dict[str, Any]:
    """The same as others see it."""
    told: dict[str, Any] = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key(name, bits).public_key()))
    return {**told, "kid": name, "use": "sig", "alg": "RS256"}


@dataclass
class Provider:
    """What it says, and what it was asked."""

    issuer: str = ""
    document: dict[str, Any] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=lambda: [public()])
    claims: dict[str, Any] = field(default_factory=dict)  # of whoever signs in now; None takes one away
    sign: Callable[[dict[str, Any]], str] = field(
        default=lambda claims: jwt.encode(claims, key(), "RS256", headers={"kid": "one"})
    )
    more: dict[str, Any] = field(default_factory=dict)  # at userinfo
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    shown_in: str = "form"

    def agree(self, address: str, **instead: str) -> str:
        """What a person does there: signs in. The address that the browser is sent back to."""
        parts = urlsplit(address)
        asks = {name: found[0] for name, found in parse_qs(parts.query).items()} | instead
        assert asks["response_type"] == "code"
        assert asks["code_challenge_method"] == "S256"
        assert {len(asks[name]) for name in ("state", "nonce", "code_challenge")} == {43}
        code = secrets.token_urlsafe(12)
        self.codes[code] = asks
        return f"{asks['redirect_uri']}?{urlencode({'code': code, 'state': asks['state']})}"

    def told(self) -> dict[str, Any]:
        """The document of discovery."""
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/person",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        if self.shown_in == "form":
            usual["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
        return {name: value for name, value in (usual | self.document).items() if value is not None}

    def redeemed(self, asks: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        """The answer to a code."""
        if _client(asks, basic) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        meant = self.codes.pop(asks.get("code", ""), None)
        digest = hashlib.sha256(asks.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            meant is None
            or meant["code_challenge"] != challenge
            or meant["redirect_uri"] != asks["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "sub": "77", "iat": now, "exp": now + 300}
        claims = usual | {"nonce": meant["nonce"]} | self.claims
        token = self.sign({name: value for name, value in claims.items() if value is not None})
        return 200, {"access_token": "open", "token_type": "Bearer", "id_token": token}


def _client(asks: dict[str, str], basic: str) -> tuple[str, str]:
    if basic.startswith("Basic "):
        number, _sep, secret = base64.b64decode(basic[6:]).decode().partition(":")
        return unquote(number), unquote(secret)
    return asks.get("client_id", ""), asks.get("client_secret", "")


@contextmanager
def providing() -> Iterator[Provider]:
    """It, while it listens."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            person = provider.more if self.headers.get("Authorization") == "Bearer open" else {}
            answers = {
                "/.well-known/openid-configuration": provider.told(),
                "/keys": {"keys": provider.keys},
                "/person": person,
            }
            self._say(200 if self.path in answers else 404, answers.get(self.path, {}))

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asks = {name: found[0] for name, found in parse_qs(body).items()}
            self._say(*provider.redeemed(asks, self.headers.get("Authorization", "")))

        def _say(self, status: int, words: dict[str, Any]) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(words).encode())

        def log_message(self, *_said: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        try:
            yield provider
        finally:
            server.shutdown()
