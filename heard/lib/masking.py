"""What must not stand in a log: people's words and addresses, and pages' addresses that are keys."""

import copy
import logging
import re
import traceback
from functools import cache
from typing import Any

KEYS = re.compile(r"(/(?:my/link|my/sign-in|join|notices)/)[^/\s\"'?]{8,}")
QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']*")
ADDRESS = re.compile(r"[^\s<>\"'(),:;=@]+@[^\s<>\"'(),:;=@]+")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|\([^()]*\)")
NUMBER = re.compile(r"\d{1,9}")
CAUSES = 5  # of a fault that are followed


class NoSecrets(logging.Filter):
    """Masks the keys in what a record says, before any handler writes it down."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through."""
        said = record.getMessage()
        if KEYS.search(said):
            record.msg, record.args = KEYS.sub(r"\1…", said), ()
        return True


def masked(record: logging.LogRecord) -> logging.LogRecord:
    """A copy of the record without what nobody may read in a log.

    A fault is told as its kind and where it happened: its text may be the words of whoever caused it.
    """
    record = copy.copy(record)
    if isinstance(record.msg, BaseException):
        record.msg, record.args = told(record.msg), ()
    if isinstance(record.args, tuple) and record.name != "py.warnings":
        record.args = tuple(map(_argument, record.args))
    said, fault = record.getMessage(), record.exc_info[1] if record.exc_info else None
    record.msg, record.args = told(fault) if fault and said == str(fault) else clean(said), ()
    if fault:
        record.exc_text, record.exc_info = trace(fault), None
    record.stack_info = None
    return record


def clean(text: str) -> str:
    """Without keys, queries of pages, and mail addresses."""
    return ADDRESS.sub("…@…", QUERY.sub(r"\1?…", KEYS.sub(r"\1…", text)))


def path(asked: str) -> str:
    """The path of a page as a log may say it: the words of our own addresses and numbers, nothing else."""
    known = _words_of_addresses()
    parts = asked.partition("?")[0].split("/")
    return "/".join(part if part in known or NUMBER.fullmatch(part) else "…" for part in parts)


def told(fault: BaseException) -> str:
    """A fault in a line: its kind, and what the machine said of it; never what a person wrote."""
    cause = fault.__cause__ or fault
    said = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    if said is None and isinstance(fault, OSError) and fault.errno is not None:
        said = fault.strerror
    if said is None and _is_no_answer(cause):
        said = QUOTED.sub("…", clean(str(cause).strip().partition("\n")[0]))
    kind = type(fault)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    return f"{name}: {said}" if said else name


def trace(raised: BaseException) -> str:
    """Where a fault happened, and where those did that it came from; each with `told` at its end."""
    fault: BaseException | None = raised
    parts: list[str] = []
    while fault is not None and len(parts) < CAUSES:
        where = "".join(traceback.format_tb(fault.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{where}{told(fault)}")
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return "\n\nwhich came from\n\n".join(parts)


def _is_no_answer(fault: BaseException) -> bool:
    """Whether a database could not be reached, in psycopg's words: they name machines, and no row."""
    return type(fault).__module__.startswith("psycopg") and type(fault).__name__ == "OperationalError"


def _argument(given: Any) -> Any:
    """One word of a record: a fault as it may be told, what may be a page's path as such, no lists."""
    if isinstance(given, BaseException):
        return told(given)
    if isinstance(given, str) and given.startswith("/"):
        return path(given)
    return "…" if isinstance(given, list | tuple | dict | set) else given


@cache
def _words_of_addresses() -> frozenset[str]:
    """Every fixed part of an address that the desk answers."""
    # Deferred: settings that read this module are not whole yet.
    from django.urls import get_resolver

    return frozenset({"", "static", "live", *_words_below(get_resolver())})


def _words_below(resolver: Any) -> set[str]:
    found: set[str] = set()
    for each in resolver.url_patterns:
        found |= {part for part in str(each.pattern).split("/") if "<" not in part}
        if hasattr(each, "url_patterns"):
            found |= _words_below(each)
    return found
