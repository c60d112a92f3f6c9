"""`heard backup FILE`: the whole desk in one file, while it runs."""

import argparse
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

from heard.cli.terminal import complain, load_desk, say


def add_to(commands: Any) -> None:
    """Adds the subcommand."""
    parser = commands.add_parser("backup", help="write the whole desk to one file, while it runs")
    parser.add_argument("file", type=Path, help="where to")
    parser.add_argument("--replace", action="store_true", help="an older file there is replaced, at the end")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0: the file is whole, on the disk, and was read again. Otherwise an older file is as it was."""
    load_desk()
    # Deferred: needs Django loaded.
    import psycopg
    from django.conf import settings

    from heard.backup import postgres, take
    from heard.backup.manifest import Damaged

    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # Ctrl-C leaves nothing half-written behind
    target = arguments.file.expanduser().absolute()
    if target.is_dir() or not target.parent.is_dir():
        complain(f"{target} cannot be written: name a file in a folder that exists.")
        return 2
    if target.is_relative_to(settings.FILES):
        complain(f"{settings.FILES} is for stored contents. Name a file elsewhere, best on another disk.")
        return 2
    if target.exists() and not arguments.replace:
        complain(f"{target} is there already, and stays as it is. Name another file, or add --replace.")
        return 2
    began = time.monotonic()
    try:
        told = take.take(target)
    except (take.Busy, Damaged, postgres.NoProgram, postgres.Failed) as reason:
        complain(f"No backup was taken. {reason}")
        return 1
    except (OSError, sqlite3.Error, psycopg.Error) as fault:
        complain(
            f"No backup was taken: {fault}\nLook whether {target.parent} has room and may be written to."
        )
        return 1
    size = target.stat().st_size / 1e6
    say(f"{target}: {size:,.1f} MB, {len(told.pieces)} pieces checked, {time.monotonic() - began:.1f} s.")
    say("It holds everything, also the desk's key: keep it where only you can read it.")
    if told.missing:
        complain(f"{len(told.missing)} stored contents were not on this desk, so they are not in the backup.")
    return 0
