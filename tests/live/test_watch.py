"""Names from another process reach the watcher: on both databases, after commit only, after an outage too."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ConnectionHandler

from heard.live import watch
from tests.live.conftest import Database

Heard = AsyncIterator[frozenset[str]]


def watching(database: Database, act: Callable[[Heard], Awaitable[None]]) -> None:
    """Run `act` with the changes of `database`, after the first `ALL`."""

    async def run() -> None:
        async with asyncio.timeout(20), aclosing(watch.changes(database.connection)) as heard:
            assert await anext(heard) == watch.ALL
            await act(heard)

    asyncio.run(run())


async def heard_until(heard: Heard, last: str) -> list[str]:
    names: list[str] = []
    while last not in names:
        names += sorted(await anext(heard))
    return names


def test_names_of_another_process_arrive_after_commit_only(database: Database) -> None:
    writer = database.writer()

    async def act(heard: Heard) -> None:
        assert writer.order("rollback", "ticket:1") == "undone"
        writer.publish("ticket:2", "inbox", "ticket:2")
        writer.publish("end")
        assert sorted(await heard_until(heard, "end")) == ["end", "inbox", "ticket:2"]

    watching(database, act)


def test_thousands_of_names_in_one_transaction(database: Database) -> None:
    writer = database.writer()
    many = [f"ticket:{number:07}-{'é' * 20}" for number in range(3000)]

    async def act(heard: Heard) -> None:
        writer.publish(*many, "end")
        assert set(await heard_until(heard, "end")) == {*many, "end"}

    watching(database, act)


def test_two_writers_at_once_lose_nothing(database: Database) -> None:
    writers = [database.writer(), database.writer()]

    async def act(heard: Heard) -> None:
        def write(who: int) -> None:
            for number in range(50):
                writers[who].publish(f"{who}:{number}")

        await asyncio.gather(asyncio.to_thread(write, 0), asyncio.to_thread(write, 1))
        writers[0].publish("end")
        expected = {f"{who}:{number}" for who in (0, 1) for number in range(50)}
        assert set(await heard_until(heard, "end")) == {*expected, "end"}

    watching(database, act)


def test_pruned_rows_are_gone_and_later_names_still_arrive(sqlite: Database) -> None:
    writer = sqlite.writer()

    async def act(heard: Heard) -> None:
        writer.publish("ticket:1")
        assert await anext(heard) == {"ticket:1"}
        assert writer.order("prune", "600") == "0"
        assert writer.order("prune", "0") == "1"
        writer.publish("ticket:2")
        assert await anext(heard) == {"ticket:2"}

    watching(sqlite, act)


def test_a_watcher_that_starts_on_a_pruned_table_misses_nothing(sqlite: Database) -> None:
    writer = sqlite.writer()
    writer.publish("ticket:1", "ticket:2")
    assert writer.order("prune", "0") == "2"

    async def act(heard: Heard) -> None:
        writer.publish("ticket:3")
        assert await anext(heard) == {"ticket:3"}

    watching(sqlite, act)


def test_names_pruned_while_the_watcher_slept_become_all(sqlite: Database) -> None:
    writer = sqlite.writer()

    async def act(heard: Heard) -> None:
        writer.publish("ticket:1")
        writer.order("prune", "0")
        writer.publish("ticket:2")
        assert await anext(heard) == watch.ALL

    watching(sqlite, act)


def test_a_database_file_that_went_away_and_came_back_means_all(sqlite: Database, tmp_path: Path) -> None:
    path = Path(sqlite.settings["NAME"])

    async def act(heard: Heard) -> None:
        path.rename(tmp_path / "away")
        coming = asyncio.ensure_future(anext(heard))
        await asyncio.sleep(0.5)
        assert not coming.done()
        shutil.copy(tmp_path / "away", path)
        assert await coming == watch.ALL
        sqlite.writer().publish("ticket:1")
        assert await anext(heard) == {"ticket:1"}

    watching(sqlite, act)


def test_a_lost_connection_to_postgres_means_all(postgres_settings: dict[str, str]) -> None:
    database = Database(postgres_settings)

    async def act(heard: Heard) -> None:
        user, host = postgres_settings["USER"], postgres_settings["HOST"]
        with psycopg.connect(dbname="postgres", user=user, host=host, autocommit=True) as other:
            ended = other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [postgres_settings["NAME"]],
            ).fetchall()
        assert ended == [(True,)]
        assert await anext(heard) == watch.ALL

    watching(database, act)


def test_a_locked_database_is_waited_for(sqlite: Database) -> None:
    """A rollback-journal database locks readers out for a moment; that is no outage."""

    async def act(heard: Heard) -> None:
        with sqlite3.connect(sqlite.settings["NAME"], isolation_level=None) as db:
            coming = asyncio.ensure_future(anext(heard))
            db.execute("BEGIN EXCLUSIVE")
            db.execute("INSERT INTO live_changed_name (name, at) VALUES ('ticket:1', '2026-01-01')")
            await asyncio.sleep(0.2)
            assert not coming.done()
            db.execute("COMMIT")
        assert await coming == {"ticket:1"}

    with sqlite3.connect(sqlite.settings["NAME"]) as db:
        assert db.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    watching(sqlite, act)


def test_a_database_in_memory_cannot_be_watched() -> None:
    memory = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})

    async def ask() -> None:
        await anext(watch.changes(memory["default"]))

    with pytest.raises(ImproperlyConfigured, match="database file"):
        asyncio.run(ask())
