"""Take a whole request body before the app is called, so that a slow or cut upload costs no thread."""

import asyncio
import logging
import tempfile
from concurrent.futures import Executor
from io import BytesIO
from typing import IO

from heard.lib.asgi import Headers, Receive
from heard.lib.bridge.limits import Limits, Refused, Vanished

logger = logging.getLogger(__name__)

# A browser shows a refusal only once it has sent its form: closing earlier resets the connection and
# the person sees "connection reset". So this many times the limit is read and thrown away first.
DISCARD = 4

BUSY = "Too many uploads are under way. Nothing was saved; please try again in a moment.\n"
STORAGE = "The upload could not be stored on the server. Nothing was saved; please try again later.\n"
SLOW = "The upload stopped or took too long. Nothing was saved; please try again.\n"
SHORT = "The request ended before its announced length. Nothing was saved; please try again.\n"


class Body:
    """One body while it is taken and read; in memory while small, then in an unnamed temporary file."""

    def __init__(self, bodies: "Bodies") -> None:
        self.file: IO[bytes] = BytesIO()
        self.size = 0
        self._bodies = bodies
        self._on_disk = 0

    async def add(self, chunk: bytes) -> None:
        """Append a chunk. Writing to disk happens in a thread: a slow disk must not stop the loop."""
        limits = self._bodies.limits
        self.size += len(chunk)
        if self.size <= limits.memory_bytes:
            self.file.write(chunk)
            return
        self._bodies.reserve(self.size - self._on_disk)
        self._on_disk = self.size
        try:
            await asyncio.get_running_loop().run_in_executor(self._bodies.disk, self._write, chunk)
        except OSError as error:
            logger.exception("an upload could not be written to a temporary file")
            raise Refused(503, STORAGE, retry_after=60) from error

    def _write(self, chunk: bytes) -> None:
        if isinstance(self.file, BytesIO):
            start = self.file.getvalue()
            self.file = tempfile.TemporaryFile(dir=self._bodies.limits.spool_dir)  # noqa: SIM115 - closed by release
            self.file.write(start)
        self.file.write(chunk)

    def release(self) -> None:
        """Close the file and give its bytes back; harmless when repeated."""
        if self._on_disk:
            # In a thread: freeing the blocks of a large file takes a while on some file systems.
            self._bodies.disk.submit(self.file.close)
        self._bodies.spooled -= self._on_disk
        self._on_disk = 0


class Bodies:
    """All bodies of one bridge: how many are being taken, and how many bytes of them are on disk."""

    def __init__(self, limits: Limits, disk: Executor) -> None:
        self.limits = limits
        self.disk = disk
        self.taking = 0
        self.spooled = 0

    def reserve(self, size: int) -> None:
        if self.spooled + size > self.limits.spooled_bytes:
            raise Refused(503, BUSY, retry_after=30)
        self.spooled += size

    async def take(self, headers: Headers, receive: Receive) -> Body:
        """Return the complete body. Raises Vanished when the client left, Refused (400, 408, 413, 503)."""
        announced = announced_length(headers)
        if announced == 0:
            return Body(self)
        if self.taking >= self.limits.bodies:
            raise Refused(503, BUSY, retry_after=10)
        self.taking += 1
        try:
            async with asyncio.timeout(self.limits.total_seconds):
                if announced is not None and announced > self.limits.body_bytes:
                    await self._discard(announced, receive, waits=asks_first(headers))
                return await self._fill(announced, receive)
        except TimeoutError as error:
            raise Refused(408, SLOW) from error
        finally:
            self.taking -= 1

    async def _fill(self, announced: int | None, receive: Receive) -> Body:
        body = Body(self)
        try:
            more = True
            while more:
                chunk, more = await self._next(receive)
                if body.size + len(chunk) > self.limits.body_bytes:
                    await self._discard(body.size, receive, waits=False)
                await body.add(chunk)
            if announced is not None and body.size != announced:
                raise Refused(400, SHORT)
        except BaseException:
            body.release()
            raise
        body.file.seek(0)
        return body

    async def _next(self, receive: Receive) -> tuple[bytes, bool]:
        async with asyncio.timeout(self.limits.idle_seconds):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise Vanished
        return message.get("body", b""), message.get("more_body", False)

    async def _discard(self, size: int, receive: Receive, *, waits: bool) -> None:
        """Read on, in bounds, so that the client gets to see the refusal; always raises Refused."""
        most = DISCARD * self.limits.body_bytes
        seen, more = 0, size <= most and not waits
        while more and seen <= most:
            chunk, more = await self._next(receive)
            seen += len(chunk)
        limit = f"{self.limits.body_bytes / 1_000_000:.3g} MB"
        raise Refused(413, f"This is too large: at most {limit} fit into one request. Nothing was saved.\n")


def announced_length(headers: Headers) -> int | None:
    """Bytes that the client says will follow: 0 without a body, None when sent in chunks."""
    length: int | None = 0
    for name, value in headers:
        if name == b"transfer-encoding":
            return None
        if name == b"content-length":
            if not value.isdigit():
                raise Refused(400, "The Content-Length header is not a number.\n")
            length = int(value)
    return length


def asks_first(headers: Headers) -> bool:
    """Whether the client waits for `100 Continue` before it sends its body."""
    return any(name == b"expect" and value.lower() == b"100-continue" for name, value in headers)
