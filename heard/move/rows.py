"""Every row from SQLite into PostgreSQL, and every value read back beside the one that it was."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from django.db import connection

from heard.move.refusal import Refused
from heard.move.tables import Table, quoted

AT_ONCE = 5_000  # rows that are read from a database in one step
Show = Callable[[int], None]  # is told of so many rows more


def copy(table: Table, source: sqlite3.Connection, cursor: Any, show: Show) -> None:
    """Puts all rows of one table in. FREEZE, because the table was emptied in this transaction: nobody has to
    visit the rows again (https://www.postgresql.org/docs/current/sql-copy.html)."""
    columns = [column for column in table.columns if not column.is_generated]
    names = ", ".join(quoted(column.name) for column in columns)
    found = source.execute(table.out(columns))
    with cursor.copy(f"COPY {quoted(table.name)} ({names}) FROM STDIN WITH (FREEZE)") as line:
        while rows := found.fetchmany(AT_ONCE):
            for row in rows:
                line.write_row(row)
            show(len(rows))


def compare(table: Table, source: sqlite3.Connection, show: Show) -> int:
    """Says how many rows there are on both sides. Raises Refused at the first one that is not the same."""
    done = 0
    ours = _in_steps(source.execute(table.out(table.columns)))
    with connection.chunked_cursor() as target:
        target.execute(table.back())
        for before, after in zip_longest(ours, _in_steps(target)):
            if before != after and not _is_same(table, before, after):
                key = [column.name for column in table.columns].index(table.key)
                number = (before or after)[0][key]
                raise Refused(f"{table.name} did not arrive as it was, somewhere after {table.key} {number}.")
            done += len(before)
            show(len(before))
    return done


def _in_steps(cursor: Any) -> Iterator[list[tuple[Any, ...]]]:
    while rows := cursor.fetchmany(AT_ONCE):
        yield rows


def _is_same(table: Table, before: list[tuple[Any, ...]] | None, after: list[tuple[Any, ...]] | None) -> bool:
    """Whether they differ only in how JSON is written: PostgreSQL orders it its own way."""
    if before is None or after is None or len(before) != len(after):
        return False
    is_json = [column.is_json for column in table.columns]
    return all(
        was == came or (may_differ and None not in (was, came) and json.loads(was) == json.loads(came))
        for row, other in zip(before, after, strict=True)
        if row != other
        for was, came, may_differ in zip(row, other, is_json, strict=True)
    )
