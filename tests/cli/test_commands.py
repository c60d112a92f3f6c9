"""The commands, as a person or an MTA calls them: real processes, an own data folder."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import mail
from tests.environment import POSTGRESQL
from tests.journeys.desk import COMPANY, new_desk

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(POSTGRESQL, reason="a folder alone is on SQLite"),
]


def heard(
    home: Path, *arguments: str, stdin: bytes = b"", **settings: str
) -> "subprocess.CompletedProcess[bytes]":
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HEARD_")}
    return subprocess.run(
        [sys.executable, "-m", "heard", *arguments],
        env=environment | {"HEARD_HOME": str(home)} | settings,
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The data folder of a demo."""
    with new_desk() as desk:
        yield desk.fill("small").home


def test_a_token_is_printed_alone(home: Path) -> None:
    made = heard(home, "token", "--scopes", "all")
    assert made.stdout.decode().strip().startswith("heard_")
    assert len(made.stdout.split()) == 1


def test_a_scope_that_does_not_exist(home: Path) -> None:
    made = heard(home, "token", "--scopes", "everything")
    assert (made.returncode, made.stdout) == (2, b"")
    assert b"tickets:read" in made.stderr


def test_take_mail_says_0_when_it_is_kept(home: Path) -> None:
    assert heard(home, "take-mail", stdin=mail()).returncode == os.EX_OK


def test_take_mail_says_67_for_an_unknown_mailbox(home: Path) -> None:
    taken = heard(home, "take-mail", "--to", "who@else.example", stdin=mail())
    assert taken.returncode == os.EX_NOUSER


def test_take_mail_says_65_for_a_mail_that_is_too_large(home: Path) -> None:
    taken = heard(home, "take-mail", stdin=b"x" * 1_100_000, HEARD_MAIL_MB="1")
    assert taken.returncode == os.EX_DATAERR


def test_take_mail_says_75_when_it_cannot_be_stored(tmp_path: Path) -> None:
    assert heard(tmp_path, "take-mail", stdin=mail()).returncode == os.EX_TEMPFAIL
    unreachable = {"HEARD_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    assert heard(tmp_path, "take-mail", stdin=mail(), **unreachable).returncode == os.EX_TEMPFAIL


def test_a_new_desk_takes_mail_before_anybody_named_it(tmp_path: Path) -> None:
    assert heard(tmp_path, "setup").returncode == 0
    assert heard(tmp_path, "take-mail", stdin=mail()).returncode == os.EX_OK


def test_wrong_settings_are_explained(tmp_path: Path) -> None:
    run = heard(tmp_path, "setup", HEARD_SMTP="25", HEARD_UNDO_SECONDS="soon")
    assert run.returncode == os.EX_CONFIG
    assert b"HEARD_SMTP='25': write host:port" in run.stderr
    assert b"HEARD_UNDO_SECONDS='soon': write a number." in run.stderr


@pytest.mark.parametrize("command", [["doctor"], ["token", "--scopes", "all"], ["backup", "desk.tar"]])
def test_a_folder_without_a_desk_is_named_and_left_alone(tmp_path: Path, command: list[str]) -> None:
    asked = heard(tmp_path / ".heard", *command)
    assert (asked.returncode, asked.stdout) == (os.EX_CONFIG, b"")
    assert f"There is no desk in {tmp_path}/.heard." in asked.stderr.decode()
    assert "HEARD_HOME" in asked.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = heard(tmp_path / "file" / "home", "setup")
    assert run.returncode in {1, os.EX_CONFIG}
    assert b"HEARD_HOME" in run.stderr
    assert b"Traceback" not in run.stderr


def test_a_database_that_does_not_answer_is_explained(tmp_path: Path) -> None:
    run = heard(tmp_path, "setup", HEARD_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert run.returncode == 1
    assert b"HEARD_DATABASE_URL" in run.stderr
    assert b"Traceback" not in run.stderr


def test_a_demo_is_for_this_machine_only(tmp_path: Path) -> None:
    run = heard(tmp_path, "setup", "--demo", HEARD_HTTP="0.0.0.0:8000", HEARD_URL="http://desk.example")
    assert run.returncode == os.EX_CONFIG
    assert b"listens on this machine only" in run.stderr


def test_a_desk_beyond_this_machine_needs_its_address(tmp_path: Path) -> None:
    run = heard(tmp_path, "setup", HEARD_HTTP="0.0.0.0:8000")
    assert run.returncode == os.EX_CONFIG
    assert b"set HEARD_URL" in run.stderr


def test_a_demo_is_not_started_as_a_real_desk(home: Path) -> None:
    run = heard(home, "up")
    assert run.returncode == 1
    assert b"heard up --demo" in run.stderr


def test_an_address_in_use_is_named_before_anything_starts(home: Path, free_port: int) -> None:
    with socket.create_server(("127.0.0.1", free_port)):
        run = heard(home, "up", "--demo", HEARD_HTTP=f"127.0.0.1:{free_port}", HEARD_SMTP="off")
    assert run.returncode == 1
    assert f"Heard cannot listen on 127.0.0.1:{free_port}".encode() in run.stderr


def test_a_real_desk_is_not_filled_with_a_demo() -> None:
    with new_desk() as desk:
        run = heard(desk.open().home, "up", "--demo")
    assert run.returncode == 1
    assert f"the real desk of {COMPANY}".encode() in run.stderr


def test_somebody_new_gets_a_link_and_a_second_one(home: Path) -> None:
    made = heard(home, "person", "zoe@quillanby.example", "--name", "Zoe Hart")
    again = heard(home, "person", "ZOE@quillanby.example")
    for run in (made, again):
        assert re.fullmatch(rb"http://127\.0\.0\.1:\d+/join/[\w-]{32}/", run.stdout.strip())
    assert made.stdout != again.stdout
    assert heard(home, "person", "zoe@quillanby.example", "--name", "Zoe Hart").returncode == 2
    assert heard(home, "person", "nobody@quillanby.example").returncode == 2


def test_static_files_are_made_once_a_build(home: Path) -> None:
    """Making them costs a second of every start."""
    made = home / "static" / "staticfiles.json"
    os.utime(made, (1, 1))
    assert heard(home, "setup", "--demo").returncode == 0
    assert made.stat().st_mtime == 1
    (home / "static" / "build").write_text("of an older release")
    assert heard(home, "setup", "--demo").returncode == 0
    assert made.stat().st_mtime > 1


def test_a_customer_is_exported_and_then_erased(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "theirs.zip"
    exported = heard(home, "export", "1", str(target))
    assert exported.returncode == 0
    with ZipFile(target) as archive:
        assert json.loads(archive.read("desk.json"))["customer"] == 1
        address = json.loads(archive.read("customer.json"))["customer"]["addresses"][0]["address"]
    assert target.stat().st_mode & 0o777 == 0o600
    again = heard(home, "export", address, str(target))
    assert (again.returncode, b"is there already" in again.stderr) == (1, True)
    unasked = heard(home, "erase", address)
    assert (unasked.returncode, b"--yes" in unasked.stderr) == (1, True)
    erased = heard(home, "erase", address, "--yes", "--later")
    assert erased.returncode == 0
    assert f"(customer 1): {address}" in erased.stdout.decode()
    for command in (["export", address, str(tmp_path / "none.zip")], ["erase", address, "--yes"]):
        assert heard(home, *command).returncode == os.EX_USAGE
    assert not (tmp_path / "none.zip").exists()
