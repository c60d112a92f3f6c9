"""How long does retention hold up who writes? The longest transaction while 100,000 old tickets are emptied.

Everything is due at once, as on the first night after somebody chose a time. Measured from the moment the
writer's place is ours until the commit has ended, and in processor time, which depends less on other work.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import tests.environment  # noqa: F401 - a data folder of our own, before Django reads settings

TICKETS = 100_000
LONGEST = 0.1  # seconds


class Holds:
    """How long each transaction of this connection lasted, seconds."""

    def __init__(self, connection: Any) -> None:
        self.lasted: list[float] = []
        self.computed: list[float] = []  # the same in processor time, which a busy machine does not change
        self._began = self._computed = 0.0
        self._commit = connection._commit
        connection._commit = self.commit

    def execute(self, run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """BEGIN IMMEDIATE returns when nobody else writes any more."""
        answer = run(sql, *rest)
        if sql.startswith("BEGIN"):
            self._began, self._computed = time.perf_counter(), time.thread_time()
        return answer

    def commit(self) -> None:
        """Ends what began."""
        self._commit()
        self.lasted.append(time.perf_counter() - self._began)
        self.computed.append(time.thread_time() - self._computed)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench.retention")
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--seconds", type=float, default=7200, help="stop the rounds after this long")
    given = parser.parse_args(arguments)
    _prepare(given.tickets)
    longest, rest = _rounds(given.seconds)
    print(f"   the longest transaction: {longest * 1000:.0f} ms (at most {LONGEST * 1000:.0f}); {rest}")
    return int(longest > LONGEST)


def _prepare(count: int) -> None:
    """A desk with that many solved tickets, all long ago."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.settings")
    # Deferred: Django must be set up first.
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from heard.channels.models import Arrival, Outgoing
    from heard.demo import load
    from heard.privacy import retention
    from heard.privacy.models import Kept, Retention
    from heard.staff.models import Person
    from heard.tickets.models import Ticket

    call_command("migrate", verbosity=0)
    load.seed(count)
    long_ago = timezone.now() - timedelta(days=1000)
    Ticket.objects.update(status="solved", solved_at=long_ago, changed_at=long_ago, hold_until=None)
    Arrival.objects.update(kept_at=long_ago)
    Outgoing.objects.update(queued_at=long_ago)
    owner = Person.objects.order_by("pk")[0]
    for kind in Kept:
        retention.keep_for(kind, 365, by=owner)
    Retention.objects.update(due_at=timezone.now())


def _rounds(seconds: float) -> tuple[float, str]:
    """The longest hold in seconds, and the rest in words."""
    # Deferred: as above.
    from django.db import connection

    from heard.files import doomed
    from heard.privacy import retention
    from heard.privacy.models import Retention

    holds = Holds(connection)
    began = time.monotonic()
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(holds.execute))
        while time.monotonic() - began < seconds and (retention.go_on() or doomed.go_on()):
            pass
    lasted = sorted(holds.lasted)
    gone = {row.kind: row.removed for row in Retention.objects.all()}
    rare = lasted[-(len(lasted) // 1000) - 1]
    words = (
        f"{max(holds.computed) * 1000:.0f} ms computing at most; {len(lasted):,} transactions,"
        f" one in a thousand over {rare * 1000:.0f} ms, {time.monotonic() - began:.0f} s; gone: {gone}"
    )
    return lasted[-1], words


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
