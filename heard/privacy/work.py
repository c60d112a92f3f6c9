"""What the worker does for privacy: one piece of whatever is due, the wishes of people before the rounds."""

import time
from collections.abc import Callable

from django.utils import timezone

from heard.channels import outbox
from heard.files import doomed
from heard.lib.claim import State
from heard.privacy import cleaning, erase, retention
from heard.privacy.models import Erasure

PATIENCE = 60  # seconds in which nothing moves: a worker that holds it may be busy, or dead


def go_on() -> int:
    """Says whether there was anything to do."""
    return erase.go_on() or doomed.go_on() or retention.go_on() or cleaning.go_on()


def until_erased(row: Erasure, *, clean: bool, say: Callable[[str], None]) -> bool:
    """Does one erasure to its end, beside a worker if one runs; False when it could not be ended."""
    settled = _until(
        lambda: _is_settled(row) or _waits_long(row), lambda: outbox.deliver_next() or erase.go_on()
    )
    if _waits_long(row):
        say("The mail that tells them has not left yet. The worker sends it, and then removes their address.")
    if not settled or row.state != State.DONE:
        return False
    while doomed.go_on():
        pass
    say(f"Gone: {', '.join(f'{number} {what}' for what, number in sorted(row.went.items()))}.")
    if not clean:
        say("The database's own files are cleaned in the coming night.")
        return True
    say("Cleaning the database's own files. Others wait while they write.")
    cleaning.want(at_once=True)
    done = _until(lambda: Erasure.objects.exclude(clean_at=None).filter(pk=row.pk).exists(), cleaning.go_on)
    if done:
        say("Clean.")
    return done


def _is_settled(row: Erasure) -> bool:
    row.refresh_from_db()
    return row.state != State.WAITING


def _waits_long(row: Erasure) -> bool:
    """Whether only the mail is missing, and has been for a minute: a relay may be down for days."""
    if row.state != State.WAITING or row.farewell_at is None:
        return False
    return (timezone.now() - row.farewell_at).total_seconds() > PATIENCE


def _until(is_done: Callable[[], bool], go_on: Callable[[], int]) -> bool:
    idle_since = time.monotonic()
    while not is_done():
        if go_on():
            idle_since = time.monotonic()
        elif time.monotonic() - idle_since > PATIENCE:
            return False
        else:
            time.sleep(0.1)
    return True
