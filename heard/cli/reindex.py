"""`heard reindex`: makes everything findable anew, for instance after a restore or an update that says so."""

import argparse
from typing import Any

from heard.cli.terminal import load_desk, say


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("reindex", help="make all messages and notes findable anew")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Goes through everything, the newest first. The desk may run meanwhile; stopped, it may be run again."""
    load_desk()
    # Deferred: needs Django loaded.
    from heard.tickets import findable

    done = 0
    for done in findable.everything():
        if done % 10_000 == 0:
            say(f"{done:,} texts")
    say(f"{done:,} texts are findable.")
    return 0
