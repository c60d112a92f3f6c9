"""The mark in a data folder that nothing may leave from it: since when, and which moment it was set back to.

A file, so that it can stand before the database is there. Needs no Django.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from heard.lib import disk

NAME = "outbox_held"


@dataclass(frozen=True, slots=True)
class Hold:
    """`backup_at`: the moment that the desk was set back to. None in `restored_at`: still being restored."""

    backup_at: datetime
    restored_at: datetime | None = None


def mark(home: Path, hold: Hold) -> None:
    """Holds what would leave from `home`, on the disk when this returns."""
    restored = hold.restored_at.isoformat() if hold.restored_at else None
    told = {"backup_at": hold.backup_at.isoformat(), "restored_at": restored}
    disk.write(home / NAME, json.dumps(told).encode())


def is_marked(home: Path) -> bool:
    """Whether nothing may leave."""
    return (home / NAME).exists()


def marked(home: Path) -> Hold | None:
    """The hold, if there is one."""
    try:
        told = json.loads((home / NAME).read_text())
    except FileNotFoundError:
        return None
    restored = told["restored_at"]
    backup_at = datetime.fromisoformat(told["backup_at"])
    return Hold(backup_at, datetime.fromisoformat(restored) if restored else None)


def forget(home: Path) -> None:
    """From now on it may."""
    (home / NAME).unlink(missing_ok=True)
