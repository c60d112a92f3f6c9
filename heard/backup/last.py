"""When was the last backup taken, and where does it lie? A small file in the data folder remembers."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from heard.lib import disk


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was whole and checked: when it was begun, where it was written, its size in bytes."""

    at: datetime
    path: str
    size: int


def note(taken: Taken) -> None:
    """Remembers it."""
    told = {"at": taken.at.isoformat(), "path": taken.path, "size": taken.size}
    disk.write(_file(), json.dumps(told).encode())


def taken() -> Taken | None:
    """The last one; None when none was taken, or nobody remembers."""
    try:
        told = json.loads(_file().read_text())
        return Taken(datetime.fromisoformat(told["at"]), str(told["path"]), int(told["size"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file() -> Path:
    file: Path = settings.HOME / "last_backup.json"
    return file
