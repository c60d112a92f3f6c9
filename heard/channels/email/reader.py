"""Reading mail in a child process with limits, so that no mail can take the worker with it."""

import atexit
import os
import pickle
import select
import struct
import subprocess
import sys
import threading
import time
from typing import IO

from django.conf import settings

from heard.channels.inbound import Inbound
from heard.lib import children

FEW = 500  # a child is replaced after so many mails, so nothing can pile up in it
_LENGTH = struct.Struct(">Q")


class ReaderDied(Exception):
    """The child that read this mail ran out of time or memory, or crashed."""


class Reader:
    """A child that reads one mail at a time; started at the first mail, replaced when it dies."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._read = 0

    def read(self, raw: bytes) -> Inbound:
        """What `raw` says. Raises ReaderDied when the child exceeded its limits over it."""
        child = self._child_for_one_more()
        deadline = time.monotonic() + settings.READ_SECONDS
        try:
            assert child.stdin and child.stdout  # noqa: S101 - both are pipes, says Popen
            _write(child.stdin, raw, deadline)
            answer = _take(child.stdout, deadline)
        except (OSError, EOFError, TimeoutError) as fault:
            self.stop()
            late = isinstance(fault, TimeoutError)
            raise ReaderDied(
                f"Reading took longer than {settings.READ_SECONDS:g} seconds."
                if late
                else "Reading used too much memory or crashed."
            ) from fault
        found: Inbound = pickle.loads(answer)  # noqa: S301
        return found

    def stop(self) -> None:
        """Ends the child, if there is one."""
        if self._child:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _child_for_one_more(self) -> subprocess.Popen[bytes]:
        self._read += 1
        if self._child and (self._read > FEW or self._child.poll() is not None):
            self.stop()
        if self._child is None:
            self._read = 1
            limits = [str(settings.READ_BYTES), str(settings.READ_SECONDS)]
            self._child = children.start(
                [sys.executable, "-m", "heard.channels.email.reader_child", *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            os.set_blocking(self._child.stdin.fileno(), False)  # type: ignore[union-attr]
        return self._child


_readers = threading.local()
_all: list[Reader] = []


def read(raw: bytes) -> Inbound:
    """What `raw` says, read by this thread's own child. Raises ReaderDied."""
    if not hasattr(_readers, "mine"):
        _readers.mine = Reader()
        _all.append(_readers.mine)
    mine: Reader = _readers.mine
    return mine.read(raw)


@atexit.register
def stop_all() -> None:
    """Ends every child of this process."""
    for reader in _all:
        reader.stop()


def _write(pipe: IO[bytes], raw: bytes, deadline: float) -> None:
    rest = memoryview(_LENGTH.pack(len(raw)) + raw)
    while rest:
        _, ready, _ = select.select([], [pipe], [], max(deadline - time.monotonic(), 0))
        if not ready:
            raise TimeoutError
        rest = rest[os.write(pipe.fileno(), rest[: 1 << 16]) :]


def _take(pipe: IO[bytes], deadline: float) -> bytes:
    (size,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size, deadline))
    return _exactly(pipe, size, deadline)


def _exactly(pipe: IO[bytes], size: int, deadline: float) -> bytes:
    pieces: list[bytes] = []
    while size:
        ready, _, _ = select.select([pipe], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            raise TimeoutError
        piece = os.read(pipe.fileno(), min(size, 1 << 20))
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
