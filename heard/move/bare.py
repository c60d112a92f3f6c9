"""PostgreSQL's tables without their indexes and keys, while rows come in, and how they get them again.

Built afterwards, over all rows at once, an index takes a fraction of the time, and a key to another table is
checked for all rows by one join. What is taken down is what the migrations made, and it is put up as the
database itself describes it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from heard.move.tables import Table

_KEYS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s',
            conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype = ANY(%s)
    ORDER BY conrelid, conname"""
_INDEXES = """
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = ANY(%s::regclass[]) AND indexrelid NOT IN
        (SELECT conindid FROM pg_constraint WHERE contype IN ('p', 'u', 'x')) ORDER BY indexrelid"""


@dataclass(frozen=True, slots=True)
class Dress:
    """Statements that put up again what was taken down, in this order."""

    statements: Sequence[str]

    def put_on(self, cursor: Any, show: Callable[[int, int], None]) -> None:
        """Builds everything; `show` is told how many of how many are done."""
        for done, statement in enumerate(self.statements):
            show(done, len(self.statements))
            cursor.execute(statement)
        show(len(self.statements), len(self.statements))


def strip(cursor: Any, tables: Sequence[Table]) -> Dress:
    """Takes indexes, keys and what makes values unique from these tables."""
    names = [table.name for table in tables]
    found = []
    for query, given in ((_KEYS, [names, ["f"]]), (_KEYS, [names, ["p", "u", "x"]]), (_INDEXES, [names])):
        cursor.execute(query, given)
        rows = cursor.fetchall()
        for down, _up in rows:
            cursor.execute(down)
        found.append([up for _down, up in rows])
    to_others, own, indexes = found
    return Dress([*own, *indexes, *to_others])
