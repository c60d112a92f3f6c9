"""Call the WSGI app in a thread and bring home its whole answer: bytes, or a file to be sent later."""

import json
import logging
import os
import stat
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Any
from wsgiref.types import WSGIApplication

from heard.lib.asgi import Headers
from heard.lib.bridge.environ import FileWrapper
from heard.lib.bridge.limits import MIB, Refused

logger = logging.getLogger(__name__)

# A long answer made piece by piece (an export) waits in a file beyond this size.
IN_MEMORY = 4 * MIB

FAULT = b"Something went wrong on the server. It was logged; please try again.\n"


@dataclass(slots=True)
class Answer:
    """What to send: `body` or, if it is one, `file`; `close` is owed after a file, in a page thread."""

    status: int
    headers: Headers
    body: bytes = b""
    file: IO[bytes] | None = None
    close: Callable[[], None] | None = None


class Started:
    """The `start_response` of one call: remembers and sends nothing, so a later fault is a clean 500."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: Headers = []
        self.written: list[bytes] = []

    def __call__(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        if self.status and not exc_info:
            raise RuntimeError("start_response was called twice without exc_info")
        self.status = int(status[:3])
        self.headers = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers]
        return self.written.append


def call(app: WSGIApplication, environ: dict[str, Any], spool_dir: str | None) -> Answer:
    """The app's whole answer; a fault becomes a plain 500 and is logged. Runs in a page thread."""
    try:
        return _call(app, environ, spool_dir)
    except Exception:
        logger.exception("the app failed on %s %s", environ["REQUEST_METHOD"], environ["PATH_INFO"])
        return plain(500, FAULT)


def _call(app: WSGIApplication, environ: dict[str, Any], spool_dir: str | None) -> Answer:
    started = Started()
    result = app(environ, started)
    head = environ["REQUEST_METHOD"] == "HEAD"
    if not head and isinstance(result, FileWrapper) and is_regular(result.file):
        return Answer(started.status, started.headers, file=result.file, close=result.close)
    try:
        parts = () if head and isinstance(result, FileWrapper) else result
        return joined(started, parts, head=head, spool_dir=spool_dir)
    finally:
        # Django ends its request in close() and tidies this thread's database connections.
        getattr(result, "close", lambda: None)()


def is_regular(file: Any) -> bool:
    """Whether reading it can only ever wait for the disk, never for another program."""
    inner = getattr(file, "fileobj", file)  # WhiteNoise wraps a range of a file
    try:
        return stat.S_ISREG(os.fstat(inner.fileno()).st_mode)
    except (AttributeError, OSError, ValueError):
        return False


def joined(started: Started, parts: Iterable[bytes], *, head: bool, spool_dir: str | None) -> Answer:
    """The answer with all its parts put together, and its true length in the headers."""
    whole, size = _together(parts, started.written, spool_dir)
    answer = Answer(started.status, [h for h in started.headers if h[0] != b"content-length"])
    if answer.status in {204, 304}:
        return answer
    length = [h for h in started.headers if h[0] == b"content-length"] if head and not size else []
    answer.headers += length or [(b"content-length", str(size).encode())]
    if head:
        return answer
    if isinstance(whole, bytes):
        answer.body = whole
    else:
        answer.file, answer.close = whole, whole.close
    return answer


def _together(
    parts: Iterable[bytes], pieces: list[bytes], spool_dir: str | None
) -> tuple[bytes | IO[bytes], int]:
    size, file = 0, None
    for part in parts:
        size += len(part)
        pieces.append(part)
        # One large piece is in memory already; only growth by pieces is worth a file.
        if len(pieces) > 1 and size > IN_MEMORY:
            file = file or tempfile.TemporaryFile(dir=spool_dir)  # noqa: SIM115 - the answer owns and closes it
            file.writelines(pieces)
            pieces.clear()
    if file is None:
        return b"".join(pieces), sum(map(len, pieces))
    file.writelines(pieces)
    file.seek(0)
    return file, size


# What the app sends with all that it answers, for the answers that never reach it.
BARE: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
)


def plain(status: int, text: bytes, *headers: tuple[bytes, bytes]) -> Answer:
    """A short text of the bridge itself."""
    length = (b"content-length", str(len(text)).encode())
    kind = (b"content-type", b"text/plain; charset=utf-8")
    return Answer(status, [kind, length, *BARE, *headers], text)


def refusal(refused: Refused, *, in_json: bool = False) -> Answer:
    """What a refused client is told. The connection ends: the rest of its body may still be on the way."""
    headers = [(b"connection", b"close")]
    if refused.retry_after is not None:
        headers.append((b"retry-after", str(refused.retry_after).encode()))
    if not in_json:
        return plain(refused.status, refused.text.encode(), *headers)
    title = HTTPStatus(refused.status).phrase
    told = {"type": "about:blank", "title": title, "status": refused.status, "detail": refused.text.strip()}
    body = json.dumps(told).encode()
    headers += [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        *BARE,
    ]
    return Answer(refused.status, headers, body)
