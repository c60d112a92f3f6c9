"""What a log may say: which words of a page's path, how much of a fault, and what no line holds."""

import json
import logging
import sqlite3
import sys

import psycopg
import pytest
from django.db import IntegrityError

from heard.lib import logs, masking
from heard.lib.logs import Json, Text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/desk/", "/desk/"),
        ("/desk/tickets/12/?q=Ada", "/desk/tickets/12/"),
        ("/my/link/AbCdEf123456/x", "/my/link/…/…"),
        ("/help/how-ada-fell", "/help/…"),
        ("/Ada Okoye/desk", "/…/desk"),
        ("/desk/tickets/12345678901/", "/desk/tickets/…/"),
        ("/api/v1/tickets/7/replies", "/api/v1/tickets/7/replies"),
    ],
)
def test_a_path_is_our_own_words_and_numbers(asked: str, said: str) -> None:
    assert masking.path(asked) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("refused ada@okoye.example: unknown", "refused …@…: unknown"),
        ("RCPT TO:<ada+bell@okoye.example> BODY=8", "RCPT TO:<…@…> BODY=8"),
        ("GET /desk/search/?q=bell&n=1 HTTP", "GET /desk/search/?… HTTP"),
        ("see /my/link/AbCdEf123456/", "see /my/link/…/"),
        ("12 of 40 (at 10:30)", "12 of 40 (at 10:30)"),
    ],
)
def test_any_line_is_cleaned(written: str, said: str) -> None:
    assert masking.clean(written) == said


def test_a_fault_is_told_by_its_kind_and_what_the_machine_said() -> None:
    assert masking.told(ValueError("Ada Okoye is no number")) == "ValueError"
    assert masking.told(OSError(28, "No room", "/x/ada")) == "OSError: No room"
    with pytest.raises(sqlite3.Error) as locked:
        sqlite3.connect(":memory:").execute('SELECT "Ada" FROM bells')
    assert masking.told(locked.value) == "sqlite3.OperationalError: SQLITE_ERROR"
    wrapped = IntegrityError("Key (email)=(ada@okoye.example) already exists.")
    wrapped.__cause__ = psycopg.errors.UniqueViolation()
    assert masking.told(wrapped) == "django.db.utils.IntegrityError: 23505"
    away = psycopg.OperationalError('connection failed: password of "ada" was wrong\nmore')
    assert masking.told(away) == "psycopg.OperationalError: connection failed: password of … was wrong"


def test_a_record_says_where_and_not_what() -> None:
    def stumble() -> None:
        try:
            int("Ada Okoye")
        except ValueError as fault:
            raise KeyError("her bell") from fault

    try:
        stumble()
    except KeyError:
        raised = sys.exc_info()
    record = logging.makeLogRecord({"msg": "%s fell at %s", "exc_info": raised})
    record.args = (KeyError("her bell"), "/desk/Ada/")
    written = Text().format(record).partition(": ")[2]
    assert written.startswith("KeyError fell at /desk/…/\nTraceback (most recent call last):\n")
    assert "in stumble" in written
    assert "\nKeyError\n\nwhich came from\n" in written
    assert written.endswith("\nValueError")
    assert "Ada Okoye" not in written.replace('int("Ada Okoye")', "")  # the line of this file
    assert "bell" not in written.replace('KeyError("her bell")', "")
    assert "her bell fell" in Text(words=True).format(record).replace("'", "")


def test_a_line_for_machines() -> None:
    record = logging.makeLogRecord(
        {
            "name": "heard.web.access",
            "levelname": "INFO",
            "created": 1_795_000_000.25,
            "msg": "asked",
        }
    )
    record.asked = {"method": "GET", "path": "/desk/", "status": 200, "ms": 3.5, "person": 7}
    before = logs.request_id.set("ab" * 16)
    said = Json().format(record)
    logs.request_id.reset(before)
    assert json.loads(said) == {
        "time": "2026-11-18T11:06:40.250Z",
        "level": "INFO",
        "logger": "heard.web.access",
        "message": "asked",
        "request": "ab" * 16,
        **record.asked,
    }
