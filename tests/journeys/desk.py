"""A real desk to try things on: own data folder, own database, own loopback ports, own processes."""

import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.environment import POSTGRESQL, SHARED, made_once

ROOT = Path(__file__).parents[2]
COMPANY, MAILBOX = "Oakhollow Clocks", "help@oakhollow.example"
OWNER, PASSWORD = "nell@oakhollow.example", "brass-pendulum-41"
START_SECONDS = 40.0

_OPEN = f"""
import django
django.setup()
from heard.channels.email import mailboxes
from heard.staff import desk
mailboxes.open_mailbox({MAILBOX!r}, name={COMPANY!r})
desk.open_desk({COMPANY!r}, owner_name="Nell Ashby", email={OWNER!r}, password={PASSWORD!r})
"""


class Desk:
    """One installation. Whatever it started is gone when the test has ended, however it ended."""

    def __init__(
        self, home: Path, database_url: str, log: Path, *, is_plain: bool = False, **settings: str
    ) -> None:
        self._is_plain = is_plain  # own folder and database as all have them
        self.home = home
        self.log = log
        self.database_url = database_url
        self.http_port, self.smtp_port = free_port(), free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HEARD_")},
            "DJANGO_SETTINGS_MODULE": "heard.settings",
            "HEARD_HOME": str(home),
            "HEARD_HTTP": f"127.0.0.1:{self.http_port}",
            "HEARD_SMTP": f"127.0.0.1:{self.smtp_port}",
            "HEARD_DATABASE_URL": database_url,
            "HEARD_UNDO_SECONDS": "0",
            "HEARD_LOG": "warning",
            "HEARD_INSIDE": "localhost",
            **settings,
        }
        self._processes: list[subprocess.Popen[bytes]] = []

    def open(self) -> "Desk":
        """The database migrated, the desk opened by its owner, one mailbox."""
        if self._is_plain:
            return self._become("opened", _open)
        _open(self)
        return self

    def fill(self, size: str) -> "Desk":
        """The demo company of this size moved in."""
        return self._become(f"demo_{size}", partial(_fill, size=size))

    def _become(self, name: str, make: Callable[["Desk"], object]) -> "Desk":
        """Makes this desk a copy of the one that `make` makes once a run: its tables alone take seconds."""

        def first(home: Path) -> None:
            make(Desk(home, _new_database(home, name), SHARED / f"{name}.log"))

        shutil.copytree(made_once(name, first), self.home, dirs_exist_ok=True)
        if POSTGRESQL:
            own = conninfo_to_dict(self.database_url)["dbname"]
            with _administrator() as admin:
                admin.execute(f"DROP DATABASE {own}".encode())
                admin.execute(f"CREATE DATABASE {own} TEMPLATE {name}".encode())
        return self

    def token(self) -> str:
        """A bearer token, from the command."""
        return self.run("-m", "heard", "token", "--scopes", "all").strip()

    def run(self, *arguments: str) -> str:
        """What one short command of the desk prints."""
        done = self.tried(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode()

    def tried(self, *arguments: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """How a short command ended that was given something to read."""
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            cwd=ROOT,
            input=given,
            capture_output=True,
            timeout=120,
            check=False,
        )

    def start(self, *command: str, module: str = "heard", **settings: str) -> "subprocess.Popen[bytes]":
        """Starts `heard …` (or another module that stands for it) in a process group of its own."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *command],
                env=self.environment | settings,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def up(self) -> subprocess.Popen[bytes]:
        """`heard up`, once its pages and its loops answer."""
        process = self.start("up")
        self.wait_healthy()
        return process

    def wait_healthy(self, seconds: float = START_SECONDS) -> None:
        """Returns when /healthz says 200 and mail is taken."""
        wait_for(
            lambda: self.status_of("/healthz") == 200 and self.takes_mail(), "the desk to be healthy", seconds
        )

    def takes_mail(self) -> bool:
        """Whether something listens at the SMTP port."""
        try:
            socket.create_connection(("127.0.0.1", self.smtp_port), timeout=1).close()
        except OSError:
            return False
        return True

    def status_of(self, path: str, port: int = 0) -> int | None:
        """The HTTP status of a page, None when nobody answers; `port`: if not of the first web process."""
        try:
            with closing(socket.create_connection(("127.0.0.1", port or self.http_port), timeout=30)) as line:
                line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                first = line.makefile("rb").readline()
        except OSError:
            return None
        return int(first.split()[1]) if first.startswith(b"HTTP/") else None

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the database holds, asked past all of our code."""
        if self.database_url.startswith("sqlite"):
            path = self.database_url.removeprefix("sqlite:///")
            with closing(sqlite3.connect(path, timeout=30)) as database:
                return database.execute(query).fetchall()
        with psycopg.connect(self.database_url, autocommit=True) as server:
            return server.execute(query.encode()).fetchall()

    def number(self, query: str) -> int:
        """The one number that `query` gives."""
        return int(self.rows(query)[0][0])

    def settled(self) -> bool:
        """Whether nothing waits any more: arrivals, reactions, replies, the outbox."""
        tables = ("channels_arrival", "reactions_reaction", "channels_outgoing")
        waiting = [f"SELECT 1 FROM {table} WHERE state = 'waiting'" for table in tables]
        waiting.append("SELECT 1 FROM tickets_message WHERE delivery IN ('waiting', 'released')")
        return not self.rows(" UNION ALL ".join(waiting))

    def words(self) -> str:
        """What the processes said so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def close(self) -> None:
        """Kills what still runs, with all that it started."""
        for process in self._processes:
            kill_tree(process)


@contextmanager
def new_desk(
    database: AbstractContextManager[str] | None = None, home: Path | None = None, **settings: str
) -> Iterator[Desk]:
    """A desk that nobody has opened, on the database that this run tests unless another is given."""
    with tempfile.TemporaryDirectory(prefix="heard-desk-", ignore_cleanup_errors=True) as folder:
        log = Path(folder) / "log"
        is_plain = database is None and home is None
        home = home or Path(folder)
        with database or _database(home) as url:
            desk = Desk(home, url, log, is_plain=is_plain, **settings)
            try:
                yield desk
            except BaseException:
                print(desk.words()[-8000:])
                raise
            finally:
                desk.close()


@contextmanager
def _database(home: Path) -> Iterator[str]:
    name = f"desk_{secrets.token_hex(4)}"
    try:
        yield _new_database(home, name)
    finally:
        if POSTGRESQL:
            with _administrator() as admin:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _new_database(home: Path, name: str) -> str:
    """The address of an empty one."""
    if not POSTGRESQL:
        return f"sqlite:///{home}/heard.sqlite3"
    with _administrator() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        admin.execute(f"CREATE DATABASE {name}".encode())
    return os.environ["HEARD_DATABASE_URL"].replace("/postgres?", f"/{name}?")


def _administrator() -> "psycopg.Connection[tuple[Any, ...]]":
    return psycopg.connect(os.environ["HEARD_DATABASE_URL"], autocommit=True)


def _open(desk: Desk) -> None:
    desk.run("-m", "heard", "setup")
    desk.run("-c", _OPEN)


def _fill(desk: Desk, *, size: str) -> None:
    assert "maren@quillanby.example" in desk.run("-m", "heard", "setup", f"--demo={size}")


def free_port() -> int:
    """A loopback port that nobody uses just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def descendants(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """All that a process started and they in turn, as far as they still live."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def worker_of(process: subprocess.Popen[bytes]) -> psutil.Process | None:
    """The worker that `heard up` started, if it is there just now."""
    for child in descendants(process):
        try:
            if "worker" in child.cmdline():
                return child
        except psutil.NoSuchProcess:
            continue
    return None


def kill_tree(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for a process and everything it started."""
    below = descendants(process)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for child in below:
        try:
            child.kill()
        except psutil.NoSuchProcess:
            continue
    process.wait(10)


def wait_for(true: Callable[[], object], what: str, seconds: float) -> None:
    """Returns as soon as `true()` holds; fails the test, naming `what`, when it does not in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited {seconds:g} s in vain for {what}"
        time.sleep(0.05)
