"""What does a backup hold? Its last page: versions, counts, and a checksum of every piece before it."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime

FORMAT = 1
NAME = "manifest.json"


class Damaged(Exception):
    """The file is no backup, or not the whole of one; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of the backup: its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`rows` says how many each table held, `migrations` how they are built as (app, name), `missing` which
    stored contents the desk itself had lost. `began_at` is the moment that the backup shows."""

    began_at: datetime
    version: str
    database: str  # sqlite | postgresql
    program: int  # the major version of pg_dump, 0 for SQLite
    migrations: list[tuple[str, str]]
    rows: dict[str, int]
    missing: list[str]
    pieces: list[Piece] = field(default_factory=list)

    def written(self) -> bytes:
        """As JSON."""
        told = asdict(self) | {"format": FORMAT, "began_at": self.began_at.isoformat()}
        return json.dumps(told, indent=1).encode()


def read(written: bytes) -> Manifest:
    """The manifest that was written so. Raises Damaged."""
    try:
        told = json.loads(written)
        if told.pop("format") != FORMAT:
            raise Damaged(
                "This backup is of another form. Restore it with the version of Heard that made it."
            )
        told["began_at"] = datetime.fromisoformat(told["began_at"])
        told["migrations"] = [(app, name) for app, name in told["migrations"]]
        told["pieces"] = [Piece(**piece) for piece in told["pieces"]]
        return Manifest(**told)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Damaged("The backup's last page cannot be read. Take another backup.") from None
