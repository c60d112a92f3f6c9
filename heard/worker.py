"""The loops: take in arrivals · run reactions · deliver outgoing · tick the clock · mailboxes · SMTP."""

import logging
import random
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone

from heard.alerts import digest
from heard.channels import arrivals, outbox
from heard.channels.email import reader, rounds
from heard.channels.email.imap.models import ImapAccount
from heard.channels.email.imap.watch import Mailboxes
from heard.channels.email.listen import Listener
from heard.channels.email.reader import ReaderDied
from heard.channels.models import Arrival, Outgoing
from heard.channels.registry import KINDS
from heard.channels.webhook import deliver as webhooks
from heard.channels.webhook.models import Delivery
from heard.customers import sign_in
from heard.files import store
from heard.lib import claim, heartbeat, rates
from heard.lib.claim import LeaseLost
from heard.lib.lives import Life
from heard.live import names
from heard.privacy import work as privacy
from heard.privacy.models import Cleaning, Erasure, Retention
from heard.reactions import run as reactions
from heard.reactions.models import Reaction
from heard.staff import repeats
from heard.tickets import closing, escalation_rules, handover, hearing, intake, organise, replies, tag_changes
from heard.tickets.models import TagChange
from heard.timeline import feed

log = logging.getLogger(__name__)
NAP = 0.2  # seconds between two looks at an empty queue
BREATH = 0.001  # SQLite hands its lock to whoever asks first: let the pages ask
ARRIVALS_AT_ONCE = 10
AWAY = (OperationalError, InterfaceError)  # faults of the database, not of a row
UNREADABLE = "Heard does not understand this mail. It is kept as it came: read it there, and answer by hand."
STUCK_SECONDS = 240  # longer than the slowest single turn, a delivery to a relay that says nothing


@dataclass(frozen=True, slots=True)
class Loop:
    """One thing done over and over; `once` says how much it found to do. `only_on`: with this database."""

    name: str
    once: Callable[[], int]
    nap: float = NAP
    only_on: str = ""


def take_in_arrivals() -> int:
    """Takes in the arrivals that are due, each for itself."""
    claimed = arrivals.claim_next(ARRIVALS_AT_ONCE)
    for place, arrival in enumerate(claimed):
        try:
            _take_in(arrival)
        except AWAY as outage:  # the loop waits, and the rest was not tried
            with suppress(DatabaseError, LeaseLost):
                arrivals.postponed(arrival, str(outage))
                for untried in claimed[place + 1 :]:
                    arrivals.give_back(untried)
            raise
    return len(claimed)


def _take_in(arrival: Arrival) -> None:
    try:
        if claim.lost_too_often(arrival):
            arrivals.failed(arrival, "Three workers stopped while taking it in.", lasting=True)
            return
        inbound = KINDS[arrival.channel.kind].read(store.content(arrival.raw))
        if "unreadable" in inbound.problems:
            arrivals.failed(arrival, UNREADABLE, lasting=True)
            return
        intake.take_in(arrival, inbound)
    except LeaseLost:
        log.info("Arrival %s was taken over by another worker.", arrival.pk)
    except ReaderDied as death:
        arrivals.failed(arrival, str(death), lasting=arrival.attempts >= claim.LOST_LIMIT)
    except AWAY:
        raise
    except OSError as fault:  # the disk, not the mail
        log.warning("Arrival %s waits: %s", arrival.pk, fault)
        arrivals.postponed(arrival, str(fault))
    except Exception as fault:
        log.exception("Arrival %s cannot be taken in.", arrival.pk)
        arrivals.failed(arrival, f"{type(fault).__name__}: {fault}"[:2000], lasting=False)


def deliver() -> int:
    """Releases replies whose wait is over, and hands one mail to its relay."""
    released = 0
    for number in replies.ready(timezone.now()).order_by("release_at").values_list("pk", flat=True)[:20]:
        released += _release(number)
    return released + outbox.deliver_next()


def _release(number: int) -> bool:
    try:
        return replies.release(number)
    except AWAY:
        raise
    except Exception as fault:  # one reply with a fault must not stand before all others
        log.exception("Message %s cannot be released.", number)
        return replies.hold(number, f"{type(fault).__name__}: {fault}"[:2000])


