"""`heard person`: somebody new at the desk, or a link for a new password for somebody who is there."""

import argparse
from typing import Any

from heard.cli.terminal import complain, load_desk, note_who, say


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser(
        "person",
        help="make a link to join the desk, or to a new password",
        description="Make a link with which somebody joins the desk, or, without --name, with which somebody"
        " who is there chooses a new password.",
    )
    parser.add_argument("email", help="their sign-in address")
    parser.add_argument("--name", help="add somebody new, under this name")
    parser.add_argument("--owner", action="store_true", help="as an owner, who may change the setup")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints a link: once, within seven days, somebody comes in with it and chooses a password."""
    load_desk()
    note_who()
    # Deferred: needs Django loaded.
    from django.urls import reverse

    from heard.lib import site
    from heard.staff import links, people
    from heard.staff.models import Person, Role
    from heard.staff.people import Place

    person = Person.objects.filter(email=arguments.email.lower()).first()
    if person and arguments.name:
        complain(f"{person.name} has this address already. Leave --name out for a link to a new password.")
        return 2
    if person is None and not arguments.name:
        complain(f"Nobody signs in as {arguments.email}. Say --name to add them.")
        return 2
    if person is None:
        role = Role.OWNER if arguments.owner else Role.AGENT
        person = people.invite(arguments.name, arguments.email, Place(role), by=None)
    try:
        say(site.address() + reverse("join", args=[links.make(person, by=None)]))
    except links.NotTheirs as reason:
        complain(str(reason))
        return 2
    return 0
