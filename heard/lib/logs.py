"""How a line of the log looks: for a person, or as one JSON object for a machine that gathers logs."""

import json
import logging
import os
import sys
import threading
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from heard.lib import masking

FORMAT = "HEARD_LOG_FORMAT"
# The request that this thread answers; empty outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")
_log = logging.getLogger("heard")


class Text(logging.Formatter):
    """A line as a person reads it. With `words` (for developers) it says all that the record does."""

    def __init__(self, *, words: bool = False) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._words = words

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        return super().format(record if self._words else masking.masked(record))


class Json(Text):
    """One JSON object a line; `asked` on a record adds its own names (method, path, status, ms, person)."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        if not self._words:
            record = masking.masked(record)
        told: dict[str, Any] = {"message": record.getMessage()}
        if asking := request_id.get():
            told["request"] = asking
        elif record.threadName != "MainThread":
            told["thread"] = record.threadName
        told |= getattr(record, "asked", {})
        fault = record.exc_text or (self.formatException(record.exc_info) if record.exc_info else "")
        if fault:
            told["fault"] = fault
        return line(record.created, record.levelname, record.name, **told)


def line(at: float, level: str, logger: str, /, **told: Any) -> str:
    """One line of JSON; `at` in seconds since 1970."""
    time = datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"time": time, "level": level, "logger": logger, **told}, ensure_ascii=False)


def is_json() -> bool:
    """Whether the log is for a machine; readable before the settings are."""
    return os.environ.get(FORMAT) == "json"


def handler() -> logging.Handler:
    """For a program of ours that reads no settings."""
    made = logging.StreamHandler()
    made.setFormatter(Json() if is_json() else Text())
    return made


def catch_all() -> None:
    """What Python would print about a fault that nobody caught goes to the log, and through its mask."""
    sys.excepthook = lambda kind, fault, where: _log.critical(
        "Ends by a fault.", exc_info=(kind, fault, where)
    )
    sys.unraisablehook = lambda said: _log.error("A fault while tidying.", exc_info=said.exc_value)
    threading.excepthook = lambda said: _log.critical("A thread ends by a fault.", exc_info=said.exc_value)
    logging.captureWarnings(capture=True)
