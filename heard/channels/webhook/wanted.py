"""Of which kinds of facts does anybody want to hear? Remembered for a moment: most desks have nobody."""

import threading
import time

from django.db import transaction

from heard.channels.webhook.models import Subscription

FRESH = 2.0  # seconds: so much later than its subscription may an address hear of the first fact


class _Remembered:
    """What was read last, and how long it is fresh; threads of one process share it."""

    def __init__(self) -> None:
        self._alone = threading.Lock()
        self._until = 0.0  # on the clock of time.monotonic()
        self._kinds: frozenset[str] | None = frozenset()  # None: somebody wants all

    def has(self, kind: str) -> bool:
        with self._alone:
            if time.monotonic() >= self._until:
                self._kinds = _read()
                self._until = time.monotonic() + FRESH
            return self._kinds is None or kind in self._kinds

    def forget(self) -> None:
        with self._alone:
            self._until = 0.0


def wants(kind: str) -> bool:
    """Whether anybody may want to hear of it."""
    return _remembered.has(kind)


def forget() -> None:
    """Asks again next time."""
    _remembered.forget()


def changed() -> None:
    """A subscription was changed: now for this transaction, and for the others when it is committed."""
    forget()
    transaction.on_commit(forget)


def _read() -> frozenset[str] | None:
    lists = list(Subscription.objects.filter(is_on=True).values_list("kinds", flat=True))
    if any(not kinds for kinds in lists):
        return None
    return frozenset(one for kinds in lists for one in kinds)


_remembered = _Remembered()
