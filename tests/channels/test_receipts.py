"""What we told senders stands apart from the database, line by line."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from heard.channels import receipts


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> Path:
    """Receipts of this test only."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path / "receipts"


def test_a_receipt_is_read_back_by_door_and_channel() -> None:
    receipts.write("smtp", [(1, 10), (2, 11)])
    receipts.write("pipe", [(1, 12)])
    assert [one.number for one in receipts.written("smtp", 1)] == [10]
    assert [one.number for one in receipts.written("pipe", 1)] == [12]


def test_a_line_that_was_cut_short_is_passed_over(own_folder: Path) -> None:
    receipts.write("smtp", [(1, 10)])
    (path,) = own_folder.glob("*.jsonl")
    path.write_text(path.read_text() + '{"door": "sm')
    assert [one.number for one in receipts.written("smtp", 1)] == [10]


def test_old_ones_are_forgotten(own_folder: Path) -> None:
    receipts.write("smtp", [(1, 10)])
    old = timezone.now().date() - timedelta(days=receipts.KEPT_DAYS + 1)
    (own_folder / f"{old.isoformat()}.jsonl").write_text('{"door": "smtp", "channel": 1}\n')
    receipts.prune()
    assert len(list(own_folder.glob("*.jsonl"))) == 1


def test_a_folder_that_cannot_be_written_stops_no_mail(own_folder: Path) -> None:
    own_folder.write_text("a file where the folder should be")
    receipts.write("smtp", [(1, 10)])
    assert list(receipts.written("smtp", 1)) == []
