"""`heard release`: lets mail leave again after a restore."""

import argparse
from typing import Any

from heard.cli.terminal import complain, load_desk, say


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("release", help="let mail leave again after a restore")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--new", action="store_true", help="send only what was written since the restore")
    which.add_argument("--all", action="store_true", help="also what waited in the backup, perhaps twice")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Without a choice it only says what waits; exit 1 while something is held."""
    load_desk()
    # Deferred: needs Django loaded.
    from heard.channels import hold

    held = hold.standing()
    if held is None or held.restored_at is None:
        say("Nothing is held.")
        return 0
    old, new = hold.waiting()
    say(f"Held since the restore of the desk of {held.backup_at:%Y-%m-%d %H:%M:%S} UTC.")
    say(f"  {old} waited in the backup, and may have left before the restore")
    say(f"  {new} were written since")
    if not (arguments.new or arguments.all):
        complain("Say heard release --new to send only the latter, or --all to send both.")
        return 1
    done = hold.release(with_old=arguments.all)
    say(f"{done.going} go out now.")
    if done.staying:
        say(f"{done.staying} stay under Setup, Held up, each to be sent by hand.")
    return 0
