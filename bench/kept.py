"""Where are the large desks that a bench comes back to? Made once, and kept under BENCH_HOMES.

BENCH_HOMES names a folder in which the seeded desks (SQLite) stay for the next run: a million tickets take a
quarter of an hour. With HEARD_TEST_DATABASE=postgresql the desk of that size is moved from there with
`heard move` to the PostgreSQL server whose data folder HEARD_TEST_CLUSTER names, and stays in it, too: in the
database `bench_1000000`, with the data folder `1000000-postgresql` beside the first one.
`python -m bench.kept` only makes those of BENCH_TICKETS (default: 10000,100000).
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg

from tests import environment
from tests.environment import CLUSTER, POSTGRESQL
from tests.journeys.desk import ROOT, Desk, new_desk

HOMES = os.environ.get("BENCH_HOMES", "")
SIZES = [int(size) for size in os.environ.get("BENCH_TICKETS", "10000,100000").split(",")]
DATABASE = ("heard.sqlite3", "heard.sqlite3-wal", "heard.sqlite3-shm", "before-upgrade")
SEEDED = "seeded"  # stands in the data folder of a desk that is whole


@contextmanager
def desk_of(size: int, **settings: str) -> Iterator[Desk]:
    """A desk of so many tickets, with the tables of this version; kept if BENCH_HOMES says where."""
    if not HOMES or (POSTGRESQL and not CLUSTER):
        with new_desk(**settings) as desk:
            yield _seed(desk, size)
        return
    on_sqlite = Path(HOMES) / str(size)
    if not POSTGRESQL:
        with new_desk(home=on_sqlite, **settings) as desk:
            yield _of_this_version(desk) if (desk.home / SEEDED).exists() else _seed(desk, size)
        return
    home, url = on_sqlite.with_name(f"{size}-postgresql"), _database(f"bench_{size}")
    with new_desk(nullcontext(url), home, **settings) as desk:
        if (home / SEEDED).exists():
            yield _of_this_version(desk)
        elif (on_sqlite / SEEDED).exists():
            yield _move(desk, on_sqlite)
        else:
            yield _seed(desk, size)


def main() -> int:
    for size in SIZES:
        with desk_of(size) as desk:
            print(f"   {size:,} tickets: {desk.home}, {desk.database_url}")
    return 0


def _of_this_version(desk: Desk) -> Desk:
    _heard(desk, "setup")
    return desk


def _seed(desk: Desk, size: int) -> Desk:
    desk.open()
    began = time.monotonic()
    _heard(desk, "seed", "--tickets", str(size))
    print(f"   {size:,} tickets: seeded in {time.monotonic() - began:.0f} s")
    (desk.home / SEEDED).touch()
    return desk


def _move(desk: Desk, source: Path) -> Desk:
    """Its data folder is a copy, so that the desk on SQLite stays one that starts."""
    with new_desk(home=source, database=nullcontext(f"sqlite:///{source}/{DATABASE[0]}")) as old:
        _of_this_version(old)
    shutil.copytree(source, desk.home, ignore=shutil.ignore_patterns(*DATABASE, SEEDED), dirs_exist_ok=True)
    print("  ", _heard(desk, "move", "--from", str(source / DATABASE[0])).partition("\n")[0])
    (desk.home / SEEDED).touch()
    return desk


def _heard(desk: Desk, *command: str) -> str:
    """What a command says that may take long, and shows so."""
    return subprocess.run(
        [sys.executable, "-m", "heard", *command],
        env=desk.environment,
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def _database(name: str) -> str:
    """The address of this database of the cluster, made if it is not there."""
    server = os.environ["HEARD_DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            admin.execute(f"CREATE DATABASE {name}".encode())
    return server.replace("/postgres?", f"/{name}?")


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        environment.pytest_unconfigure()
