"""`heard token`: a bearer token for a program."""

import argparse
from typing import Any

from heard.cli.terminal import complain, load_desk, say


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("token", help="print a bearer token for the API")
    parser.add_argument("--scopes", required=True, help="all, or a comma-separated list")
    parser.add_argument(
        "--person", help="sign-in address of the person it acts for (default: the account cli)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Makes the token and prints it; it cannot be shown again."""
    load_desk()
    # Deferred: needs Django loaded.
    from heard.staff import tokens
    from heard.staff.models import Person

    try:
        scopes = tokens.scopes_of(arguments.scopes)
    except tokens.UnknownScope as unknown:
        complain(str(unknown))
        return 2
    if arguments.person:
        person = Person.objects.filter(email=arguments.person.lower(), is_active=True).first()
        if person is None:
            complain(f"Nobody at this desk signs in as {arguments.person}.")
            return 2
    else:
        person = tokens.service_account("cli")
    say(tokens.make(person, scopes))
    return 0
