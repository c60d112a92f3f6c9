"""`heard restore FILE`: a backup, brought back into an empty data folder. Its outbox stays held."""

import argparse
import os
from pathlib import Path
from typing import Any

from heard.cli import setup
from heard.cli.terminal import complain, load_django, say


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("restore", help="bring a backup back into an empty HEARD_HOME")
    parser.add_argument("file", type=Path, help="what heard backup wrote")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Reads all of the backup before it writes anything. Stopped half-way it may be run again."""
    # Deferred: the other commands need none of it.
    from heard.backup import archive, place, postgres
    from heard.backup.manifest import Damaged
    from heard.lib import env

    home = env.folder(os.environ.get("HEARD_HOME") or ".heard")
    try:
        with archive.opened(arguments.file.expanduser()) as backup:
            backup.check()
            place.begin(home, backup)
            _restore(home, backup)
    except (Damaged, place.Refused, postgres.NoProgram, postgres.Failed) as reason:
        complain(f"Nothing was restored. {reason}")
        return 1
    return 0


def _restore(home: Path, backup: Any) -> None:
    load_django()
    # Deferred: needs Django loaded, and that needs the key in its place.
    from heard.backup import restore

    told = backup.manifest
    restore.check_place(told)
    restore.bring_back(backup)
    setup.build()
    restore.end(told)
    say(f"The desk of {told.began_at:%Y-%m-%d %H:%M:%S} UTC is in {home}.")
    if told.missing:
        complain(f"{len(told.missing)} stored contents were not in the backup: the old desk had lost them.")
    say("Nothing leaves yet: what left after the backup would leave twice. Start the desk with heard up,")
    say("look at what waits, and release it under Setup, Health, or with heard release.")
