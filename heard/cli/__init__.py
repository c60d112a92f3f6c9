"""The command `heard`: one file a subcommand."""

import argparse
import getpass
import os
from collections.abc import Callable, Sequence

from django.db import DatabaseError

from heard.cli.terminal import NoDesk, complain, home_named
from heard.lib.env import WrongSettings


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand; the result is the exit code. Wrong settings are explained, exit code 78."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.settings")
    parser = _parser()
    arguments, rest = parser.parse_known_args(argv)
    if rest and not hasattr(arguments, "rest"):
        parser.error(f"this means nothing here: {' '.join(rest)}")
    arguments.rest = rest  # for the commands that hand over to a program of their own
    try:
        run: Callable[[argparse.Namespace], int] = arguments.run
        return run(arguments)
    except (NoDesk, WrongSettings) as wrong:
        complain(str(wrong))
        return os.EX_CONFIG
    except (OSError, DatabaseError) as fault:
        complain(_explained(fault))
        return 1
    except KeyboardInterrupt:
        return 130


def _explained(fault: OSError | DatabaseError) -> str:
    """What happened and what to do, for what the machine refuses at the start."""
    if isinstance(fault, DatabaseError):
        at = (
            "HEARD_DATABASE_URL"
            if os.environ.get("HEARD_DATABASE_URL")
            else f"HEARD_HOME, here {home_named()}"
        )
        return f"The database cannot be used: {fault}\nLook at {at}, and whether it is running."
    return (
        f"The machine refused: {fault}\nHEARD_HOME must name a folder that {getpass.getuser()} may write to."
    )


def _parser() -> argparse.ArgumentParser:
    # Deferred: the subcommands import nothing heavy before they run.
    from heard.cli import (
        backup,
        coach,
        doctor,
        erase,
        export,
        mail,
        move,
        person,
        reconcile,
        reindex,
        release,
        restore,
        seed,
        serve,
        setup,
        take_mail,
        token,
        up,
    )

    parser = argparse.ArgumentParser(prog="heard", description="The customer-service desk.")
    commands = parser.add_subparsers(required=True, metavar="command")
    for command in (
        up,
        setup,
        serve,
        person,
        token,
        take_mail,
        reconcile,
        mail,
        coach,
        reindex,
        seed,
        doctor,
        backup,
        restore,
        move,
        release,
        export,
        erase,
    ):
        command.add_to(commands)
    return parser
