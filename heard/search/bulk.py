"""Putting many texts into the index at once: on SQLite a trigger for each row costs four times as much."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Max

from heard.search import sqlite
from heard.search.models import Doc

(_ADDED,) = (statement for statement in sqlite.SETUP if "TRIGGER search_doc_added" in statement)


@contextmanager
def added_at_once() -> Iterator[None]:
    """What is added to Doc within the block, and within one transaction, is findable at its end."""
    if connection.vendor != "sqlite":
        yield  # the column of words is the database's own
        return
    last = Doc.objects.aggregate(last=Max("pk"))["last"] or 0
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER search_doc_added")
        yield
        cursor.execute(
            "INSERT INTO search_words(rowid, title, body)"
            " SELECT id, title, body FROM search_doc WHERE id > %s",
            [last],
        )
        cursor.execute(_ADDED)
