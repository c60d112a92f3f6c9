"""Whose death is certain: a process that is gone, never one that lives or only hangs."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from heard.lib import lives
from heard.lib.lives import Life

LIVE = """
import sys, time
from pathlib import Path
from heard.lib import lives
life = lives.Life(Path(sys.argv[1]))
life.begin()
print(lives.OURS.hex(), flush=True)
sys.stdin.read()
life.end()
"""


@contextmanager
def another(folder: Path) -> Iterator[tuple["subprocess.Popen[str]", bytes]]:
    """A process that lives, and its name."""
    process = subprocess.Popen(
        [sys.executable, "-c", LIVE, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout
        yield process, bytes.fromhex(process.stdout.readline())
        process.kill()


def found(folder: Path) -> list[bytes]:
    with Life(folder).ended() as dead:
        return dead


def test_a_killed_process_is_dead_and_is_told_once(tmp_path: Path) -> None:
    with another(tmp_path) as (process, name):
        process.kill()
        process.wait()
        assert found(tmp_path) == [name]
        assert found(tmp_path) == []


def test_a_process_that_hangs_is_not_dead(tmp_path: Path) -> None:
    with another(tmp_path) as (process, _name):
        process.send_signal(signal.SIGSTOP)
        assert found(tmp_path) == []


def test_a_process_that_ended_well_leaves_nothing(tmp_path: Path) -> None:
    with another(tmp_path) as (process, _name):
        process.communicate("")
        assert found(tmp_path) == []
        assert list(tmp_path.iterdir()) == []


def test_one_does_not_take_itself_for_dead(tmp_path: Path) -> None:
    mine = Life(tmp_path)
    mine.begin()
    with mine.ended() as dead:
        assert dead == []
    mine.end()


def test_what_failed_for_the_dead_is_done_again(tmp_path: Path) -> None:
    with another(tmp_path) as (process, name):
        process.kill()
        process.wait()
        with suppress(ValueError), Life(tmp_path).ended():
            raise ValueError("the database is away")
        assert found(tmp_path) == [name]


def test_another_machine_is_none_of_our_business(tmp_path: Path) -> None:
    (tmp_path / f"elsewhere-{'0' * 16}").touch()
    assert found(tmp_path) == []


def test_each_process_has_a_name_of_its_own(tmp_path: Path) -> None:
    with another(tmp_path) as (_first, one), another(tmp_path) as (_second, two):
        assert len({one, two, lives.OURS}) == 3