def tidy() -> int:
    """Forgets what was kept for a day (or, of webhooks, a month); says how much there was."""
    feed.renew()
    return repeats.forget() + webhooks.tidy()


LOOPS = (
    Loop("arrivals", take_in_arrivals),
    Loop("more-arrivals", take_in_arrivals, only_on="postgresql"),  # reads while the other waits for answers
    Loop("reactions", reactions.run_next),
    Loop("outgoing", deliver),
    Loop("holds", lambda: organise.wake(timezone.now()), nap=5.0),
    Loop("closing", lambda: closing.sweep(timezone.now()), nap=20.0),
    Loop("escalations", lambda: escalation_rules.sweep(timezone.now()), nap=20.0),
    Loop("notices", lambda: digest.go(hearing.lines), nap=15.0),
    Loop("webhooks", webhooks.deliver_next, nap=1.0),
    Loop("tags", tag_changes.go_on, nap=2.0),
    Loop("handovers", handover.go_on, nap=20.0),
    Loop("privacy", privacy.go_on, nap=5.0),
    Loop("tidying", tidy, nap=60.0),
    Loop("rounds", rounds.go, nap=60.0),
)

CLAIMED = (Arrival, Reaction, Outgoing, ImapAccount, TagChange, Delivery, Erasure, Retention, Cleaning)


# After each answer of a database a loop must win Python's lock back, and waits up to this long for it while
# another loop computes. Python's own is 5 ms.
sys.setswitchinterval(0.001)


class Worker:
    """All loops, each in a thread, and the listener; until told to stop."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._clock = Loop("clock", self._tick, nap=heartbeat.EVERY.total_seconds())
        self._mailboxes = Mailboxes()
        looks = Loop("mailboxes", self._mailboxes.look, nap=1.0)
        self._last_turn: dict[str, float] = {}
        self._threads = [
            threading.Thread(target=self._repeat, args=(loop,), name=loop.name)
            for loop in (*LOOPS, looks, self._clock)
            if loop.only_on in {"", connection.vendor}
        ]
        self._listener = Listener(settings.SMTP) if settings.SMTP else None
        self._life = Life(settings.HOME / "workers")

    def start(self) -> None:
        """Begins. Raises OSError when the SMTP address is taken."""
        if self._listener:
            self._listener.start()
        try:
            self._life.begin()
        except OSError as fault:
            log.warning("If this worker is killed, what it holds waits for its lease: %s", fault)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Takes no more mail, lets each loop finish what it holds, and returns when all have ended."""
        self.stopping.set()
        if self._listener:
            self._listener.stop()
        for thread in self._threads:
            thread.join()
        self._mailboxes.stop()
        reader.stop_all()
        self._life.end()

    def _tick(self) -> int:
        """By the clock: what dead workers held is due again, signs of life of the loops that turn, and
        forgetting what no page needs any more."""
        with self._life.ended() as dead:
            for owner in dead:
                log.warning("A worker was killed: what it held is taken up again.")
                for table in CLAIMED:
                    claim.hand_back(table.objects.all(), owner)
        now = time.monotonic()
        heartbeat.beat(name for name, last in self._last_turn.items() if now - last < STUCK_SECONDS)
        names.prune()
        rates.prune()
        sign_in.prune()
        return 0

    def _repeat(self, loop: Loop) -> None:
        faults = 0
        self._last_turn[loop.name] = time.monotonic()
        while not self.stopping.is_set():
            try:
                found = loop.once()
                faults = 0
                self._last_turn[loop.name] = time.monotonic()
            except Exception as fault:
                faults += 1
                log.error("The loop %s stumbled and goes on: %s", loop.name, fault, exc_info=faults == 1)
                close_old_connections()
                self.stopping.wait(min(0.5 * 2 ** min(faults, 5), 10) * random.uniform(0.5, 1))  # noqa: S311
                continue
            if found:
                time.sleep(BREATH)
            else:
                self.stopping.wait(loop.nap)
        connection.close()
