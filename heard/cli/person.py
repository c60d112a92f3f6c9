"""`heard person`: somebody new at the desk, or a new password for somebody who is there."""

import argparse
import secrets
from typing import Any

from heard.cli.terminal import complain, load_django, say


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("person", help="add somebody to the desk, or give them a new password")
    parser.add_argument("email", help="their sign-in address")
    parser.add_argument("--name", help="add them under this name (without: only a new password)")
    parser.add_argument("--owner", action="store_true", help="as an owner, who may change the setup")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the password that they sign in with."""
    load_django()
    # Deferred: needs Django loaded.
    from heard.staff import people
    from heard.staff.models import Person, Role

    password = secrets.token_urlsafe(12)
    person = Person.objects.filter(email=arguments.email.lower()).first()
    if person and arguments.name:
        complain(f"{person.name} signs in with this address already. Leave --name out for a new password.")
        return 2
    if person:
        people.give_password(person, password)
    elif arguments.name:
        role = Role.OWNER if arguments.owner else Role.AGENT
        people.join(arguments.name, arguments.email, password, role=role)
    else:
        complain(f"Nobody signs in as {arguments.email}. Say --name to add them.")
        return 2
    say(password)
    return 0
