"""`heard coach`: reads a draft and says what to look at, like a linter. Needs no desk."""

import argparse
from typing import Any


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("coach", help="read a draft and say what to look at", add_help=False)
    parser.set_defaults(run=run, rest=[])


def run(arguments: argparse.Namespace) -> int:
    """Hands over to the coach's own command."""
    # Deferred: the coach loads its lexicon, which the other commands do not need.
    from heard.coach import command

    return command.main(arguments.rest)
