"""The coach for other programs: one draft in its situation, as a line of `heard coach --jsonl`."""

import json
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import HttpError
from pydantic.config import JsonDict

from heard.coach.answers import answer, language_in
from heard.coach.situation import SituationError
from heard.phrasing import lexicon
from heard.web.api.bearer import person_of
from heard.web.api.shapes import example

router = Router(tags=["coach"])
LONGEST = 200_000  # characters of a draft
MOST_MESSAGES = 50

EXAMPLE: JsonDict = {
    "draft": "Hi Ana, did you plug it in? I'll call you tomorrow at ten.",
    "channel": "chat",
    "customer_name": "Ana",
    "customer_messages": ["The lamp you sold me is dead."],
    "slip": True,
}

FOUND: dict[str, Any] = {
    "id": None,
    "findings": [
        {
            "code": "untracked-promise",
            "start": 28,
            "end": 58,
            "severity": "hint",
            "why": "The customer will wait for this. Keep track of it, or say that it is not a promise.",
            "suggestions": ["Keep track of this promise."],
            "practice": "R-171",
            "rule": "untracked-promise/i-will",
        }
    ],
    "promises": [
        {
            "what": "I'll call you tomorrow at ten.",
            "start": 28,
            "end": 58,
            "when": "tomorrow at ten",
            "due_from": None,
            "due_until": None,
        }
    ],
    "language_read": True,
    "lexicon": "Heard English 1 (5c0de1ab)",
}


class DraftIn(Schema):
    """A draft and what is known of its situation; all but the draft may be missing."""

    draft: str
    id: str | None = None
    language: str | None = None
    channel: str | None = None
    customer_name: str | None = None
    first_reply: bool | None = None
    customer_messages: list[str] = []
    apology_given: bool | None = None
    apology_accepted: bool | None = None
    problem_solved: bool | None = None
    slip: bool | None = None
    public: bool | None = None
    hot: bool | None = None
    confidence: float | None = None
    canned_texts: list[str] = []
    tracked: list[str] = []
    now: str | None = None

    model_config = {"json_schema_extra": {"examples": [EXAMPLE]}}


class FindingOut(Schema):
    """One thing to reconsider. Offsets count code points, end exclusive; what is missing stands at 0 to 0."""

    code: str
    start: int
    end: int
    severity: str
    why: str
    suggestions: list[str]
    practice: str
    rule: str


class PromiseOut(Schema):
    """A commitment in the draft, and the time it names."""

    what: str
    start: int
    end: int
    when: str
    due_from: str | None
    due_until: str | None


class ReviewOut(Schema):
    """What was found; `language_read` is false when no lexicon speaks the draft's language."""

    id: str | None
    findings: list[FindingOut]
    promises: list[PromiseOut] = []
    language_read: bool = True
    lexicon: str | None = Field(None, description="The version that it was read with; null where none is.")

    model_config = example(FOUND)


@router.post("", response=ReviewOut)
def coach(request: HttpRequest, body: DraftIn) -> dict[str, Any]:
    """Reads a draft with the company's lexicon. Nothing of it is kept."""
    person_of(request, "coach")
    if len(body.draft) > LONGEST or len(body.customer_messages) + len(body.canned_texts) > MOST_MESSAGES:
        raise HttpError(
            422, f"A draft may have {LONGEST:,} characters, and come with {MOST_MESSAGES} other texts."
        )
    fields = body.model_dump()
    try:
        known = lexicon.current(language_in(fields))
        found, _stopped = answer(fields, known)
    except SituationError as error:
        raise HttpError(422, str(error)) from error
    plain: dict[str, Any] = json.loads(json.dumps(found))
    return plain | {"lexicon": known.edition if known else None}
