"""Of which kinds of facts does anybody want to hear? Remembered for a moment: most desks have nobody."""

import threading
import time

from django.db import transaction

from heard.channels.webhook.models import Subscription

FRESH = 2.0  # seconds: so much later than its subscription may an address hear of the first fact

_alone = threading.Lock()
_until = 0.0
_kinds: frozenset[str] | None = frozenset()  # None: somebody wants all


def wants(kind: str) -> bool:
    """Whether anybody may want to hear of it."""
    global _until, _kinds  # noqa: PLW0603 - what this process remembers
    with _alone:
        if time.monotonic() >= _until:
            _kinds = _read()
            _until = time.monotonic() + FRESH
        return _kinds is None or kind in _kinds


def forget() -> None:
    """Asks again next time."""
    global _until  # noqa: PLW0603 - what this process remembers
    with _alone:
        _until = 0.0


def changed() -> None:
    """A subscription was changed: now for this transaction, and for the others when it is committed."""
    forget()
    transaction.on_commit(forget)


def _read() -> frozenset[str] | None:
    lists = list(Subscription.objects.filter(is_on=True).values_list("kinds", flat=True))
    if any(not kinds for kinds in lists):
        return None
    return frozenset(one for kinds in lists for one in kinds)
