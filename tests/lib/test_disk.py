"""A file that survives a power cut is whole or not there."""

import errno
import os
from pathlib import Path

import pytest

from heard.lib import disk


def test_what_stood_there_is_replaced_and_no_draft_is_left(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    disk.write(mark, b"first")
    disk.write(mark, b"second")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"mark": b"second"}


def test_a_full_disk_leaves_what_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "mark"
    disk.write(mark, b"first")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        disk.write(mark, b"second")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"mark": b"first"}
