"""A key stick made of software: it makes one key and signs what it is asked to (WebAuthn level 2)."""

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class Stick:
    """Holds one key for `host`; answers as a browser at `origin` would."""

    def __init__(self, host: str = "localhost", origin: str = "http://localhost") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.number = secrets.token_bytes(16)
        self.host, self.origin = host, origin

    def makes(self, options: dict[str, Any]) -> str:
        """The credential for a form, of `navigator.credentials.create`."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        about = bytes(16) + struct.pack(">H", len(self.number)) + self.number + public
        data = self._data(PRESENT | VERIFIED | WITH_KEY) + about
        said = self._said("webauthn.create", options)
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._written({"clientDataJSON": _text(said), "attestationObject": _text(attested)})

    def shows(self, options: dict[str, Any]) -> str:
        """The credential for a form, of `navigator.credentials.get`."""
        data, said = self._data(PRESENT | VERIFIED), self._said("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": said, "authenticatorData": data, "signature": signature}
        return self._written({name: _text(part) for name, part in parts.items()})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, 1)

    def _said(self, what: str, options: dict[str, Any]) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": what, "challenge": challenge, "origin": self.origin}).encode()

    def _written(self, response: dict[str, str]) -> str:
        number = _text(self.number)
        whole = {"id": number, "rawId": number, "type": "public-key", "clientExtensionResults": {}}
        return json.dumps(whole | {"response": response})
