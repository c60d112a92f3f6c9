"""Commits that survive a power cut, on a desk whose other commits need only survive a crash."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def durably() -> Iterator[None]:
    """One transaction whose commit waits until the disk has it, and everything committed before it.

    SQLite in WAL mode with synchronous=NORMAL may lose the last commits when the power fails; FULL syncs
    the log at the commit (https://www.sqlite.org/pragma.html#pragma_synchronous). The same difference on
    PostgreSQL is synchronous_commit, off on our connections. Must be the outermost transaction.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:  # in a block: a test's own transaction
        with transaction.atomic(durable=True):
            if connection.vendor == "postgresql":
                connection.cursor().execute("SET LOCAL synchronous_commit = on")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        (usual,) = cursor.fetchone()
        cursor.execute("PRAGMA synchronous=FULL")
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={usual}")
