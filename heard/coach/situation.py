"""In which situation a draft is written: who, where, what went before."""

from dataclasses import dataclass
from datetime import datetime

CHANNELS = ("email", "chat", "phone", "social", "review", "sms")
FLAGS = ("first_reply", "apology_given", "apology_accepted", "problem_solved", "slip", "public", "hot")


@dataclass(frozen=True, slots=True)
class Situation:
    """What the coach knows besides the draft.

    `slip`: the company failed. `confidence`: the agent's stated percentage (0 to 100) that the offered fix
    works. `canned_texts`: macros and recent mails of the agent. `hot`: a defensive answer is held (R-251).
    `tracked`: the words of promises that are already kept track of. `now`: when the draft is written, to
    turn "tomorrow" into a time.
    """

    language: str = "en"
    channel: str = "email"
    customer_name: str | None = None
    first_reply: bool = False
    customer_messages: tuple[str, ...] = ()
    apology_given: bool = False
    apology_accepted: bool = False
    problem_solved: bool = False
    slip: bool = False
    confidence: float | None = None
    canned_texts: tuple[str, ...] = ()
    public: bool = False
    hot: bool = False
    tracked: tuple[str, ...] = ()
    now: datetime | None = None


class SituationError(ValueError):
    """A situation that cannot be read; the message says which field and what was expected."""


def situation_from(fields: dict[str, object]) -> Situation:
    """Read the fields of one JSON object; unknown fields are ignored, missing ones take their default.

    Raises SituationError when a field has the wrong type.
    """
    flags = {name: _flag(fields, name) for name in FLAGS}
    return Situation(
        language=_text(fields, "language") or "en",
        channel=_channel(fields),
        customer_name=_text(fields, "customer_name"),
        customer_messages=_texts(fields, "customer_messages"),
        confidence=_percent(fields, "confidence"),
        canned_texts=_texts(fields, "canned_texts"),
        tracked=_texts(fields, "tracked"),
        now=_moment(fields, "now"),
        **flags,
    )


def _flag(fields: dict[str, object], name: str) -> bool:
    value = fields.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise SituationError(f"'{name}' must be true or false, not {value!r}")
    return value


def _text(fields: dict[str, object], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise SituationError(f"'{name}' must be a text or null, not {value!r}")
    return value


def _texts(fields: dict[str, object], name: str) -> tuple[str, ...]:
    value = fields.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise SituationError(f"'{name}' must be a list of texts, not {value!r}")
    return tuple(value)


def _percent(fields: dict[str, object], name: str) -> float | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        raise SituationError(f"'{name}' must be a number from 0 to 100 or null, not {value!r}")
    return float(value)


def _channel(fields: dict[str, object]) -> str:
    channel = _text(fields, "channel") or "email"
    if channel not in CHANNELS:
        raise SituationError(f"'channel' must be one of {', '.join(CHANNELS)}, not {channel!r}")
    return channel


def _moment(fields: dict[str, object], name: str) -> datetime | None:
    text = _text(fields, name)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise SituationError(
            f"'{name}' must be a time such as 2026-03-31T14:05+02:00, not {text!r}"
        ) from error
