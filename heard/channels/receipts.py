"""What we told senders to have taken (250, exit 0), written apart from the database it is checked against.

A line is written after the commit and before the word is given. So each word given has its line, also when we
are killed in between; a line whose arrival is not in the database is a mail that somebody believes we have.
"""

import json
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

log = logging.getLogger(__name__)
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Receipt:
    """We said that the mail kept as arrival `number` of `channel` is ours now."""

    door: str
    channel: int
    number: int
    at: datetime


def write(door: str, kept: Iterable[tuple[int, int]]) -> None:
    """Notes (channel, arrival) pairs. A fault is logged and no more: the mails themselves are on the disk."""
    now = timezone.now()
    lines = "".join(
        json.dumps({"door": door, "channel": channel, "number": number, "at": now.isoformat()}) + "\n"
        for channel, number in kept
    )
    path = _folder() / f"{now.date().isoformat()}.jsonl"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, lines.encode())  # one write, so that lines of several processes never mix
        finally:
            os.close(handle)
    except OSError as fault:
        log.warning("The receipt of %d mails cannot be written: %s", lines.count("\n"), fault)


def written(door: str, channel: int) -> Iterator[Receipt]:
    """What we said at this door for this channel, as far back as receipts are kept. A line that was cut
    short by a full disk or a power cut is passed over."""
    for path in sorted(_folder().glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                try:
                    said = json.loads(line)
                    if (said["door"], said["channel"]) == (door, channel):
                        at = datetime.fromisoformat(said["at"])
                        yield Receipt(door, channel, int(said["number"]), at)
                except (ValueError, KeyError, TypeError):
                    continue


def prune() -> None:
    """Forgets what is older than KEPT_DAYS."""
    oldest = timezone.now().date() - timedelta(days=KEPT_DAYS)
    for path in _folder().glob("*.jsonl"):
        try:
            if date.fromisoformat(path.stem) < oldest:
                path.unlink(missing_ok=True)
        except ValueError:  # not a file of ours
            continue


def _folder() -> Path:
    folder: Path = settings.HOME / "receipts"
    return folder
