"""Which workers of this machine are dead: each holds a lock on a file of its own that ends when it ends.

The kernel lets a lock go with its process, however that dies, and nobody else can: a file whose lock can be
taken is a proof, which a process number is not. Without a proof a lease ends by its time.
"""

import fcntl
import os
import re
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OURS = secrets.token_bytes(8)  # this process, in the leases that it takes


class Life:
    """The lock that this process holds from `begin` until it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handle: int | None = None

    def begin(self) -> None:
        """Takes the lock. Raises OSError when the folder cannot be written."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / _name(OURS)
        while self._handle is None:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(handle, fcntl.LOCK_EX)
            if path.exists() and path.stat().st_ino == os.fstat(handle).st_ino:
                self._handle = handle
            else:  # another worker looked in between, and took the file for one of the dead
                os.close(handle)

    def end(self) -> None:
        """Lets it go, leaving nothing behind."""
        if self._handle is not None:
            (self._folder / _name(OURS)).unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None

    @contextmanager
    def ended(self) -> Iterator[list[bytes]]:
        """The workers of this machine that died without a word. They are forgotten when the block ends well,
        so what it does for them is done again if it fails."""
        found: list[tuple[Path, bytes, int]] = []
        try:
            for path in self._folder.glob(f"{_host()}-*"):
                owner = re.fullmatch(r"[0-9a-f]{16}", path.name.removeprefix(f"{_host()}-"))
                if owner and owner[0] != OURS.hex() and (handle := _locked(path)) is not None:
                    found.append((path, bytes.fromhex(owner[0]), handle))
            yield [owner for _path, owner, _handle in found]
            for path, _owner, _handle in found:
                path.unlink(missing_ok=True)
        finally:
            for _path, _owner, handle in found:
                os.close(handle)


def _locked(path: Path) -> int | None:
    """An open handle that holds the lock of `path`, or None while its owner has it."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _name(owner: bytes) -> str:
    return f"{_host()}-{owner.hex()}"


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9.]", "_", socket.gethostname())
