"""Nothing lost, nothing twice: mails and answers go through while processes die by SIGKILL at any moment."""

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.journeys.desk import Desk, new_desk, wait_for, worker_of
from tests.journeys.post import Letter, Relay, Sender, letter, relay
from tests.journeys.visitor import Answerer, Person, Program

SEED = int(os.environ.get("HEARD_TEST_SEED") or time.time_ns() % 100_000)
SHARE = 3  # every third ticket is answered
LOST = ("Three workers stopped while taking it in.", "Its worker stopped three times while sending it.")


def some_and(many: int, *, quick: int) -> pytest.MarkDecorator:
    """`quick` letters in make test, `many` in make test-long."""
    marks = ((quick, pytest.mark.journey), (many, pytest.mark.long))
    return pytest.mark.parametrize("letters", [pytest.param(count, marks=mark) for count, mark in marks])


@some_and(1000, quick=100)
def test_the_whole_desk_is_killed_again_and_again(letters: int) -> None:
    print(f"HEARD_TEST_SEED={SEED}")
    with relay() as server, new_desk(HEARD_RELAY=f"smtp://127.0.0.1:{server.port}") as desk:
        desk.open()
        up = Kept(desk, "up")
        desk.wait_healthy()
        with _busy(desk, letters) as busy:
            kills = _storm(desk, busy, [up.kill, up.kill_worker, up.kill_all])
        up.calm()
        _everything_is_there(desk, server, busy, kills)
        up.process.send_signal(signal.SIGTERM)
        assert up.process.wait(30) == 0, desk.words()[-2000:]


@some_and(1000, quick=80)
def test_two_workers_share_the_work_and_one_is_killed_again_and_again(letters: int) -> None:
    print(f"HEARD_TEST_SEED={SEED}")
    with relay() as server, new_desk(HEARD_RELAY=f"smtp://127.0.0.1:{server.port}") as desk:
        desk.open()
        desk.start("web")
        desk.start("worker")  # it alone listens for mail
        other = Kept(desk, "worker", HEARD_SMTP="off")
        desk.wait_healthy()
        with _busy(desk, letters) as busy:
            kills = _storm(desk, busy, [other.kill])
        other.calm()
        _everything_is_there(desk, server, busy, kills)


