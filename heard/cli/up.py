"""`heard up`: the whole desk. Pages here, the loops in a child that goes when we go."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any, NoReturn

from heard.cli import serve, setup
from heard.cli.terminal import complain, say
from heard.lib import children

PATIENCE = 20.0  # seconds a worker may take to finish what it holds


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("up", help="start the whole desk")
    setup.add_demo_to(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prepares the database, starts the loops beside us and serves the pages until told to stop."""
    setup.prepare(is_demo=bool(arguments.demo))
    if not setup.fill(demo=arguments.demo):
        return 1
    if taken := _taken():
        complain(taken)
        return 1
    _say_where()
    child = Child()
    for number in (signal.SIGTERM, signal.SIGINT):  # until the pages have their own way to end
        signal.signal(number, lambda number, _frame: child.end_with(number))
    child.start()
    try:
        return serve.pages()
    finally:
        child.stop()


class Child:
    """The worker process; started again when it dies, ended with us.

    It holds the reading end of a pipe that only we write to, so it sees our end even after kill -9.
    """

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="worker's watcher", daemon=True)

    def start(self) -> None:
        """Starts the worker and watches over it."""
        self._watcher.start()

    def stop(self) -> None:
        """Lets the worker finish what it holds, and waits for it."""
        self._stopping.set()
        if self._watcher.is_alive():
            self._watcher.join(PATIENCE + 5)

    def end_with(self, number: int) -> NoReturn:
        """Ends both processes with the exit code of this signal, from the line that it came to: an exception
        could turn into another on its way up from an import."""
        self.stop()
        os._exit(128 + number)

    def _watch(self) -> None:
        quick_deaths = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            process = children.start(
                [sys.executable, "-m", "heard", "worker", serve.WITH_PARENT],
                stdin=subprocess.PIPE,
            )
            while process.poll() is None and not self._stopping.wait(0.1):
                pass
            if self._stopping.is_set():
                _end(process)
                return
            quick_deaths = quick_deaths + 1 if time.monotonic() - began < 5 else 0
            complain(f"The worker ended (code {process.returncode}) and is started again.")
            self._stopping.wait(min(0.2 * 2**quick_deaths, 30))


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _taken() -> str | None:
    """Which of our addresses somebody else listens on, in words; None when both are free."""
    # Deferred: needs Django loaded.
    from django.conf import settings

    for name, where in (("HEARD_HTTP", settings.HTTP), ("HEARD_SMTP", settings.SMTP)):
        if where is not None:
            family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
            try:
                socket.create_server((where.host, where.port), family=family).close()
            except OSError as fault:
                return f"Heard cannot listen on {where}: {fault.strerror}. Set {name} to another address."
    return None


def _say_where() -> None:
    # Deferred: needs Django loaded.
    from django.conf import settings

    from heard.staff import desk

    host = "localhost" if settings.HTTP.is_loopback else str(settings.HTTP.host)
    address = settings.PUBLIC_URL or f"http://{host}:{settings.HTTP.port}"
    say(f"Heard is at {address}  (Ctrl-C stops it, process {os.getpid()})")
    if settings.SMTP:
        say(f"Mail is taken at {settings.SMTP} (SMTP).")
    if settings.RELAY is None and not settings.IS_DEMO:
        say("Mail cannot leave yet: set HEARD_RELAY to your mail server. Until then replies wait.")
    if desk.current() is None:
        say(f"Open {address}/welcome/ and type this code to become the owner: {desk.first_code()}")
