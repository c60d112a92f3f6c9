"""`heard seed`: many invented tickets at once, to try the desk under load."""

import argparse
import sys
import time
from typing import Any

from heard.cli import setup
from heard.cli.terminal import complain, load_django, say

WIDTH = 30  # characters of the bar


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("seed", help="write many invented tickets, to try the desk under load")
    parser.add_argument("--tickets", type=int, default=1000, help="how many (default: 1000)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Shows how far it is, and says who may see only one ticket in a hundred."""
    load_django()
    # Deferred: needs Django loaded.
    from heard.demo import load
    from heard.staff import desk

    found = desk.current()
    setup.prepare(is_demo=bool(found and found.is_demo))
    began = time.monotonic()
    try:
        done = load.seed(arguments.tickets, lambda done: _show(done, arguments.tickets, began))
    except load.NotHere as reason:
        complain(str(reason))
        return 1
    seconds = time.monotonic() - began
    say(f"{done:,} tickets of three messages in {seconds:.1f} s, {done / max(seconds, 0.001):,.0f} a second.")
    say(f"{load.SEES_FEW} sees one in a hundred. A password for them: heard person {load.SEES_FEW}")
    return 0


def _show(done: int, wanted: int, began: float) -> None:
    """The bar, drawn over itself; nothing where nobody watches."""
    if not sys.stderr.isatty():
        return
    full = WIDTH * done // wanted
    rest = (time.monotonic() - began) / done * (wanted - done)
    bar = "█" * full + "·" * (WIDTH - full)
    end = "\n" if done >= wanted else ""
    print(f"\r{bar} {done:,} of {wanted:,}, {rest:.0f} s left  ", end=end, file=sys.stderr, flush=True)  # noqa: T201
