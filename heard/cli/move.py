"""`heard move`: a desk on SQLite, brought into an empty PostgreSQL."""

import argparse
import sqlite3
import time
from pathlib import Path
from typing import Any

from heard.cli import setup
from heard.cli.terminal import NoDesk, bar, complain, home_named, say


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser(
        "move", help="bring a desk on SQLite into the empty PostgreSQL that HEARD_DATABASE_URL names"
    )
    parser.add_argument(
        "--from", dest="path", type=Path, metavar="FILE", help="its database, if it is not in HEARD_HOME"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0: the desk is there, every value was read back, and nothing starts on SQLite any more. Otherwise
    it is where it was."""
    path = (arguments.path or home_named() / "heard.sqlite3").expanduser().absolute()
    if not path.is_file():
        raise NoDesk(f"There is no desk in {path}. If yours is elsewhere, say where: heard move --from FILE")
    setup.load_desk()
    # Deferred: needs Django loaded.
    import psycopg
    from django.db import DatabaseError

    from heard.move import whole
    from heard.move.refusal import Refused

    began = time.monotonic()
    try:
        told = whole.move(path, _Bars().show)
    except Refused as reason:
        complain(f"Nothing was moved. {reason}")
        return 1
    except (sqlite3.Error, psycopg.Error, DatabaseError) as fault:
        if whole.is_marked(path):  # the line broke at the commit
            complain(f"Nobody knows whether it was moved: {fault}\nRun heard move again, and it says so.")
        else:
            complain(f"Nothing was moved, and the desk is where it was: {fault}")
        return 1
    rows, seconds = sum(told.values()), time.monotonic() - began
    say(f"{rows:,} rows of {len(told)} tables moved and compared in {seconds:.1f} s.")
    say("Start the desk with this HEARD_DATABASE_URL and the same HEARD_HOME, which keeps the stored files.")
    say(f"{path} stays as it was, and nothing starts on it any more. Take a backup soon: heard backup FILE")
    return 0


class _Bars:
    """One bar after the other, each with its own clock."""

    def __init__(self) -> None:
        self._what, self._began = "", 0.0

    def show(self, what: str, done: int, wanted: int) -> None:
        """As far as this part is."""
        if what != self._what:
            self._what, self._began = what, time.monotonic()
        bar(done, wanted, time.monotonic() - self._began, what)
