"""How much one bridge lets in, and the two ways in which a request ends before the app sees it."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one bridge; sizes in bytes, times in seconds.

    `threads` run the WSGI app, `waiting` requests may queue for them. `bodies` may be taken at once; one
    above `memory_bytes` goes to a file under `spool_dir` (by default the system's own, which may be memory),
    all such files together hold `spooled_bytes`. A body may pause for `idle_seconds` and last for
    `total_seconds`. A response whose client takes nothing for `send_seconds` is dropped. Who asks below
    `problems` (a path, such as /api/) is refused in JSON (RFC 9457), everybody else in plain text.
    """

    threads: int = 4
    waiting: int = 64
    body_bytes: int = 32 * MIB
    memory_bytes: int = 256 * KIB
    bodies: int = 256
    spooled_bytes: int = 1024 * MIB
    spool_dir: str | None = None
    idle_seconds: float = 20.0
    total_seconds: float = 600.0
    send_seconds: float = 30.0
    problems: str | None = None


class Vanished(Exception):
    """The client is gone: nobody is left to answer."""


class Refused(Exception):
    """The bridge answers instead of the app: `status`, and `text` that says what to do."""

    def __init__(self, status: int, text: str, *, retry_after: int | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.retry_after = retry_after
