"""`heard export ADDRESS FILE`: everything about one customer as a zip file."""

import argparse
import os
from pathlib import Path
from typing import Any

from heard.cli.terminal import complain, load_desk, note_who, say


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("export", help="write everything about one customer to a zip file")
    parser.add_argument("address", help="an address of theirs, or their number")
    parser.add_argument("file", type=Path, help="where to; an existing file is not overwritten")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0: the file is there. 64: there is nobody."""
    load_desk()
    note_who()
    # Deferred: needs Django loaded.
    from heard.privacy import export, person

    customer = person.called(arguments.address)
    if customer is None:
        complain(f"There is no customer with the address or number {arguments.address}.")
        return os.EX_USAGE
    target: Path = arguments.file.expanduser()
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        complain(f"{target} is there already. Name another file, or remove that one.")
        return 1
    with os.fdopen(handle, "wb") as file:
        number = export.write(customer, file)
    export.record_it(customer, by=None)
    say(f"{target}: {number} files about {customer.name}. Look through desk.json before you hand it on.")
    return 0
