"""`heard doctor`: whether everything runs, as Setup, Health shows it."""

import argparse
from typing import Any

from heard.cli.terminal import load_desk, say

MARKS = {"well": "ok  ", "look": "look", "wrong": "BAD "}


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("doctor", help="say whether everything runs, and what needs a person")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Exit 0 when nothing needs a person, 1 when something does."""
    load_desk()
    # Deferred: needs Django loaded.
    from heard.reports import health

    found = health.findings()
    for each in found:
        say(f"{MARKS[each.stand]}  {each.title}: {each.words}")
        for what, how in each.rows:
            say(f"        {what}: {how}")
    return int(health.worst(found) is health.Stand.WRONG)
