"""A PostgreSQL database as it is at one moment, by pg_dump into a file and by pg_restore back."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from heard.backup.snapshot import Snapshot
from heard.lib.learn import learn

DEBIAN = Path("/usr/lib/postgresql")  # each version in a folder of its own, not on the PATH
# The words of a connection as psycopg and as PostgreSQL's own programs call them.
SPOKEN = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


class NoProgram(Exception):
    """PostgreSQL's own program is not here; the message says which to install."""


class Failed(Exception):
    """PostgreSQL's own program ended with a fault; the message is what it said."""


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    """The database of this moment, packed in `folder`. Raises NoProgram and Failed."""
    with psycopg.connect(**_words()) as line:
        program, version = _program("pg_dump", line.info.server_version // 10000)
        line.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        line.read_only = True
        found = line.execute("SELECT pg_export_snapshot()").fetchone()
        assert found is not None  # noqa: S101 - one row, always
        packed = folder / "database"
        how = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={found[0]}")
        _run([program, *how, f"--file={packed}"])
        packed.chmod(0o600)
        yield Snapshot("postgresql", packed, version, lambda query: line.execute(query.encode()).fetchall())


def bring_back(packed: Path, dumped_by: int) -> None:
    """Restores in one transaction: all of it or nothing. Raises NoProgram and Failed."""
    server = connection.cursor().connection.info.server_version // 10000
    program, _version = _program("pg_restore", max(server, dumped_by))
    connection.close()
    how = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run([program, *how, f"--dbname={_words()['dbname']}", str(packed)])
    learn()


def is_used() -> bool:
    """Whether there are tables already."""
    return bool(connection.introspection.table_names())


def _words() -> dict[str, Any]:
    """How to reach the database, in psycopg's words."""
    known = connection.get_connection_params()
    return {name: known[name] for name in SPOKEN if known.get(name)}


def _run(command: list[str]) -> None:
    environment = os.environ | {SPOKEN[name]: str(value) for name, value in _words().items()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{Path(command[0]).name} says: {done.stderr.strip()[-2000:]}")


def _program(name: str, least: int) -> tuple[str, int]:
    """The oldest `name` that is new enough: a newer one may write what this server does not understand."""
    here = [*(Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)), *DEBIAN.glob("*/bin")]
    found: dict[int, str] = {}
    for folder in here:
        path = shutil.which(name, path=str(folder))
        if path and (version := _version(path)) >= least:
            found.setdefault(version, path)
    if not found:
        raise NoProgram(
            f"The database is PostgreSQL {least}, and there is no {name} {least} or newer here."
            f" Install it (Debian: apt-get install postgresql-client-{least}) or put it on the PATH."
        )
    version = min(found)
    return found[version], version


def _version(path: str) -> int:
    """The major version that the program says it is, 0 if it does not run."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"(\d+)(?:\.\d+|devel|beta\d|rc\d)", said.stdout)
    return int(found[1]) if found and said.returncode == 0 else 0
