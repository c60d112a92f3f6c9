"""What a review says: findings with a place and a reason, and the promises a draft makes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Severity = Literal["stop", "warn", "hint"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to reconsider. `start` and `end` count code points of the draft, end exclusive.

    What is missing has no place: then both are 0. `rule` names the block of the lexicon that fired,
    `practice` the row of the practices it stands for.
    """

    code: str
    start: int
    end: int
    severity: Severity
    why: str
    suggestions: tuple[str, ...]
    practice: str
    rule: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment in the draft: `what` in its own words, the place, and when it falls due.

    `when` is the words about time ("" when none). `due_from` and `due_until` bound that time in the zone
    of the situation's `now`; both are None when no time, or no `now`, was given. Working days skip
    Saturdays and Sundays only: the calendar of the company is not known here.
    """

    what: str
    start: int
    end: int
    when: str
    due_from: datetime | None
    due_until: datetime | None


@dataclass(frozen=True, slots=True)
class Review:
    """All that was noticed; `language_read` is False when no lexicon speaks the draft's language."""

    findings: tuple[Finding, ...]
    promises: tuple[Promise, ...]
    language_read: bool = True

    @property
    def stopped(self) -> bool:
        """Whether a finding forbids sending until it is changed or lifted by a lead."""
        return any(finding.severity == "stop" for finding in self.findings)
