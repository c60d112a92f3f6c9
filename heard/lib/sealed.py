"""Secrets that the database may hold: encrypted with a key that only the data folder knows."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """The secret was sealed with another key: the database and `secret_key` are not from the same desk."""


def seal(words: str) -> str:
    """`words` encrypted and signed, as ASCII."""
    return _fernet().encrypt(words.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """What was sealed. Raises Unreadable when the key is not the one that sealed it."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable(
            "A stored password cannot be read: the file secret_key in the data folder is not the one it was"
            " kept with. Bring that file back from the backup, or type the password again."
        ) from None


def _fernet() -> Fernet:
    """A key of its own for this purpose, so that nothing else signed with the same file can be used on it."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"heard sealed secrets 1")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
