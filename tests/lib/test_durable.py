"""A durable commit waits for the disk, and only that one does."""

import pytest
from django.db import connection, transaction

from heard.lib.durable import durably

pytestmark = pytest.mark.django_db(transaction=True)
ASK, NORMAL, FULL = (
    ("PRAGMA synchronous", 1, 2)
    if connection.vendor == "sqlite"
    else ("SELECT current_setting('synchronous_commit')", "off", "on")
)


def synchronous() -> object:
    with connection.cursor() as cursor:
        cursor.execute(ASK)
        return cursor.fetchone()[0]


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
