"""A review as JSON: one object in, one object out, the same on a shell's line and over HTTP."""

from dataclasses import asdict
from datetime import datetime

from heard.coach.finding import Review
from heard.coach.lexicon import Lexicon
from heard.coach.reading import review
from heard.coach.situation import SituationError, situation_from


def language_in(fields: dict[str, object]) -> str:
    """The language that an object says its draft is in; English when it says none."""
    return situation_from({"language": fields.get("language")}).language


def answer(fields: dict[str, object], lexicon: Lexicon | None) -> tuple[dict[str, object], bool]:
    """What is found in the object's `draft`, and whether it forbids sending.

    `lexicon` is that of its language, None when there is none. Raises SituationError for a field that cannot
    be read.
    """
    draft = fields.get("draft")
    if not isinstance(draft, str):
        raise SituationError("'draft' is missing or not a text")
    read = review(situation_from(fields), draft, lexicon)
    return {"id": fields.get("id"), **as_json(read)}, read.stopped


def as_json(read: Review) -> dict[str, object]:
    """Findings and promises; `promises` and `language_read` only where they say something."""
    answered: dict[str, object] = {"findings": [asdict(each) for each in read.findings]}
    if read.promises:
        answered["promises"] = [
            {
                key: each.isoformat() if isinstance(each, datetime) else each
                for key, each in asdict(promise).items()
            }
            for promise in read.promises
        ]
    if not read.language_read:
        answered["language_read"] = False
    return answered
