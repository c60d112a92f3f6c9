"""The mark in a data folder that its desk has left a SQLite file for good: which, where to, and when.

Two databases that both know the same outbox would send everything twice. Read with the settings, so that no
part of the desk starts on what was left. Needs no Django.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from heard.lib import disk

NAME = "moved"


@dataclass(frozen=True, slots=True)
class Moved:
    """`left` is the SQLite file; `to` says in words which database the desk is in now."""

    left: Path
    to: str
    at: datetime


def mark(home: Path, told: Moved) -> None:
    """Nothing starts on `told.left` any more, from `home`; on the disk when this returns."""
    written = {"left": str(told.left.resolve()), "to": told.to, "at": told.at.isoformat()}
    disk.write(home / NAME, json.dumps(written).encode())


def marked(home: Path) -> Moved | None:
    """Where the desk of this folder has moved to, if it has."""
    try:
        told = json.loads((home / NAME).read_text())
    except FileNotFoundError:
        return None
    return Moved(Path(told["left"]), told["to"], datetime.fromisoformat(told["at"]))


def fault(home: Path, database: Path) -> str | None:
    """Why no desk may start on this SQLite file, or None."""
    told = marked(home)
    if told is None or told.left != database.resolve():
        return None
    return (
        f"The desk of {told.left} was moved to PostgreSQL, {told.to}, on {told.at:%Y-%m-%d at %H:%M} UTC."
        " Set HEARD_DATABASE_URL to that. docs/running.md says how to go back."
    )
