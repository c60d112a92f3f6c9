"""The mark of a desk that left its SQLite file."""

from datetime import UTC, datetime
from pathlib import Path

from heard.lib import moved
from heard.lib.moved import Moved

AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


def test_only_the_file_that_was_left_is_refused(tmp_path: Path) -> None:
    left = tmp_path / "heard.sqlite3"
    assert moved.fault(tmp_path, left) is None
    moved.mark(tmp_path, Moved(left, "desk at db.example:5432", AT))
    assert moved.marked(tmp_path) == Moved(left, "desk at db.example:5432", AT)
    assert moved.fault(tmp_path, tmp_path / "other.sqlite3") is None
    assert moved.fault(tmp_path, tmp_path / "x" / ".." / "heard.sqlite3") == (
        f"The desk of {left} was moved to PostgreSQL, desk at db.example:5432, on 2026-11-22 at 10:30 UTC."
        " Set HEARD_DATABASE_URL to that. docs/running.md says how to go back."
    )
