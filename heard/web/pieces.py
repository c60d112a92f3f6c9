"""HTML that was made once and is shown again: by all that it was made of, so that it is never behind."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from django.utils import timezone
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

TOKEN = secrets.token_hex(16)  # stands in a piece where the reader's CSRF token comes

Manner = tuple[str | None, str, int]


def manner() -> Manner:
    """How everything is said to this reader: language, time zone, and the year that dates need not name."""
    return get_language(), get_current_timezone_name(), timezone.localdate().year


class Pieces:
    """At most so many of them in a process; those asked for longest ago are forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: OrderedDict[tuple[Any, ...], str] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple[Any, ...], make: Callable[[], str]) -> str:
        """What `make` gave for this key: all that it depends on, `manner` included."""
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._made[key] = made
            if len(self._made) > self._most:
                self._made.popitem(last=False)
        return made

    def __len__(self) -> int:
        return len(self._made)

    def forget(self) -> None:
        """For measuring how long everything takes anew."""
        with self._lock:
            self._made.clear()
