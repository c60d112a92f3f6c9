"""The SQLite file that a desk is moved from: ours alone meanwhile, so that nobody writes to it any more."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from heard.move.refusal import Refused
from heard.move.tables import Table, quoted

# Beside our models' tables: Django's list of migrations, SQLite's own, and those of the index of words, which
# PostgreSQL makes of the rows in search_doc.
LEFT = ("django_migrations", "sqlite_", "search_words")


@contextmanager
def alone(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, kept from everybody else until the end; nothing is written to it. Raises Refused while
    another process has it open.

    In WAL mode every connection holds a shared lock as long as it is open, so a desk that runs shows also
    when it does nothing (https://www.sqlite.org/pragma.html#pragma_locking_mode).
    """
    with closing(
        sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=1, isolation_level=None)
    ) as source:
        source.execute("PRAGMA locking_mode=EXCLUSIVE")
        source.execute("PRAGMA mmap_size=1073741824")
        try:
            source.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise Refused(
                f"The desk in {path} is running, or a command uses it. Stop it, and move it then."
            ) from None
        try:
            yield source
        finally:
            source.rollback()


def check(source: sqlite3.Connection, tables: list[Table]) -> None:
    """Raises Refused when it holds tables or columns that this version does not know, or lacks some."""
    there = {name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    ours = {table.name for table in tables}
    strange = {name for name in there - ours if not name.startswith(LEFT)}
    for table in tables:
        columns = {row[1] for row in source.execute(f"PRAGMA table_xinfo({quoted(table.name)})")}
        if columns != {column.name for column in table.columns}:
            strange.add(table.name)
    if strange:
        raise Refused(
            f"It is not a desk of this version (look at {', '.join(sorted(strange)[:3])})."
            " Start it once with this version on SQLite, or run heard setup."
        )


def migrations(source: sqlite3.Connection) -> set[tuple[str, str]]:
    """How its tables are built, as (app, name)."""
    try:
        return set(source.execute("SELECT app, name FROM django_migrations"))
    except sqlite3.OperationalError:
        return set()


def count(source: sqlite3.Connection, table: Table) -> int:
    """How many rows it holds."""
    return int(source.execute(f"SELECT count(*) FROM {quoted(table.name)}").fetchone()[0])  # noqa: S608 - our own names


def highest(source: sqlite3.Connection, table: Table) -> int:
    """The highest number that a row ever had, also one that is gone: numbers are not given twice."""
    given = source.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table.name]).fetchone()
    there = source.execute(f"SELECT max({quoted(table.key)}) FROM {quoted(table.name)}").fetchone()  # noqa: S608 - our own names
    return max(given[0] if given else 0, there[0] or 0)
