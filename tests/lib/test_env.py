"""Settings are read with their types, and a wrong one says what to write instead."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.lib import env
from heard.lib.env import Endpoint, Environment, Fault, Relay, WrongSettings


def test_a_value_is_read_with_its_type() -> None:
    environment = Environment({"PORT": "[::1]:80"})
    found = environment.read("PORT", env.endpoint, default="127.0.0.1:1", meaning="")
    assert found == Endpoint("::1", 80)
    assert found.is_loopback
    assert str(found) == "[::1]:80"


def test_all_faults_are_told_at_once() -> None:
    environment = Environment({"A": "x", "B": "maybe"})
    environment.read("A", env.number(least=1, most=9), default="5", meaning="")
    environment.read("B", env.flag, default="0", meaning="")
    with pytest.raises(WrongSettings) as wrong:
        environment.check("HEARD_")
    assert str(wrong.value) == (
        "Heard cannot start with these settings:\n"
        "  - A='x': write a number.\n"
        "  - B='maybe': write 1 or 0.\n"
        "See docs/settings.md."
    )


def test_a_misspelt_setting_is_named() -> None:
    environment = Environment({"HEARD_PROT": "1", "PATH": "x"})
    environment.read("HEARD_PORT", env.text, default="", meaning="")
    with pytest.raises(
        WrongSettings, match=r"HEARD_PROT: there is no such setting\. Did you mean HEARD_PORT\?"
    ):
        environment.check("HEARD_")


@pytest.mark.parametrize(
    ("written", "host"), [("0.0.0.0:80", False), ("127.0.0.1:80", True), ("localhost:80", True)]
)
def test_loopback(written: str, *, host: bool) -> None:
    assert env.endpoint(written).is_loopback is host


def test_relay() -> None:
    assert env.relay("smtp://bo:p%40ss@mail.example:587") == Relay(
        "mail.example", 587, "bo", "p@ss", "starttls"
    )
    assert env.relay("smtps://mail.example") == Relay("mail.example", 465, security="tls")
    assert env.relay("") is None


def test_database() -> None:
    assert env.database("sqlite:////var/heard.db")["NAME"] == "/var/heard.db"
    found = env.database("postgresql://me:secret@db.example:5433/desk?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "me", "secret", "db.example", "5433", "desk",
    )  # fmt: skip
    assert found["OPTIONS"] == {"sslmode": "require"}
    assert env.database("postgresql:///desk?host=/run/postgresql")["HOST"] == "/run/postgresql"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(Fault, match="Name a folder"):
        env.folder(str(file))


READERS = [env.endpoint, env.optional_endpoint, env.web_address, env.relay, env.database, env.flag]


@given(st.text(max_size=60))
def test_whatever_is_written_gives_a_value_or_a_fault(written: str) -> None:
    for reader in READERS:
        try:
            reader(written)
        except Fault:
            continue
