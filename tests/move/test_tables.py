"""How columns read on SQLite, so that PostgreSQL understands them and gives the same back."""

import sqlite3

import pytest
from django.apps import apps
from django.db import connection

from heard.move.tables import Column, Table, all_tables


def read(column: Column, written: str | None) -> str | None:
    """What the column gives where SQLite holds `written`."""
    with sqlite3.connect(":memory:") as database:
        sql = f"SELECT {column.out} FROM (SELECT ? AS {column.name})"
        found: str | None = database.execute(sql, [written]).fetchone()[0]
    return found


def column(table: str, name: str) -> Column:
    found: Table = next(one for one in all_tables() if one.name == table)
    return next(one for one in found.columns if one.name == name)


def test_every_table_is_moved_with_every_column() -> None:
    """Also those of an app that comes later: this fails when one has a kind of column that is not known."""
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    assert {table.name: len(table.columns) for table in all_tables()} == {
        model._meta.db_table: len(model._meta.concrete_fields) for model in models
    }


@pytest.mark.django_db
def test_no_table_of_the_database_is_left_behind() -> None:
    left = set(connection.introspection.table_names()) - {table.name for table in all_tables()}
    assert {name for name in left if not name.startswith("search_words")} == {"django_migrations"}


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("2026-11-22 10:00:00", "2026-11-22 10:00:00.000000+00"),
        ("2026-11-22 10:00:00.5", "2026-11-22 10:00:00.500000+00"),
        ("2026-11-22 10:00:00.123456", "2026-11-22 10:00:00.123456+00"),
        ("2026-11-22 10:00:00.123456+02:00", "2026-11-22 10:00:00.123456+02:00"),
        (None, None),
    ],
)
def test_a_moment(written: str | None, given: str | None) -> None:
    assert read(column("tickets_message", "at"), written) == given


def test_generated_columns_are_left_to_the_database() -> None:
    made = {one.name for table in all_tables() for one in table.columns if one.is_generated}
    assert made == {"pile", "is_adrift", "is_hot"}
