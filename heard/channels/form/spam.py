"""Is it a person who fills in the form? Told without asking anybody outside.

Four things hold machines back: a field that only they fill in; a signed token that says when the page was
made; work that a browser does beside the typing, some hundred milliseconds of it; and how often a network may
send.
Whoever has no script takes the slower way: the page must be some seconds old, and fewer go through from one
network. Nobody is turned away silently: a page that refuses says why and keeps the words.
"""

import hashlib
import time
import uuid
from datetime import timedelta
from enum import Enum

from django.core import signing

from heard.lib import rates

SALT = "heard.channels.form"
BITS = 17  # of zeros: about 130,000 hashes, a third of a second on a telephone of 2020
LASTS = 12 * 3600  # seconds that a page may stay open
AT_LEAST = 2  # seconds that nobody types faster than, with proof
SLOWLY = 8  # and without
AN_HOUR = timedelta(hours=1)
MOST_PROVEN, MOST_PLAIN = 20, 6  # from one network in an hour
MOST_OF_SITE = 300  # by one token of a website in an hour: what a stolen one can do before it is noticed


class Verdict(Enum):
    """What became of the check."""

    FINE = "fine"
    TRAPPED = "trapped"
    STALE = "stale"
    TOO_SOON = "too_soon"
    TOO_MANY = "too_many"


def token() -> str:
    """What a fresh page carries: a name of its own, and when it was made."""
    return signing.dumps([uuid.uuid4().hex, time.time()], salt=SALT)


def key_of(token: str) -> uuid.UUID | None:
    """The name in a token; None for one that is not ours or is too old."""
    opened = _opened(token)
    return uuid.UUID(opened[0]) if opened else None


def judge(token: str, *, proof: str, trap: str, network: str) -> Verdict:
    """Whether what came with these may go in. `network` is the block of addresses it came from."""
    opened = _opened(token)
    if trap:
        return Verdict.TRAPPED
    if opened is None:
        return Verdict.STALE
    proven = is_proof(token, proof)
    if time.time() - opened[1] < (AT_LEAST if proven else SLOWLY):
        return Verdict.TOO_SOON
    what, most = ("form", MOST_PROVEN) if proven else ("form without proof", MOST_PLAIN)
    return Verdict.FINE if rates.allowed(what, network, most=most, within=AN_HOUR) else Verdict.TOO_MANY


def judge_of_site(token: str, *, proof: str, trap: str, network: str, site: str) -> Verdict:
    """The same for what a website's own server passes on: it says from which network its visitor came, and
    whether its page had a `token` of ours (then time and proof count as on ours; empty: as without proof)."""
    if not rates.allowed("form of a site", site, most=MOST_OF_SITE, within=AN_HOUR):
        return Verdict.TOO_MANY
    if token or trap:
        return judge(token, proof=proof, trap=trap, network=network)
    plain = rates.allowed("form without proof", network, most=MOST_PLAIN, within=AN_HOUR)
    return Verdict.FINE if plain else Verdict.TOO_MANY


def is_proof(token: str, proof: str) -> bool:
    """Whether the SHA-256 of token and proof begins with BITS zeros."""
    if not proof.isdecimal() or len(proof) > 12:
        return False
    digest = hashlib.sha256(f"{token}:{proof}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0


def _opened(token: str) -> tuple[str, float] | None:
    try:
        name, made_at = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError):
        return None
    return str(name), float(made_at)
