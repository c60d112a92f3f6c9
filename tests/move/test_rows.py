"""Rows between the databases: what differs by a single value is noticed."""

import sqlite3
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from heard.move import rows
from heard.move.refusal import Refused
from heard.move.tables import Column, Table
from tests.environment import POSTGRESQL

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not POSTGRESQL, reason="PostgreSQL is where rows are moved to"),
]
SAMPLE = Table(
    "sample",
    columns=(
        Column("word", "word", "word", is_json=False, is_generated=False),
        Column("told", "told", "told::text", is_json=True, is_generated=False),
        Column("raw", "raw", "raw", is_json=False, is_generated=False),
    ),
    key="word",
    is_key_text=True,
    is_counted=False,
)
ROWS = [
    ("Zebra", '{"b": [1, 2.50], "a": "\\u00e9\\n"}', b"\x00\xff\\"),
    ("bell\tand \\N tab", None, None),
    ("ähre", '"text"', b""),
]


@pytest.fixture
def source() -> Iterator[sqlite3.Connection]:
    """The same table on both sides, filled on SQLite and moved."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE sample (word varchar PRIMARY KEY, told text, raw blob)")
    database.executemany("INSERT INTO sample VALUES (?, ?, ?)", ROWS)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE sample (word varchar PRIMARY KEY, told jsonb, raw bytea)")
        rows.copy(SAMPLE, database, cursor, lambda _more: None)
    yield database
    database.close()


def compared(source: sqlite3.Connection) -> int:
    return rows.compare(SAMPLE, source, lambda _more: None)


def test_all_values_arrive(source: sqlite3.Connection) -> None:
    assert compared(source) == len(ROWS)


@pytest.mark.parametrize("word", ["too long for it", "no\0 good"])
def test_what_postgresql_does_not_take_is_said(source: sqlite3.Connection, word: str) -> None:
    source.execute("INSERT INTO sample (word) VALUES (?)", [word])
    with connection.cursor() as cursor, pytest.raises(psycopg.DataError, match=r"too long|NUL"):
        cursor.execute("TRUNCATE sample")
        cursor.execute("ALTER TABLE sample ALTER word TYPE varchar(14)")
        rows.copy(SAMPLE, source, cursor, lambda _more: None)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sample SET raw = '' WHERE raw IS NULL",
        "UPDATE sample SET told = '\"test\"' WHERE told = '\"text\"'",
        "UPDATE sample SET told = 'null' WHERE told IS NULL",
        "DELETE FROM sample WHERE word = 'ähre'",
        "DELETE FROM sample",
        "INSERT INTO sample VALUES ('one more', NULL, NULL)",
    ],
)
def test_what_is_not_the_same_is_refused(source: sqlite3.Connection, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change)
    with pytest.raises(Refused, match="sample did not arrive as it was"):
        compared(source)
