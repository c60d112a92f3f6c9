"""What stands in the lines that an IMAP server sends (RFC 3501), and in those we send."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from heard.channels.email import receive

UID = re.compile(rb"\bUID (\d+)")
SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
AT = re.compile(rb'\bINTERNALDATE "([^"]{10,40})"')
HEADERS = 20_000  # bytes of a mail's header that are read to name it
MOST = 5_000_000  # UIDs in one folder; a range that claims more is a fault of the server


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as the server has it; `at` is when it reached the mailbox."""

    uid: int
    raw: bytes
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Named:
    """What tells people which mail is meant, read from its header alone."""

    uid: int
    size: int
    message_id: str
    sender: str
    subject: str
    date: str


def folder_name(name: str) -> str:
    """A folder's name in modified UTF-7 (RFC 3501 5.1.3), quoted."""
    words = []
    for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", name):
        if run.isascii() and run.isprintable():
            words.append(run.replace("&", "&-"))
        else:
            coded = base64.b64encode(run.encode("utf-16-be")).decode("ascii")
            words.append(f"&{coded.rstrip('=').replace('/', ',')}-")
    plain = "".join(words).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def numbers(lines: Sequence[Any]) -> list[int]:
    """The numbers of a SEARCH."""
    return sorted({int(word) for line in lines if line for word in line.split()})


def numbers_in_ranges(lines: Sequence[Any]) -> list[int]:
    """The numbers of an ESEARCH, such as `(TAG "A1") UID ALL 2,10:15`."""
    found: set[int] = set()
    for line in lines:
        match = re.search(rb"\bALL ([\d:,]+)", line or b"")
        for part in match[1].split(b",") if match else ():
            ends = sorted(int(end) for end in part.split(b":"))
            if ends[-1] - ends[0] > MOST:
                raise ValueError("The server counts more mails than a folder can hold.")
            found.update(range(ends[0], ends[-1] + 1))
    return sorted(found)


def sizes(lines: Sequence[Any]) -> dict[int, int]:
    """UID and size of each FETCH line."""
    found: dict[int, int] = {}
    for line in lines:
        if isinstance(line, bytes) and (uid := UID.search(line)) and (size := SIZE.search(line)):
            found[int(uid[1])] = int(size[1])
    return found


def moments(lines: Sequence[Any]) -> dict[int, datetime | None]:
    """UID of each FETCH line, and when its mail reached the mailbox."""
    found = {}
    for line in lines:
        if isinstance(line, bytes) and (uid := UID.search(line)):
            found[int(uid[1])] = _moment(line)
    return found


def mails(lines: Sequence[Any]) -> list[Mail]:
    """The mails of a FETCH."""
    return [
        Mail(int(uid[1]), literal, _moment(around))
        for around, literal in _literals(lines)
        if (uid := UID.search(around))
    ]


def named(lines: Sequence[Any]) -> list[Named]:
    """The headers of a FETCH, read as any mail is."""
    found = []
    for around, literal in _literals(lines):
        if uid := UID.search(around):
            mail = receive.read(literal[:HEADERS])
            size = SIZE.search(around)
            found.append(
                Named(
                    uid=int(uid[1]),
                    size=int(size[1]) if size else 0,
                    message_id=mail.message_id[:250],
                    sender=mail.sender.email[:254],
                    subject=mail.subject[:250],
                    date=mail.sent_at.isoformat() if mail.sent_at else "",
                )
            )
    return found


def _literals(lines: Sequence[Any]) -> list[tuple[bytes, bytes]]:
    """Each literal with what stands around it: attributes may come before and after. imaplib gives
    (before, literal) and then the rest of the line."""
    found = []
    for place, line in enumerate(lines):
        if isinstance(line, tuple):
            after = lines[place + 1] if place + 1 < len(lines) else b""
            found.append((line[0] + b" " + (after if isinstance(after, bytes) else b""), line[1]))
    return found


def _moment(around: bytes) -> datetime | None:
    match = AT.search(around)
    if not match:
        return None
    try:
        return datetime.strptime(match[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:  # a date that is none: the mail counts as come now
        return None
