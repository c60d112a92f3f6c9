"""In which browsers was a customer signed in before? These get their mail however many strangers asked.

The browser holds it by itself, signed: a number of its own and a keyed hash for each address. It opens
nothing.
"""

import secrets
from datetime import timedelta

from django.core import signing
from django.utils.crypto import salted_hmac

LASTS = timedelta(days=365)  # since the last sign-in there
MOST = 5  # addresses in one browser; the one that was longest ago makes room
SALT = "heard.customers.known_browsers"


def with_one_more(held: str, address: str) -> str:
    """What the browser holds from now on: it signed in with this address, too."""
    number, marks = _read(held) or (secrets.token_hex(16), [])
    its = _mark(number, address)
    return signing.dumps([number, [its, *(each for each in marks if each != its)][:MOST]], salt=SALT)


def mark(held: str, address: str) -> str:
    """What stands for this browser and this address together; empty where it never signed in with it."""
    number, marks = _read(held) or ("", [])
    its = _mark(number, address)
    return its if its in marks else ""


def _read(held: str) -> tuple[str, list[str]] | None:
    try:
        number, marks = signing.loads(held, salt=SALT, max_age=LASTS) if held else ("", [])
    except signing.BadSignature:
        return None
    return (number, marks) if number else None


def _mark(number: str, address: str) -> str:
    return salted_hmac(SALT, f"{number} {address.strip().lower()}", algorithm="sha256").hexdigest()[:40]
