"""`heard mail read --jsonl FILE…`: what Heard reads in a mail, one line of JSON each. Needs no desk."""

import argparse
from typing import Any


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("mail", help="look at mails as Heard reads them", add_help=False)
    parser.set_defaults(run=run, rest=[])


def run(arguments: argparse.Namespace) -> int:
    """Hands over to the reader's own command."""
    # Deferred: reading mail needs no database, and the other commands no reader.
    from heard.channels.email import command

    return command.main(arguments.rest)
