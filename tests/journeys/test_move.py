"""A desk that outgrew SQLite, moved into PostgreSQL: all of it, also when that is killed, and none twice."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from heard.lib import moved
from heard.lib.moved import Moved
from tests.conftest import mail
from tests.environment import POSTGRESQL
from tests.journeys.desk import Desk, kill_tree, new_desk, wait_for
from tests.journeys.test_killing import SEED
from tests.journeys.visitor import Person

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not POSTGRESQL, reason="PostgreSQL is where desks move to"),
]

# Every value of every row as Django reads it, and what a search finds: by table how many rows and their
# checksum, by query the hits.
_STANDS = """
import hashlib, json
import django
django.setup()
from django.apps import apps
from heard.search import index
from heard.staff.models import Person
from heard.tickets import finding

def plain(value):
    if isinstance(value, dict | list):
        return json.dumps(value, sort_keys=True)
    return bytes(value) if isinstance(value, memoryview) else value

index.PATIENCE = 60  # a loaded machine must not find less
tables, found = {}, {}
for model in apps.get_models(include_auto_created=True):
    columns = [field.attname for field in model._meta.concrete_fields]
    rows = [repr([plain(value) for value in row]) for row in model._base_manager.values_list(*columns)]
    tables[model._meta.db_table] = [len(rows), hashlib.sha256("".join(sorted(rows)).encode()).hexdigest()]
owner = Person.objects.get(email="maren@quillanby.example")
for typed in ("lamp", '"the lamp"', "lamp -shade", "ord*", "lamp status:active", "before:1d lamp"):
    asked = finding.ask(owner, typed)
    found[typed] = [[hit.ref_id, hit.ticket] for hit in (*finding.newest(asked).hits, *finding.best(asked))]
print(json.dumps([tables, found]))
"""
# Who else is in the database.
_OTHERS = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_TABLES = "SELECT 1 FROM pg_tables WHERE schemaname = 'public'"
# What migrations do not say.
_WITH_ROWS = " AND query SIMILAR TO '(COPY|ALTER TABLE % PRIMARY KEY|FETCH|ANALYZE)%'"


@pytest.fixture
def desks() -> Iterator[tuple[Desk, Desk]]:
    """The demo company on SQLite, and the same data folder with an empty PostgreSQL."""
    with new_desk(HEARD_DEMO="1") as target:
        source = Desk(target.home, f"sqlite:///{target.home}/heard.sqlite3", target.log, HEARD_DEMO="1")
        source.run("-m", "heard", "setup", "--demo=small")
        try:
            yield source, target
        finally:
            source.close()


def test_a_desk_moves(desks: tuple[Desk, Desk]) -> None:
    source, target = desks
    with closing(sqlite3.connect(source.home / "heard.sqlite3", isolation_level=None)) as somebody:
        last = _last_number(somebody)
        assert "is running, or a command uses it" in refused(target, "move", code=1)
    before = stands(source)
    tables, found = before
    assert found["lamp"]
    _killed_while_rows_are_there(target)
    assert target.run("-m", "heard", "move").startswith(
        f"{sum(rows for rows, _sum in tables.values()):,} rows"
    )
    assert stands(target) == before
    assert "was moved to PostgreSQL" in refused(source, "up", "--demo=small", code=os.EX_CONFIG)
    assert "was moved to PostgreSQL" in refused(source, "take-mail", code=os.EX_TEMPFAIL)
    assert "was moved before" in refused(target, "move", code=1)

    target.start("up", "--demo=small")
    target.wait_healthy()
    owner = Person(target.http_port).sign_in(*_sign_in_of(target))
    assert "Quillanby" in owner.read("/desk/views/open/")
    assert "<mark>" in owner.read("/desk/search?q=lamp")
    assert target.tried("-m", "heard", "take-mail", given=mail()).returncode == 0
    wait_for(lambda: _newest(target) == last + 1, "the mail to become the next ticket", 30)


@pytest.mark.long
def test_a_move_killed_at_any_moment(desks: tuple[Desk, Desk]) -> None:
    """From a desk at work, which is refused, until one ends by itself."""
    source, target = desks
    up = source.start("up", "--demo=small")
    source.wait_healthy()
    assert "is running, or a command uses it" in refused(target, "move", code=1)
    kill_tree(up)
    chance, before, kills = random.Random(SEED), stands(source), 0
    print(f"HEARD_TEST_SEED={SEED}")
    # As if the first one had been killed between its mark and its commit.
    moved.mark(source.home, Moved(source.home / "heard.sqlite3", "nowhere", datetime.now(UTC)))
    assert "was moved to PostgreSQL" in refused(source, "up", "--demo=small", code=os.EX_CONFIG)
    began = time.monotonic()
    while not target.rows(_TABLES):
        process = target.start("move")
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0, 1.5 * kills))
        kill_tree(process)
        wait_for(lambda: not target.rows(_OTHERS), "the server to notice", 30)
        kills += 1
    print(f"{kills} kills in {time.monotonic() - began:.0f} s")
    assert kills > 3
    assert stands(target) == before


def stands(desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a desk holds: by table how many rows and their checksum, and by query what is found."""
    tables, found = json.loads(desk.run("-c", _STANDS))
    return tables, found


def refused(desk: Desk, *command: str, code: int) -> str:
    """What a command says that ends with `code`."""
    done = desk.tried("-m", "heard", *command, given=mail())
    assert done.returncode == code, done.stderr.decode()
    return done.stderr.decode()


def _last_number(database: sqlite3.Connection) -> int:
    """As if the last ticket were gone: its number, which nobody may get again."""
    ahead = "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'tickets_ticket' RETURNING seq"
    return int(database.execute(ahead).fetchone()[0])


def _killed_while_rows_are_there(target: Desk) -> None:
    """Kills a move while rows come in, get their keys, or are compared."""
    process = target.start("move")
    with psycopg.connect(target.database_url, autocommit=True) as server:
        while process.poll() is None and not server.execute(_OTHERS + _WITH_ROWS).fetchone():
            time.sleep(0.005)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    wait_for(lambda: not target.rows(_OTHERS), "the server to notice", 30)
    assert target.rows(_TABLES) == []
    assert not (target.home / "moved").exists()


def _sign_in_of(desk: Desk) -> list[str]:
    """The owner's address and password."""
    return (desk.home / "demo_sign_in").read_text().split()[:2]


def _newest(desk: Desk) -> int:
    return desk.number("SELECT max(number) FROM tickets_ticket")
