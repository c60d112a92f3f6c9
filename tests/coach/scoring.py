"""How well the coach finds what people marked: labelled drafts, precision and recall."""

import json
from dataclasses import dataclass
from pathlib import Path

from heard.coach import review
from heard.coach.situation import situation_from

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over one set; `faults` names each false alarm and each miss."""

    right: int
    false: int
    missed: int
    faults: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Share of the findings that were asked for."""
        return self.right / max(1, self.right + self.false)

    @property
    def recall(self) -> float:
        """Share of what was asked for that was found."""
        return self.right / max(1, self.right + self.missed)


def score(path: Path) -> Score:
    """Review each case of a file: a code counts once a draft, `allow` neither helps nor harms."""
    right = false = missed = 0
    faults: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        found = {finding.code for finding in review(situation_from(case), case["draft"]).findings}
        expected, allowed = set(case["expect"]), set(case["allow"])
        right += len(found & expected)
        false += len(found - expected - allowed)
        missed += len(expected - found)
        faults += [f"{case['id']}: false alarm {code}" for code in sorted(found - expected - allowed)]
        faults += [f"{case['id']}: missed {code}" for code in sorted(expected - found)]
    return Score(right, false, missed, tuple(faults))
