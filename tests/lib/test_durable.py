"""A durable commit waits for the disk, and only that one does."""

import pytest
from django.db import connection, transaction

from heard.lib.durable import durably

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL always waits"),
]
NORMAL, FULL = 1, 2


def synchronous() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        return int(cursor.fetchone()[0])


def test_the_level_is_full_inside_and_as_before_outside() -> None:
    assert synchronous() == NORMAL
    with durably():
        assert synchronous() == FULL
    assert synchronous() == NORMAL


def test_the_level_is_as_before_after_a_fault() -> None:
    with pytest.raises(ZeroDivisionError), durably():
        raise ZeroDivisionError
    assert synchronous() == NORMAL


def test_it_must_be_the_outermost_transaction() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError), durably():
        pass
