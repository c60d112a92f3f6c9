"""What did the writer answer when a promise in their draft was offered to be kept in view?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from heard.coach import Promise

MOST = 40


@dataclass(frozen=True, slots=True)
class Answer:
    """`what` is the promise in the draft's words; `until` and `keeper` (a number) as the writer set them."""

    what: str
    is_kept: bool
    until: datetime | None = None
    keeper: int | None = None


def answers_of(given: object) -> tuple[Answer, ...]:
    """Read from what a page sent; what is not an answer is left out, because the reply matters more."""
    rows = given[:MOST] if isinstance(given, list) else []
    return tuple(
        Answer(
            row["what"], row.get("answer") == "kept", _moment(row.get("until")), _number(row.get("keeper"))
        )
        for row in rows
        if isinstance(row, dict)
        and isinstance(row.get("what"), str)
        and row.get("answer") in ("kept", "declined")
    )


def spotted(promise: Promise, answers: Sequence[Answer]) -> dict[str, Any]:
    """What is recorded of a promise: its place, the time as the writer set it, and what they answered.

    `answer` is kept, declined, or "" when the writer sent without an answer.
    """
    data = {
        "start": promise.start,
        "end": promise.end,
        "due_from": promise.due_from.isoformat() if promise.due_from else "",
        "due_until": promise.due_until.isoformat() if promise.due_until else "",
        "answer": "",
    }
    answer = next((each for each in answers if each.what == promise.what), None)
    if answer is None:
        return data
    if not answer.is_kept:
        return data | {"answer": "declined"}
    until = {"due_from": "", "due_until": answer.until.isoformat()} if answer.until else {}
    return data | until | {"answer": "kept"} | ({"keeper": answer.keeper} if answer.keeper else {})


def _moment(given: object) -> datetime | None:
    """A time with its zone."""
    try:
        found = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _number(given: object) -> int | None:
    return given if isinstance(given, int) and 0 < given < 2**31 else None
