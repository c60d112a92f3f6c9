"""Keeping bytes and giving them back.

Small contents go into the database: one commit keeps the raw mail and the row that speaks of it. Larger
ones are files, on the disk before the transaction that names them commits, so a row never lacks its file.
A crash in between leaves an unnamed file, which is harmless. What is not kept any more is replaced by GONE.
"""

import hashlib
from collections.abc import Collection, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from heard.files.models import Blob
from heard.lib import disk

INLINE_BYTES = 64 * 1024  # reading a blob of this size from SQLite is still faster than opening a file

GONE = "gone"  # the digest of the one row that stands for every content that was removed on purpose
LOCK = 0x46494C45  # PostgreSQL's advisory lock between keeping a large content and dropping it


class Missing(Exception):
    """A stored content is not where it should be; the message names it."""

    def __init__(self, blob: Blob) -> None:
        self.digest, self.size = blob.digest, blob.size
        super().__init__(
            f"The file {blob.digest[:12]}… ({blob.size} bytes) is not in {settings.FILES}."
            " Bring it back from a backup."
        )


def keep(content: bytes) -> Blob:
    """Stores `content` once, whoever brings it; belongs inside the transaction that refers to it."""
    return keep_many([content])[0]


def keep_many(contents: Sequence[bytes]) -> list[Blob]:
    """Stores several contents with one statement."""
    if connection.vendor == "postgresql" and any(len(content) > INLINE_BYTES for content in contents):
        with connection.cursor() as cursor:  # shared: keepers never wait for each other
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
    fresh = [_blob(content) for content in contents]
    Blob.objects.bulk_create(fresh, ignore_conflicts=True)
    return fresh


def gone() -> Blob:
    """What a row refers to whose content was removed on purpose: no bytes."""
    return Blob.objects.get_or_create(digest=GONE, defaults={"size": 0, "inline": b""})[0]


def content(blob: Blob) -> bytes:
    """All bytes of `blob`. Raises Missing when its file is gone."""
    with reader(blob) as stream:
        return stream.read()


def beginning(blob: Blob, size: int = 64_000) -> bytes:
    """The first bytes of `blob`, none when its file is gone."""
    try:
        with reader(blob) as stream:
            return stream.read(size)
    except Missing:
        return b""


def reader(blob: Blob) -> BinaryIO:
    """An open stream over `blob`: a real file for large ones. Raises Missing when its file is gone."""
    if blob.inline is not None:
        return BytesIO(bytes(blob.inline))
    try:
        return _path(blob.digest).open("rb")
    except FileNotFoundError:
        raise Missing(blob) from None


def drop(digests: Collection[str]) -> None:
    """Removes contents and their files; the caller's transaction has made sure that nobody refers to them.

    The files go first: killed in between, the rows are dropped again, or their next keeper writes the files.
    """
    for digest in digests:
        _path(digest).unlink(missing_ok=True)
    rows = Blob.objects.filter(pk__in=digests)
    rows._raw_delete(rows.db)  # delete() would ask every table once more; the database refuses by itself


def _blob(content: bytes) -> Blob:
    digest = hashlib.sha256(content).hexdigest()
    small = len(content) <= INLINE_BYTES
    if not small:
        _write(_path(digest), content)
    return Blob(digest=digest, size=len(content), inline=content if small else None)


def _path(digest: str) -> Path:
    folder: Path = settings.FILES
    return folder / digest[:2] / digest


def _write(path: Path, content: bytes) -> None:
    if path.exists():  # renamed into place only when complete
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    disk.write(path, content)
    disk.sync(path.parent.parent)  # where the folder may be new
