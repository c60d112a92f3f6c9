"""Hear what changed, whichever process wrote it: SQLite is polled cheaply, PostgreSQL notifies."""

import asyncio
import json
import logging
import random
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import aclosing
from os.path import samestat
from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from heard.live.names import CHANNEL, EVERYTHING

logger = logging.getLogger(__name__)

Names = frozenset[str]

ALL: Names = frozenset({EVERYTHING})

POLL_SECONDS = 0.05
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0

# A connection that died without a word (a cable, a paused machine) is noticed after this long.
QUIET_SECONDS = 30.0


async def changes(database: BaseDatabaseWrapper | None = None) -> AsyncGenerator[Names, None]:
    """Batches of changed names in `database` (by default the desk's) for ever.

    `ALL` comes whenever some may have been missed, so first of all and after each reconnection.
    While the database is away it is tried again with growing pauses, at most LONGEST_WAIT seconds.
    Raises ImproperlyConfigured when the database cannot be watched from a second connection.
    """
    wait = FIRST_WAIT
    while True:
        try:
            async with aclosing(_source(database or connections[DEFAULT_DB_ALIAS])) as batches:
                async for batch in batches:
                    wait = FIRST_WAIT
                    yield batch
        except (sqlite3.Error, psycopg.Error, OSError) as error:
            logger.warning("live names: the database is away (%s); trying again", error)
        await asyncio.sleep(wait * random.uniform(0.5, 1))  # noqa: S311 - spreads retries, no secret
        wait = min(2 * wait, LONGEST_WAIT)


def _source(database: BaseDatabaseWrapper) -> AsyncGenerator[Names, None]:
    if database.vendor == "postgresql":
        return _notified(_listener_parameters(database))
    name = str(database.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:
        raise ImproperlyConfigured("Live names need a database file: one in memory cannot be watched.")
    return _polled(Path(name))


async def _polled(path: Path) -> AsyncGenerator[Names, None]:
    """`data_version` changes when another connection commits and costs some microseconds to ask."""
    file = path.stat()
    # Not read-only: a reader of a WAL database must be able to create its shared memory. It never waits
    # for a lock either, because waiting here would stop every page of the process.
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=0)
    try:
        db.execute("PRAGMA query_only = ON")
        version = _number(db, "PRAGMA data_version")
        last = _number(
            db, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'live_changed_name'"
        )
        yield ALL
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if not samestat(file, path.stat()):
                raise FileNotFoundError(f"{path} was replaced")
            try:
                version_now = _number(db, "PRAGMA data_version")
                rows = _rows_after(db, last) if version_now != version else []
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                continue
            version = version_now
            if rows:
                # Ids have no holes but those that prune made while we slept.
                yield frozenset(name for _, name in rows) if rows[0][0] == last + 1 else ALL
                last = rows[-1][0]
    finally:
        db.close()


def _rows_after(db: sqlite3.Connection, last: int) -> list[tuple[int, str]]:
    query = "SELECT id, name FROM live_changed_name WHERE id > ? ORDER BY id"
    return db.execute(query, [last]).fetchall()


def _number(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])


def _listener_parameters(database: BaseDatabaseWrapper) -> dict[str, Any]:
    """Django's own parameters without what only its synchronous cursors use."""
    parameters = database.get_connection_params()
    ours = {
        k: v for k, v in parameters.items() if k not in {"cursor_factory", "context", "prepare_threshold"}
    }
    return {"connect_timeout": 5, **ours}


async def _notified(parameters: dict[str, Any]) -> AsyncGenerator[Names, None]:
    db = await psycopg.AsyncConnection.connect(**parameters, autocommit=True)
    async with db:
        await db.execute(f"LISTEN {CHANNEL}")
        yield ALL
        while True:
            async for notice in db.notifies(timeout=QUIET_SECONDS):
                yield frozenset(json.loads(notice.payload))
            async with asyncio.timeout(10):
                await db.execute("SELECT 1")
