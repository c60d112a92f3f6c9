"""`heard erase ADDRESS`: removes what says who a customer was, after saying what that is."""

import argparse
import os
import sys
from typing import Any

from heard.cli.terminal import complain, load_desk, note_who, say


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("erase", help="remove everything that says who a customer was")
    parser.add_argument("address", help="an address of theirs, or their number")
    parser.add_argument("--yes", action="store_true", help="do it without asking")
    parser.add_argument(
        "--later", action="store_true", help="clean the database's files in the night, not at once"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0: it is done (with --later: but for the night's cleaning). 1: not done, or not wholly; 64: there
    is nobody."""
    load_desk()
    note_who()
    # Deferred: needs Django loaded.
    from heard.privacy import erase, person

    customer = person.called(arguments.address)
    if customer is None:
        complain(f"There is no customer with the address or number {arguments.address}.")
        return os.EX_USAGE
    _tell(customer)
    if not arguments.yes and not _agreed():
        say("Nothing was removed.")
        return 1
    row = erase.order(customer, by=None)
    return _wait(row, clean=not arguments.later)


def _tell(customer: Any) -> None:
    # Deferred: needs Django loaded.
    from heard.privacy import person

    held = person.held(customer)
    say(f"{customer.name} (customer {customer.pk}): {', '.join(held.addresses)}")
    say(f"  {held.tickets} tickets, {held.still_open} of them open; they are closed and stay by number only")
    say(f"  {held.messages} messages ({held.elsewhere} in other people's tickets), {held.notes} notes")
    say(f"  {held.drafts} drafts, {held.files} files, {held.raw} raw arrivals, {held.copies} sent copies")
    if held.named:
        say(f"  Others name them in: {', '.join(map(str, held.named))}. Read these, and redact by hand.")
    say("This cannot be undone. Backups hold them until you delete these: docs/privacy.md.")


def _agreed() -> bool:
    if not sys.stdin.isatty():
        complain("Say --yes to do it without being asked.")
        return False
    return input('Type "erase" to do it: ').strip() == "erase"


def _wait(row: Any, *, clean: bool) -> int:
    """Does what a worker would do, beside one if it runs."""
    # Deferred: needs Django loaded.
    from heard.privacy import work

    if not work.until_erased(row, clean=clean, say=say):
        row.refresh_from_db()
        complain(f"It is not done yet: {row.error or 'a worker has it'}. Setup, Privacy shows how far it is.")
        return 1
    return 0
