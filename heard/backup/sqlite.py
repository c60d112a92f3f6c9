"""A SQLite database as it is at one moment, into a file and back, while others read and write it."""

import gzip
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from heard.backup.manifest import Damaged
from heard.backup.snapshot import Snapshot

CHUNK = 1 << 20


@contextmanager
def snapshot(database: Path, folder: Path) -> Iterator[Snapshot]:
    """The database of this moment, packed in `folder`. Raises Damaged when the database itself is."""
    plain = folder / "database.sqlite3"
    copy(database, plain)
    with closing(sqlite3.connect(plain)) as copied:
        (said,) = copied.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise Damaged(f"The database is damaged: {said}. Restore the last backup before this.")
        packed = folder / "database"
        with plain.open("rb") as source, gzip.open(packed, "wb", compresslevel=1) as target:
            shutil.copyfileobj(source, target, CHUNK)
        yield Snapshot("sqlite", packed, 0, lambda query: copied.execute(query).fetchall())


def copy(database: Path, to: Path) -> None:
    """Copies in one step: in WAL mode that is one read transaction, so no writer waits and none disturbs it
    (https://www.sqlite.org/backup.html)."""
    with closing(sqlite3.connect(database, timeout=30)) as source, closing(sqlite3.connect(to)) as target:
        target.execute("PRAGMA synchronous=OFF")  # whoever needs it on the disk syncs the file
        source.backup(target, pages=-1)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def bring_back(packed: Path, database: Path) -> None:
    """Puts the packed database where the desk looks for it, whole or not at all."""
    draft = database.with_name(f"{database.name}.restoring")
    with gzip.open(packed, "rb") as source, draft.open("wb") as target:
        shutil.copyfileobj(source, target, CHUNK)
    draft.chmod(0o600)
    draft.rename(database)


def is_used(database: Path) -> bool:
    """Whether there is a database already."""
    return database.exists() and database.stat().st_size > 0
