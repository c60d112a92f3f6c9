"""What both databases give a backup: a packed copy of one moment, and answers about that same moment."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`packed` is the copy in a file; `ask` puts a query to the moment that it shows. `program` is the major
    version of pg_dump, 0 for SQLite."""

    database: str
    packed: Path
    program: int
    ask: Ask

    def rows(self, tables: list[str]) -> dict[str, int]:
        """How many rows each of these tables holds."""
        return {table: int(self.ask(f'SELECT count(*) FROM "{table}"')[0][0]) for table in tables}  # noqa: S608 - names of our own tables

    def migrations(self) -> list[tuple[str, str]]:
        """How the tables are built, as (app, name)."""
        found = self.ask("SELECT app, name FROM django_migrations ORDER BY id")
        return [(str(app), str(name)) for app, name in found]

    def large_contents(self) -> list[str]:
        """The digests of the stored contents that are files."""
        found = self.ask("SELECT digest FROM files_blob WHERE inline IS NULL ORDER BY digest")
        return [str(digest) for (digest,) in found]
