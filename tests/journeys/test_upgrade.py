"""An older database becomes one of this version, also when the upgrade is killed again and again."""

import json
import os
import random
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.environment import POSTGRESQL
from tests.journeys import older as older_desk
from tests.journeys.desk import ROOT, Desk, kill_tree, new_desk, wait_for
from tests.journeys.post import Sender, letter
from tests.journeys.test_backup import programs
from tests.journeys.test_killing import SEED

pytestmark = pytest.mark.journey
MANY_ROWS = (
    "customers_customer",
    "customers_identity",
    "tickets_ticket",
    "tickets_tickettag",
    "tickets_message",
    "tickets_note",
    "tickets_attachment",
    "files_blob",
    "channels_arrival",
    "channels_outgoing",
    "timeline_entry",
    "reactions_reaction",
    "search_doc",
)
_STANDS = """
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
print(len(executor.migration_plan(executor.loader.graph.leaf_nodes())))
"""


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A desk whose tables are those of a version of long ago."""
    with new_desk(PATH=programs()) as desk:
        older(desk, "make")
        yield desk


def older(desk: Desk, what: str) -> Any:
    """What tests/journeys/older.py says of this desk."""
    said = desk.run("-m", "tests.journeys.older", what)
    return json.loads(said) if said else None


def stands(desk: Desk) -> tuple[int, Any]:
    """How many steps are left to this version, and every row that the older version had, by its digest."""
    return int(desk.run("-c", _STANDS)), older(desk, "rows")


def same_rows(now: Any, before: Any) -> bool:
    """Whether every row is there with what stood in it, but for loops' signs of life; says of which not."""
    lost = {
        table: (len(now[table]["rows"]), len(then["rows"]))
        for table, then in before.items()
        if now[table] != then and table != "lib_heartbeat"
    }
    if lost:
        print(f"other rows now than before: {lost}")
    return not lost


def works(desk: Desk) -> None:
    """The desk of today starts on it, finds what was said, reads each file, and takes in a mail."""
    with_word = list(range(10, older_desk.MANY + 1, 10))
    found = older(desk, "find")
    assert found["words"] == with_word
    assert found["number"][0] == 123
    assert found["customers"] == ["Ursula Müller-77 🕰"]
    up, tickets = desk.up(), desk.number("SELECT count(*) FROM tickets_ticket")
    assert tickets == older_desk.MANY
    Sender(desk.smtp_port).insist(letter(1))
    wait_for(
        lambda: desk.number("SELECT count(*) FROM tickets_ticket") == tickets + 1,
        "a mail to become a ticket",
        30,
    )
    up.terminate()
    assert up.wait(30) == 0


_STEPS = "SELECT count(*) FROM django_migrations"


_NO_ROOM = """
import django
django.setup()
from heard.backup import upgrade
upgrade.ROOM = 10**12
try:
    upgrade.prepare()
except upgrade.Refused as reason:
    print(reason)
"""


def test_without_room_nothing_is_changed(desk: Desk) -> None:
    before, steps = stands(desk), desk.number(_STEPS)
    said = desk.run("-c", _NO_ROOM)
    assert re.fullmatch(
        rf"The upgrade needs [\d,]+ MB in {re.escape(str(desk.home))}, and [\d,]+ MB are free\."
        r" Make room, and start again\. Nothing was changed\.",
        said.strip(),
    )
    assert (stands(desk), desk.number(_STEPS)) == (before, steps)
    assert list((desk.home / "before-upgrade").iterdir()) == []


