"""The move in its order: one transaction on PostgreSQL, and SQLite marked as left just before its commit."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from heard.lib import migrating, moved
from heard.lib.durable import durably
from heard.lib.learn import learn
from heard.lib.moved import Moved
from heard.move import bare, rows, source
from heard.move.refusal import Refused
from heard.move.tables import Table, all_tables, quoted

Show = Callable[[str, int, int], None]  # what is being done, how far, of how many
MEMORY = "256MB"  # for building one index; with the usual 64 that of the words is merged from more pieces


def move(path: Path, show: Show) -> dict[str, int]:
    """Brings the desk in the SQLite file `path` into the empty database of the settings; says how many rows
    each table holds. Raises Refused, sqlite3.Error, psycopg.Error and django.db.Error: then nothing was
    moved, unless it is marked (`is_marked`), and it may be tried again.

    Marked before the commit, because the other way round a kill between the two would leave two desks that
    both send. This way it leaves none that starts, until this is run again.
    """
    _check_target(path)
    tables = all_tables()
    with source.alone(path) as desk:
        source.check(desk, tables)
        with durably(), connection.cursor() as cursor:
            _build(cursor, desk)
            told = _carry(cursor, desk, tables, show)
            moved.mark(settings.HOME, Moved(path, _where(), timezone.now()))
    return told


def is_marked(path: Path) -> bool:
    """Whether nothing starts on this SQLite file any more."""
    return moved.fault(settings.HOME, path) is not None


def _check_target(path: Path) -> None:
    if connection.vendor != "postgresql":
        raise Refused(
            "HEARD_DATABASE_URL must name the PostgreSQL that the desk moves into:"
            " postgresql://user:password@host:5432/name."
        )
    if connection.introspection.table_names() and is_marked(path):
        raise Refused("It was moved before, and the database holds it. Start it there: heard up.")
    if connection.introspection.table_names():
        raise Refused("The database that HEARD_DATABASE_URL names holds tables already. Name an empty one.")


def _build(cursor: Any, desk: sqlite3.Connection) -> None:
    """Makes the tables. Keys are checked at once: a table with checks that wait could not be changed."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    migrating.migrate()
    built = set(MigrationRecorder(connection).applied_migrations())
    if other := sorted(built ^ source.migrations(desk)):
        raise Refused(
            f"It is not a desk of this version (look at {'.'.join(other[0])})."
            " Start it once with this version on SQLite, or run heard setup."
        )


def _carry(cursor: Any, desk: sqlite3.Connection, tables: list[Table], show: Show) -> dict[str, int]:
    counts = {table.name: source.count(desk, table) for table in tables}
    cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
    dress = bare.strip(cursor, tables)
    emptied = ", ".join(quoted(table.name) for table in tables)
    cursor.execute(f"TRUNCATE {emptied}")  # of what the migrations put in
    copied = _Counter("rows copied", sum(counts.values()), show)
    for table in tables:
        rows.copy(table, desk, cursor, copied.add)
    dress.put_on(cursor, lambda done, wanted: show("indexes built", done, wanted))
    compared = _Counter("rows compared", sum(counts.values()), show)
    for table in tables:
        if rows.compare(table, desk, compared.add) != counts[table.name]:
            raise Refused(f"{table.name} does not hold as many rows as it did.")
        if table.is_counted and (highest := source.highest(desk, table)):
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table.name, table.key, highest]
            )
    learn()
    return counts


def _where() -> str:
    """The database, without who enters it."""
    info = connection.cursor().connection.info
    return f"{info.dbname} at {info.host}" + (f":{info.port}" if not info.host.startswith("/") else "")


class _Counter:
    """Adds up and shows."""

    def __init__(self, what: str, wanted: int, show: Show) -> None:
        self._what, self._wanted, self._show = what, wanted, show
        self._done = 0

    def add(self, more: int) -> None:
        """So many more are done."""
        self._done += more
        self._show(self._what, self._done, self._wanted)