class Kept:
    """A command that is started again whenever it has gone, as a supervisor does, and the ways to kill it."""

    rest = 0.0  # seconds from an end to the next start

    def __init__(self, desk: Desk, *command: str, **settings: str) -> None:
        self._desk, self._command, self._settings = desk, command, settings
        self._over = threading.Event()
        self.process = self._start()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def calm(self) -> None:
        """The killing is over: what runs now stays."""
        self._over.set()
        self._watcher.join()
        if self.process.poll() is not None:
            self.process = self._start()

    def kill(self) -> bool:
        """The process itself: of `heard up` the pages."""
        self.process.kill()
        self.process.wait()
        return True

    def kill_worker(self) -> bool:
        """The worker below `heard up`."""
        worker = worker_of(self.process)
        return bool(worker and _killed(worker))

    def kill_all(self) -> bool:
        """Every process at once, as when a machine is switched off."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        self.process.wait()
        return True

    def _start(self) -> "subprocess.Popen[bytes]":
        return self._desk.start(*self._command, **self._settings)

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            if self.process.poll() is not None:
                time.sleep(self.rest)
                self.process = self._start()


class Busy:
    """Customers who write and a program that answers, until all letters are taken."""

    def __init__(self, desk: Desk, count: int) -> None:
        self.letters = [letter(number) for number in range(count)]
        self.sender = Sender(desk.smtp_port)
        self.answerer = Answerer(Program(desk.http_port, desk.token()), SHARE)
        self._post = self.sender.bring(self.letters, per_second=max(5, count / 100))

    def is_over(self) -> bool:
        """Whether the last letter is taken."""
        return not self._post.is_alive()


@contextmanager
def _busy(desk: Desk, count: int) -> Iterator[Busy]:
    busy = Busy(desk, count)
    busy.answerer.start()
    yield busy
    assert len(busy.sender.taken) == count


def _storm(desk: Desk, busy: Busy, ways: list[Callable[[], bool]]) -> int:
    """Kills by a way and at a moment that chance chooses, now and then while starting; says how often."""
    chance = random.Random(SEED)
    kills = 0
    while not busy.is_over():
        if chance.random() < 0.8:
            wait_for(desk.takes_mail, "mail to be taken again", 20)
        time.sleep(chance.uniform(0.1, 3.0))
        kills += chance.choice(ways)()
    print(f"{kills} kills")
    return kills


def _killed(process: psutil.Process) -> bool:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return False
    return True


def _everything_is_there(desk: Desk, server: Relay, busy: Busy, kills: int) -> None:
    """In peace now: the rest is worked off, then every letter and every answer is counted."""
    desk.wait_healthy()
    wait_for(lambda: not desk.rows(_FIRST_WAITING_ARRIVAL), "all arrivals to be taken in", 90)
    pressed = _press_try_again(desk)
    busy.answerer.enough.set()
    busy.answerer.join(60)
    assert not busy.answerer.is_alive()
    wait_for(desk.settled, "all work to be done", 90)
    pressed += _press_try_again(desk)
    wait_for(desk.settled, "all work to be done", 30)
    print(f"{pressed} rows met a kill three times in a row and were tried again by hand")
    _letters_are_messages(desk, busy.letters)
    _answers_left(desk, server, busy, kills)


_FIRST_WAITING_ARRIVAL = "SELECT 1 FROM channels_arrival WHERE state = 'waiting' LIMIT 1"


def _press_try_again(desk: Desk) -> int:
    """A row that met three kills in a row is set aside in plain sight: the owner presses "try again"."""
    queues = {"arrivals": "channels_arrival", "outgoing": "channels_outgoing"}
    failed = [
        (queue, *row)
        for queue, table in queues.items()
        for row in desk.rows(f"SELECT id, error FROM {table} WHERE state = 'failed'")
    ]
    assert [error for _queue, _number, error in failed if error not in LOST] == []
    if failed:
        owner = Person(desk.http_port).sign_in()
        for queue, number, _error in failed:
            owner.try_again(queue, number)
    return len(failed)


def _letters_are_messages(desk: Desk, letters: list[Letter]) -> None:
    came = desk.rows("SELECT message_id, text FROM tickets_message WHERE direction = 'in' ORDER BY id")
    assert sorted(came) == sorted(
        (one.message_id, f"My clock number {number} runs late.") for number, one in enumerate(letters)
    )
    assert desk.number("SELECT count(*) FROM tickets_ticket") == len(letters)
    assert desk.number("SELECT count(*) FROM customers_customer") == len(letters)
    states = dict(desk.rows("SELECT state, count(*) FROM channels_arrival GROUP BY state"))
    assert states.get("done") == len(letters)  # the ledger's sides: each arrival is a message …
    assert states.keys() <= {"done", "set_aside"}
    reasons = desk.rows("SELECT DISTINCT aside FROM channels_arrival WHERE state = 'set_aside'")
    assert reasons in ([], [("seen_before",)])  # … or the same mail once more
    kinds = dict(desk.rows("SELECT kind, count(*) FROM timeline_entry GROUP BY kind"))
    assert kinds["message.received"] == kinds["ticket.opened"] == len(letters)
    assert desk.rows("SELECT id FROM reactions_reaction WHERE state <> 'done'") == []
    found = desk.number("SELECT count(*) FROM search_doc")
    assert found == len(letters) + desk.number(_ANSWERS)


_ANSWERS = "SELECT count(*) FROM tickets_message WHERE direction = 'out'"


def _answers_left(desk: Desk, server: Relay, busy: Busy, kills: int) -> None:
    sent = desk.rows(
        "SELECT message_id, possibly_repeated, delivery, id FROM tickets_message WHERE direction = 'out'"
    )
    answered = desk.number("SELECT count(DISTINCT ticket_id) FROM tickets_message WHERE direction = 'out'")
    assert answered == desk.number(f"SELECT count(*) FROM tickets_ticket WHERE number % {SHARE} = 0")
    assert {number for _name, _twice, _delivery, number in sent} >= set(busy.answerer.accepted)
    assert {delivery for _name, _twice, delivery, _number in sent} == {"sent"}
    copies = server.seen()
    assert sorted(copies) == sorted(name for name, _twice, _delivery, _number in sent)
    repeats = sum(copies.values()) - len(copies)
    marked = {name for name, twice, _delivery, _number in sent if twice}
    assert {name for name, count in copies.items() if count > 1} <= marked
    assert repeats <= kills
    assert len(marked) <= kills
    print(f"{len(sent)} answers left, {repeats} of them twice, {len(marked)} marked as possibly repeated")