def test_an_upgrade_killed_again_and_again(desk: Desk) -> None:
    before, steps = stands(desk), [desk.number(_STEPS)]
    assert before[0] > 20
    counted = {table: len(then["rows"]) for table, then in before[1].items()}
    print(f"rows before: {counted}")
    assert min(counted[table] for table in MANY_ROWS) >= older_desk.MANY
    mark = desk.home / "before-upgrade" / "unfinished"
    for _kill in range(3):
        process, first = desk.start("setup"), steps[-1]
        wait_for(lambda first=first: desk.number(_STEPS) > first, "the first steps", 30)
        process.kill()
        process.wait()
        steps.append(desk.number(_STEPS))
        assert mark.exists()
    print(f"steps done after each kill: {steps}")
    desk.run("-m", "heard", "setup")
    left, now = stands(desk)
    assert left == 0
    assert same_rows(now, before[1])
    copies = [path for path in (desk.home / "before-upgrade").iterdir() if path.is_file()]
    assert len(copies) == 1
    assert copies[0].stat().st_mode & 0o777 == 0o600


@pytest.mark.long
def test_the_way_back() -> None:
    with new_desk(PATH=programs()) as desk:
        older(desk, "make")
        before = stands(desk)
        said = desk.run("-m", "heard", "setup")
        (copy,) = [path for path in (desk.home / "before-upgrade").iterdir() if path.is_file()]
        assert f"The database as it was stands in {copy}; docs/running.md says how to go back to it." in said
        left, now = stands(desk)
        assert (left, same_rows(now, before[1])) == (0, True)
        _go_back(desk, copy)
        assert stands(desk) == before
        desk.run("-m", "heard", "setup")
        left, now = stands(desk)
        assert (left, same_rows(now, before[1])) == (0, True)


def _go_back(desk: Desk, copy: Path) -> None:
    """As docs/running.md says it."""
    page = (ROOT / "docs" / "running.md").read_text()
    way = re.search(r"The way back(.*?)\n\n", page, re.DOTALL)
    assert way
    (sqlite, *postgresql) = [each.replace("\n", " ") for each in re.findall(r"`([^`]{30,})`", way[1])]
    name = "20261122-060000"
    for command in postgresql if POSTGRESQL else [sqlite]:
        told = command.replace(f"{name}{copy.suffix}", copy.name)
        where = desk.environment | {"PATH": programs()}
        subprocess.run(["sh", "-c", told], env=where, cwd=desk.home, check=True, timeout=60)


@pytest.mark.long
def test_an_upgrade_killed_at_any_moment_comes_up_again() -> None:
    chance = random.Random(SEED)
    print(f"HEARD_TEST_SEED={SEED}")
    with new_desk(PATH=programs()) as desk:
        older(desk, "make")
        before, kills, first = stands(desk), 0, desk.number(_STEPS)
        while kills < 20 or desk.number(_STEPS) == first:
            process = desk.start("up" if kills % 2 else "setup")
            time.sleep(chance.uniform(0.3, 1 + kills / 5))
            kill_tree(process)
            kills += 1
            assert kills < 60
        copies = [path for path in (desk.home / "before-upgrade").glob("2*") if path.is_file()]
        print(f"{kills} kills, {stands(desk)[0]} of {before[0]} steps left, {len(copies)} copies")
        assert copies
        desk.run("-m", "heard", "setup")
        left, now = stands(desk)
        assert (left, same_rows(now, before[1])) == (0, True)
        works(desk)


def test_the_upgraded_desk_works(desk: Desk) -> None:
    works(desk)


def test_a_second_start_copies_nothing(desk: Desk) -> None:
    assert b"before-upgrade" not in desk.tried("-m", "heard", "setup").stdout
    assert len(list((desk.home / "before-upgrade").iterdir())) == 1


def test_a_database_of_a_newer_version_is_refused(desk: Desk) -> None:
    desk.run(
        "-c",
        "import django; django.setup()\n"
        "from django.db.migrations.recorder import MigrationRecorder as R\n"
        "from django.db import connection\n"
        "R(connection).record_applied('tickets', '9999_from_tomorrow')",
    )
    for command in ("setup", "up"):
        refused = desk.tried("-m", "heard", command)
        assert refused.returncode == os.EX_CONFIG
        assert b"it has tickets.9999_from_tomorrow, which this one does not know" in refused.stderr
