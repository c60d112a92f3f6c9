"""`heard setup`: database and static files ready, without starting anything."""

import argparse
import io
from typing import Any

from heard.cli.terminal import complain, load_django, say
from heard.lib import logs
from heard.lib.env import WrongSettings


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("setup", help="make the database ready, without starting anything")
    add_demo_to(parser)
    parser.set_defaults(run=run)


def add_demo_to(parser: argparse.ArgumentParser) -> None:
    """Adds --demo: the whole company, or with --demo=small only its twelve stories, which is quicker."""
    parser.add_argument(
        "--demo",
        nargs="?",
        const="whole",
        choices=("whole", "small"),
        help="with a demo company, on this machine only; small: its twelve stories without the ordinary days",
    )


def run(arguments: argparse.Namespace) -> int:
    """Prepares everything; with --demo also the demo company, whose passwords are printed."""
    prepare(is_demo=bool(arguments.demo))
    return 0 if fill(demo=arguments.demo) else 1


def prepare(*, is_demo: bool) -> None:
    """Migrates the database and collects the static files, in the data folder. Raises WrongSettings, also
    when this program must not touch the database."""
    if is_demo:
        # The settings of this process and of those it starts.
        import os

        os.environ["HEARD_DEMO"] = "1"
    load_desk()
    # Deferred: needs Django loaded.
    from heard.backup import upgrade
    from heard.channels.email import mailboxes

    try:
        if words := upgrade.prepare():
            say(words)
    except upgrade.Refused as reason:
        raise WrongSettings(str(reason)) from None
    build()
    upgrade.done()
    if not is_demo:
        mailboxes.ensure_one()


def load_desk() -> None:
    """Makes models and settings usable, for what runs the desk. Raises WrongSettings, also while the data
    folder is only half restored."""
    load_django()
    # Deferred: needs Django loaded.
    from django.conf import settings

    from heard.backup import place

    logs.catch_all()
    if place.is_unfinished(settings.HOME):
        raise WrongSettings(f"{settings.HOME} is being restored, or was half-way. Run heard restore again.")


def build() -> None:
    """The tables and the static files are those of this version."""
    # Deferred: needs Django loaded.
    from django.conf import settings
    from django.core.management import call_command

    from heard.lib import migrating
    from heard.web.build import BUILD

    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrating.migrate()
    collected, build = settings.STATIC_ROOT / "build", f"{BUILD} debug={settings.DEBUG}"
    if not collected.exists() or collected.read_text() != build:  # compressing them takes a second
        call_command("collectstatic", verbosity=0, interactive=False)
        collected.write_text(build)
    call_command("check", stdout=io.StringIO())  # says nothing when all is well


def refusal(*, is_demo: bool) -> str | None:
    """Why this database cannot be started this way, or None."""
    # Deferred: needs Django loaded.
    from django.conf import settings

    from heard.staff import desk

    found = desk.current()
    if found and is_demo and not found.is_demo:
        return (
            f"{settings.HOME} holds the real desk of {found.name}. The demo would put invented people"
            " into it. Set HEARD_HOME to another folder for the demo."
        )
    if found and found.is_demo and not is_demo:
        return (
            f"{settings.HOME} holds the demo company. Start it with: heard up --demo."
            " For your own desk set HEARD_HOME to another folder."
        )
    return None


def fill(*, demo: str | None) -> bool:
    """Makes the demo company (of this size) if this is a demo without one; None: no demo. False, with the
    reason said, when refused."""
    reason = refusal(is_demo=bool(demo))
    if reason:
        complain(reason)
        return False
    if demo:
        # Deferred: needs Django loaded.
        from heard.demo import company

        for line in company.open_if_new(company.Size(demo)):
            say(line)
    return True
