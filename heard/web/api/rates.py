"""How often may a token ask? A bucket each that fills again evenly; each web process counts for itself."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

SECONDS = 60
FORGET_AT = 10_000  # buckets; full ones say nothing and are dropped


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left now, and in how many seconds all of it is back (or the next call, when nothing is)."""

    granted: bool
    left: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """The fields of draft-ietf-httpapi-ratelimit-headers-10, and Retry-After (RFC 9110 10.2.3)."""
        told = {
            "RateLimit-Policy": f'"calls";q={settings.API_CALLS};w={SECONDS}',
            "RateLimit": f'"calls";r={self.left};t={self.seconds}',
        }
        return told if self.granted else told | {"Retry-After": str(self.seconds)}


class Buckets:
    """When each token's bucket will be full again, in seconds of `clock`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._full_at: dict[int, float] = {}
        self._alone = threading.Lock()

    def take(self, token: int) -> Allowance:
        """One call of the token's, if its bucket is not empty."""
        most, now = settings.API_CALLS, self._clock()
        each = SECONDS / most
        with self._alone:
            full_at = max(self._full_at.get(token, now), now)
            wait = full_at + each - (now + SECONDS)
            if wait > 1e-9:
                return Allowance(False, 0, int(wait) + 1)
            self._full_at[token] = full_at = full_at + each
            if len(self._full_at) > FORGET_AT:
                self._full_at = {one: at for one, at in self._full_at.items() if at > now}
        missing = full_at - now
        return Allowance(True, max(int((SECONDS - missing) / each + 1e-9), 0), int(missing) + 1)

    def forget(self) -> None:
        """All buckets are full again."""
        with self._alone:
            self._full_at.clear()


buckets = Buckets()
