"""The file itself: a tar of pieces with a manifest at its end, written whole or not at all, and checked."""

import hashlib
import io
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from heard.backup import manifest
from heard.backup.manifest import Damaged, Manifest, Piece

CHUNK = 1 << 20
KEY = "secret_key"
# What a backup may hold, and a restore may write: nothing else, whatever the tar says.
KNOWN = re.compile(
    rf"database|{KEY}|first_run_code|demo_sign_in|files/[0-9a-f]{{2}}/[0-9a-f]{{64}}|receipts/[0-9-]+\.jsonl"
)


class Writer:
    """Adds pieces and remembers their checksums."""

    def __init__(self, file: BinaryIO) -> None:
        self._tar = tarfile.TarFile(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)
        self.pieces: list[Piece] = []

    def add(self, name: str, path: Path) -> None:
        """Adds what stands at `path` now: as long as it is at this moment, should it grow meanwhile."""
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            counted = _Counted(source)
            self._tar.addfile(_head(name, size), counted)
        self.pieces.append(Piece(name, size, counted.digest.hexdigest()))

    def close(self, last: Manifest) -> None:
        """Writes the manifest and the end."""
        content = last.written()
        self._tar.addfile(_head(manifest.NAME, len(content)), io.BytesIO(content))
        self._tar.close()


class _Counted(io.RawIOBase):
    """Passes bytes on and takes their checksum."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        """What the source says."""
        chunk = self._source.read(size)
        self.digest.update(chunk)
        return chunk


def _head(name: str, size: int) -> tarfile.TarInfo:
    head = tarfile.TarInfo(name)
    head.size, head.mode = size, 0o600
    return head


class Reader:
    """A backup that is open, with what it says about itself."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        content = self._open(manifest.NAME).read()
        self.manifest = manifest.read(content)

    def check(self) -> None:
        """Reads all of it. Raises Damaged unless every piece is what it was when it was written."""
        for piece in self.manifest.pieces:
            for _chunk in self._chunks(piece):
                pass

    def bring(self, piece: Piece, to: Path) -> None:
        """Writes one piece to `to`, on the disk when this returns. Raises Damaged."""
        to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
            for chunk in self._chunks(piece):
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())

    def _chunks(self, piece: Piece) -> Iterator[bytes]:
        if not KNOWN.fullmatch(piece.name):
            raise Damaged(f"The backup holds {piece.name!r}, which no backup of Heard does. Do not use it.")
        source, digest, size = self._open(piece.name), hashlib.sha256(), 0
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            yield chunk
        if (size, digest.hexdigest()) != (piece.size, piece.sha256):
            raise Damaged(f"{piece.name} in the backup is not what was written. Use another backup.")

    def _open(self, name: str) -> IO[bytes]:
        try:
            found = self._tar.extractfile(name)
        except KeyError:
            found = None
        if found is None:
            raise Damaged(f"The backup has no {name}: it is not whole. Use another backup.")
        return found


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """The backup at `path`. Raises Damaged, also while it is read, and OSError."""
    try:
        with tarfile.open(path, "r:") as tar:
            yield Reader(tar)
    except (tarfile.TarError, EOFError) as fault:
        raise Damaged(f"{path} is no backup of Heard, or not the whole of one ({fault}).") from None
