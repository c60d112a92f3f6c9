"""How do findings travel to the page? As JSON.

They are explained in the reader's language; suggestions stay in the draft's, being words for the customer.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from heard.coach import Finding, Promise
from heard.drafts.review import Reviewed

RANKS = {"stop": 0, "warn": 1, "hint": 2}
# What is not in the draft has no words to name it by. A company's own rules fall back on the page's title.
MISSING = {
    "impersonal-greeting": gettext_noop("No name yet"),
    "missing-apology": gettext_noop("No apology yet"),
    "perk-alone": gettext_noop("No apology beside the gift yet"),
    "missing-thanks": gettext_noop("No thanks yet"),
    "missing-empathy": gettext_noop("No word on how they feel yet"),
}


def as_json(read: Reviewed) -> dict[str, Any]:
    """Findings with reasons and suggestions, what stops first; promises; the customer's heat if known."""
    ranked = sorted(
        read.findings, key=lambda found: RANKS[found.severity]
    )  # within it by place, as they come
    return {
        "findings": [_finding(each) for each in ranked],
        "promises": [_promise(each) for each in read.promises],
        "language_read": read.language_read,
        "heat": {"level": read.heat.level, "signs": sorted(read.heat.kinds())} if read.heat else None,
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code,
        "start": found.start,
        "end": found.end,
        "severity": found.severity,
        "why": _(found.why),
        "missing": _(MISSING[found.code]) if not found.end and found.code in MISSING else "",
        "suggestions": list(found.suggestions),
        "rule": found.rule,
        "practice": found.practice,
    }


def _promise(found: Promise) -> dict[str, Any]:
    return {
        "what": found.what,
        "start": found.start,
        "end": found.end,
        "when": found.when,
        "due_until": found.due_until.isoformat() if found.due_until else None,
    }
