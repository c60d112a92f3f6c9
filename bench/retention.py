"""How long does retention hold up who writes? The longest transaction while 100,000 old tickets are emptied.

Everything is due at once, as on the first night after somebody chose a time; one message in ten still has
its raw mail. Measured from the moment the writer's place is ours until the commit has ended, and in processor
time, which depends less on other work. HEARD_TEST_DATABASE=postgresql measures the other database.
"""

import argparse
import gc
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
MAILS, RAW_BYTES = 500, 8_000


class Holds:
    """How long each transaction of this connection lasted, seconds."""

    def __init__(self, connection: Any) -> None:
        self.lasted: list[float] = []
        self.computed: list[float] = []  # the same in processor time, which a busy machine does not change
        self._began = self._computed = 0.0
        self._commit, self._set_autocommit = connection._commit, connection._set_autocommit
        connection._commit, connection._set_autocommit = self.commit, self.set_autocommit

    def execute(self, run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """SQLite: BEGIN IMMEDIATE returns when nobody else writes any more."""
        answer = run(sql, *rest)
        if sql.startswith("BEGIN"):
            self._begin()
        return answer

    def set_autocommit(self, wanted: bool) -> None:
        """PostgreSQL: a transaction begins with its first statement, which is just behind."""
        self._set_autocommit(wanted)
        if not wanted:
            self._begin()

    def _begin(self) -> None:
        self._began, self._computed = time.perf_counter(), time.thread_time()

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
    _raw_mails(count)
    long_ago = timezone.now() - timedelta(days=1000)
    Ticket.objects.update(status="solved", solved_at=long_ago, changed_at=long_ago, hold_until=None)
    Arrival.objects.update(kept_at=long_ago)
    Outgoing.objects.update(queued_at=long_ago)
    owner = Person.objects.order_by("pk")[0]
    for kind in Kept:
        retention.keep_for(kind, 365, by=owner)
    Retention.objects.update(due_at=timezone.now())


def _raw_mails(count: int) -> None:
    """As much raw mail as there would be in the last months."""
    # Deferred: as above.
    from heard.channels.models import Arrival, Channel
    from heard.files import store
    from heard.lib.claim import State
    from heard.tickets.models import Message

    channel = Channel.objects.order_by("pk")[0]
    came = Message.objects.filter(direction="in", arrival=None).order_by("pk")
    for start in range(0, count // 10, MAILS):
        messages = list(came[: min(MAILS, count // 10 - start)])
        blobs = store.keep_many([b"%d\n" % message.pk + os.urandom(RAW_BYTES) for message in messages])
        arrivals = Arrival.objects.bulk_create(
            [
                Arrival(channel=channel, raw=blob, their_id=f"load-{blob.pk}", state=State.DONE)
                for blob in blobs
            ]
        )
        for message, arrival in zip(messages, arrivals, strict=True):
            message.arrival = arrival
        Message.objects.bulk_update(messages, ["arrival"])


def _rounds(seconds: float) -> tuple[float, str]:
    """The longest hold in seconds, and the rest in words."""
    # Deferred: as above.
    from django.db import connection

    from heard.files import doomed
    from heard.privacy import retention
    from heard.privacy.models import Retention

    holds = Holds(connection)
    gc.collect()
    gc.freeze()  # what seeding left in this process is not looked through again: a worker has none of it
    began = time.monotonic()
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(holds.execute))
        while time.monotonic() - began < seconds and (retention.go_on() or doomed.go_on()):
            pass
    lasted = sorted(holds.lasted)
    gone = {row.kind: row.removed for row in Retention.objects.all()}
    computed = sorted(holds.computed)
    words = (
        f"{_in(lasted, 0.99)} ms in 99 of 100; {_in(computed, 1)} ms computing at most,"
        f" {_in(computed, 0.99)} in 99 of 100; {len(lasted):,} transactions,"
        f" {time.monotonic() - began:.0f} s; gone: {gone}"
    )
    return lasted[-1], words


def _in(measured: list[float], share: float) -> int:
    """What this share of them stayed under, milliseconds; they are sorted."""
    return round(measured[min(len(measured) - 1, int(len(measured) * share))] * 1000)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
