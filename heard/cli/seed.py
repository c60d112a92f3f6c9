"""`heard seed`: many invented tickets at once, to try the desk under load."""

import argparse
import time
from typing import Any

from heard.cli import setup
from heard.cli.terminal import bar, complain, load_django, say


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("seed", help="write many invented tickets, to try the desk under load")
    parser.add_argument("--tickets", type=int, default=1000, help="how many (default: 1000)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Shows how far it is, and says who may see only one ticket in a hundred."""
    load_django()
    # Deferred: needs Django loaded.
    from django.db import connection

    from heard.demo import load
    from heard.staff import desk
    from heard.staff.models import Desk

    is_new = Desk._meta.db_table not in connection.introspection.table_names()
    found = None if is_new else desk.current()
    setup.prepare(is_demo=bool(found and found.is_demo))
    began = time.monotonic()
    try:
        done = load.seed(
            arguments.tickets, lambda done: bar(done, arguments.tickets, time.monotonic() - began)
        )
    except load.NotHere as reason:
        complain(str(reason))
        return 1
    seconds = time.monotonic() - began
    say(f"{done:,} tickets of three messages in {seconds:.1f} s, {done / max(seconds, 0.001):,.0f} a second.")
    say(f"{load.SEES_FEW} sees one in a hundred. A link for their password: heard person {load.SEES_FEW}")
    return 0
