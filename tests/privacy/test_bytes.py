"""After an erasure no file of the desk holds a word of the person: the data folder, PostgreSQL's own files.

A desk of its own in processes of its own, as somebody runs it. PostgreSQL's is a database beside the tests'.
"""

import gzip
import io
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests import environment
from tests.journeys import post
from tests.journeys.post import Relay
from tests.privacy.conftest import ADDRESS, TELLING

pytestmark = [pytest.mark.journey, pytest.mark.long]
DATABASE = "erasure"


@pytest.fixture
def relay() -> Iterator[Relay]:
    """A relay on this machine, which keeps what it is given."""
    with post.relay() as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path, relay: Relay) -> Iterator[dict[str, str]]:
    """The environment of a new desk in which she wrote, everything followed, and much was changed since."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HEARD_")}
    own |= {"HEARD_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "heard.settings"}
    own["HEARD_RELAY"] = relay.url
    if environment.POSTGRESQL:
        own["HEARD_DATABASE_URL"] = _new_database()
    run(own, "setup")
    subprocess.run([sys.executable, "-m", "tests.privacy.life"], env=own, check=True, timeout=120)
    yield own
    if environment.POSTGRESQL:
        with psycopg.connect(os.environ["HEARD_DATABASE_URL"], autocommit=True) as server:
            server.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")  # type: ignore[arg-type]


def _new_database() -> str:
    url = os.environ["HEARD_DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {DATABASE}")  # type: ignore[arg-type]
    return url.replace("/postgres?", f"/{DATABASE}?")


def run(desk: dict[str, str], *words: str) -> str:
    """One command of the desk; what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "heard", *words],
        env=desk,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def telling_files(folder: Path) -> dict[str, set[str]]:
    """Files below `folder` in which one of her words stands, plain, in UTF-16 or packed; with the words."""
    found: dict[str, set[str]] = {}
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                for content in _readings(path.read_bytes()):
                    if words := {word for word in TELLING if word.encode() in content}:
                        found.setdefault(str(path.relative_to(folder)), set()).update(words)
    return found


def _readings(content: bytes) -> Iterator[bytes]:
    """The bytes in lower case, as they are and unpacked where they are packed."""
    yield content.lower()
    yield content.replace(b"\0", b"").lower()
    if content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content).lower()
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield archive.read(name).lower()


def database_files(desk: dict[str, str]) -> Path:
    """Where PostgreSQL keeps the files of this one database."""
    with psycopg.connect(desk["HEARD_DATABASE_URL"], autocommit=True) as database:
        database.execute("CHECKPOINT")  # what stands in memory is in the files now
        named = "oid FROM pg_database WHERE datname = current_database()"
        row = database.execute(f"SELECT current_setting('data_directory'), {named}").fetchone()  # type: ignore[arg-type]
    assert row
    return Path(row[0]) / "base" / str(row[1])


def named(desk: dict[str, str], found: dict[str, set[str]]) -> dict[str, set[str]]:
    """By the name of the table or index, so that a failure says where to look."""
    with psycopg.connect(desk["HEARD_DATABASE_URL"]) as database:
        rows = database.execute("SELECT pg_relation_filenode(oid)::text, relname FROM pg_class").fetchall()
    names = dict(rows)
    return {names.get(file, file): words for file, words in found.items()}


def test_no_file_holds_a_word_of_hers(desk: dict[str, str], relay: Relay) -> None:
    home = Path(desk["HEARD_HOME"])
    before = telling_files(home)
    assert any(name.startswith("files/") for name in before)
    if environment.POSTGRESQL:
        in_tables = telling_files(database_files(desk))
        assert set().union(*in_tables.values()) >= set(TELLING[:3])
    else:
        assert before["heard.sqlite3"] >= set(TELLING[:3])
    said = run(desk, "erase", ADDRESS, "--yes")
    assert "Clean." in said
    last = relay.mails[-1].content
    assert (ADDRESS.encode() in last, b"It is done." in last) == (True, True)
    assert telling_files(home) == {}
    if environment.POSTGRESQL:
        folder = database_files(desk)
        assert named(desk, telling_files(folder)) == {}
        return
    with sqlite3.connect(home / "heard.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.execute("INSERT INTO search_words(search_words) VALUES('integrity-check')")
