"""How do findings travel to the page? As JSON.

They are explained in the reader's language; suggestions stay in the draft's, being words for the customer.
"""

from typing import Any

from django.utils.translation import gettext as _

from heard.coach import Finding, Promise
from heard.drafts.review import Reviewed


def as_json(read: Reviewed) -> dict[str, Any]:
    """Findings with reasons and suggestions, promises, and the heat of the customer if it is known."""
    return {
        "findings": [_finding(each) for each in read.findings],
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
