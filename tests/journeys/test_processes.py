"""Starting and stopping: no process is left behind, and each end says with its exit code how it came."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator

import psutil
import pytest

from tests.journeys.desk import Desk, descendants, new_desk, wait_for, worker_of
from tests.journeys.post import Sender, letter

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with new_desk() as desk:
        yield desk.open()


def test_no_orphan_is_left_when_heard_up_is_killed(desk: Desk) -> None:
    up = desk.up()
    _read_something(desk)
    below = descendants(up)
    assert len(below) == 2  # the worker, and the child that reads mail
    up.kill()
    up.wait()
    wait_for(lambda: not _alive(below), "the worker and its reader to end", 10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("command", ["up", "web", "worker"])
def test_a_signal_ends_it_cleanly(desk: Desk, command: str, number: signal.Signals) -> None:
    said = len(desk.words())
    process = desk.start(command)
    wait_for(lambda: _works(desk, command), f"heard {command} to work", 20)
    below = descendants(process)
    began = time.monotonic()
    os.killpg(process.pid, number)  # a terminal tells the whole group
    assert process.wait(20) == 0
    assert time.monotonic() - began < 10
    assert not _alive(below)
    assert "Traceback" not in desk.words()[said:]


def test_a_signal_to_heard_up_alone_ends_the_worker_too(desk: Desk) -> None:
    up = desk.up()
    below = descendants(up)
    up.terminate()
    assert up.wait(20) == 0
    assert not _alive(below)


def _computed(seconds: float, process: "subprocess.Popen[bytes]") -> None:
    """Returns when a process has computed for so long. By the clock Python itself may not have begun."""
    one = psutil.Process(process.pid)
    wait_for(lambda: sum(one.cpu_times()[:2]) >= seconds, f"{seconds:g} s of work", 20)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_starting_ends_it(desk: Desk, number: signal.Signals) -> None:
    said = len(desk.words())
    for seconds in (0.12, 0.4, 0.7, 1.0):
        up = desk.start("up")
        _computed(seconds, up)
        below = descendants(up)
        os.killpg(up.pid, number)
        assert up.wait(20) in {0, 128 + number, -number}, desk.words()[said:]
        wait_for(lambda below=below: not _alive(below), "what it started to end", 10)
    assert "Traceback" not in desk.words()[said:]


@pytest.mark.long
def test_heard_up_makes_the_demo_company_first() -> None:
    with new_desk(HEARD_DEMO="1") as desk:
        desk.start("up", "--demo=small")
        desk.wait_healthy(120)
        assert desk.number("SELECT count(*) FROM tickets_ticket") > 0


def test_heard_up_starts_a_killed_worker_again(desk: Desk) -> None:
    up = desk.up()
    first = worker_of(up)
    assert first
    first.kill()
    wait_for(lambda: worker_of(up) not in {None, first} and desk.takes_mail(), "another worker", 15)
    Sender(desk.smtp_port).insist(letter(9_001))
    up.terminate()
    assert up.wait(20) == 0


def test_a_reader_whose_worker_was_killed_in_the_midst_of_a_mail_ends_without_a_word(desk: Desk) -> None:
    worker = desk.start("worker")
    wait_for(desk.takes_mail, "mail to be taken", 20)
    _read_something(desk)
    said = len(desk.words())
    readers = descendants(worker)
    for reader in readers:
        reader.suspend()
    Sender(desk.smtp_port).insist(letter(9_000))
    time.sleep(0.5)
    worker.kill()
    worker.wait()
    for reader in readers:
        reader.resume()
    wait_for(lambda: not _alive(readers), "the readers to end", 10)
    assert "Traceback" not in desk.words()[said:]


def _works(desk: Desk, command: str) -> bool:
    pages = command == "worker" or desk.status_of("/sign-in/") == 200
    return pages and (command == "web" or desk.takes_mail())


def _read_something(desk: Desk) -> None:
    before = desk.number("SELECT count(*) FROM tickets_message")
    Sender(desk.smtp_port).insist(letter(before))
    wait_for(lambda: desk.number("SELECT count(*) FROM tickets_message") > before, "the mail to be read", 20)


def _alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
