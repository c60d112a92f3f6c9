"""Putting many texts into the index at once: on SQLite a trigger for each row costs four times as much."""

from collections.abc import Sequence

from django.db import connection

from heard.search import rank, sqlite
from heard.search.index import Text, rows_of

_COLUMNS = ("id", "kind", "ref_id", "ticket", *rank.COLUMNS)
_INTO = f"search_doc ({', '.join(_COLUMNS)})"
_DROP, _ADD = (
    next(line for line in lines if "search_doc_added" in line) for lines in (sqlite.TAKE_DOWN, sqlite.SETUP)
)


def add(texts: Sequence[Text]) -> None:
    """Makes texts findable that were not put before, within the caller's transaction."""
    rows = [tuple(getattr(doc, name) for name in _COLUMNS) for doc in rows_of(texts)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_INTO} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        cursor.execute(_DROP)
        cursor.executemany(f"INSERT INTO {_INTO} VALUES ({', '.join(['%s'] * len(_COLUMNS))})", rows)  # noqa: S608
        words = "INSERT INTO search_words(rowid, title, who, whom, body) VALUES (%s, %s, %s, %s, %s)"
        cursor.executemany(words, [(row[0], *row[4:]) for row in rows])
        cursor.execute(_ADD)
