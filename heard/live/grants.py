"""A page's permission to hear names: signed while it is rendered through access, checked without a database.

A grant is readable text, `viewer read_at name name …:signature`, so that the page's script can see
which names belong to which element.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from heard.live.names import checked

# A page left open longer must be rendered through access again; its script does that by itself.
MAX_AGE_SECONDS = 12 * 3600

MAX_NAMES = 200

# Longer than a page takes to be made: its grant says that it was read so much earlier than it was signed.
MAKING_SECONDS = 2

_SALT = "heard.live.grants"


class BadGrant(ValueError):
    """Forged, damaged, too old, or another viewer's."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a grant says: who may hear which names, and when (Unix seconds) the page read the database."""

    viewer: str
    read_at: float
    names: frozenset[str]


def grant(names: Iterable[str], viewer: str, *, read_at: float | None = None) -> str:
    """The grant for `viewer` (no blanks in it) to hear `names`, for the page's `data-live`.

    `read_at` is `time.time()` from before the page read the database: a change between then and the
    opening of the connection is told late rather than never. By default it is now.
    """
    told = list(dict.fromkeys(checked(name) for name in names))
    if not 1 <= len(told) <= MAX_NAMES:
        raise ValueError(f"a grant holds 1 to {MAX_NAMES} names, not {len(told)}")
    at = time.time() if read_at is None else read_at
    # Whole milliseconds, rounded down: rounded up, a change in that very moment would be missed.
    return _signer().sign(" ".join([checked(viewer), str(int(at * 1000)), *told]))


def read(text: str, viewer: str) -> Grant:
    """The grant in `text`; raises BadGrant unless it is ours, fresh and made for `viewer`."""
    try:
        owner, at, *names = _signer().unsign(text).split(" ")
    except BadSignature as error:
        raise BadGrant("the grant is not ours") from error
    if owner != viewer:
        raise BadGrant("the grant was made for somebody else")
    read_at = int(at) / 1000
    if time.time() - read_at > MAX_AGE_SECONDS:
        raise BadGrant("the grant is too old")
    return Grant(owner, read_at, frozenset(names))


def _signer() -> Signer:
    return Signer(salt=_SALT)
