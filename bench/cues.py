"""Which words bear a finding out? Weighs the cues of the lexicon (90-cues.txt) from the labelled drafts.

    python -m bench.cues [FILE ...]

FILE may be further labelled drafts, in the same form. A logistic regression for each code over the sentences
of tests/coach/cases, in plain Python (some minutes): all cues that stand in three sentences first, then the
MOST that weigh most. Where a draft has no `spans`, the marked sentence is the one that the rules found. The
file that is written is the whole result.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import exp, sqrt
from pathlib import Path
from typing import Any

from heard.coach import load, review
from heard.coach.cues import cues_in
from heard.coach.lexicon import SHIPPED, Lexicon
from heard.coach.situation import situation_from
from heard.coach.words import read

ROOT = Path(__file__).parent.parent

CODES = (
    "policy-shield",
    "fairness",
    "blame",
    "hostile",
    "excuse",
    "pass-the-buck",
    "empty-assurance",
    "opinion",
    "feature-date",
    "feature-promise",
    "untracked-promise",
    "early-joke",
    "data-without-reason",
    "shaming-colleague",
    "basic-question",
    "perk-alone",
)
MOST = 400  # cues of one code
OFTEN = 3  # sentences that a cue must stand in
ROUNDS = 30
STEADY = 3.3  # how strongly weights are drawn to 0
MARKED = 2.0  # how much a marked sentence counts, against 1 for another
FIRST = -3.0  # where learning begins: most sentences are not marked
# Below that a finding does not stand: 1 marked sentence of 100 lies there, and half of the false alarms.
LEAST = -3.5


@dataclass(slots=True)
class Seen:
    """One sentence: its cues, the codes that it is marked with, those that it may or may not have."""

    cues: frozenset[str]
    marked: frozenset[str]
    unknown: frozenset[str]


def main(more: list[str]) -> int:
    """Write the cues of all codes."""
    files = [*sorted((ROOT / "tests" / "coach" / "cases").glob("*.jsonl")), *map(Path, more)]
    seen = list(sentences(files))
    blocks = [block(code, *weigh(code, seen)) for code in CODES]
    head = "# Weighed cues: which words around a finding bear it out. Written by bench/cues.py, not by hand."
    path = SHIPPED / "en" / "90-cues.txt"
    path.write_text("\n\n".join([head, *blocks]) + "\n", encoding="utf-8")
    print(f"{path}: {len(blocks)} codes from {len(seen)} sentences")
    return 0


def sentences(files: Iterable[Path]) -> Iterator[Seen]:
    """Each sentence of the labelled drafts."""
    known = load()
    assert known is not None
    rules = replace(known, cues={})  # what the rules find by themselves
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            yield from _of_case(json.loads(line), rules)


def _of_case(case: dict[str, Any], rules: Lexicon) -> Iterator[Seen]:
    names = frozenset(each.lower() for each in (case.get("customer_name") or "").split())
    places = _places(case, rules)
    expected = set(case["expect"])
    unknown = frozenset(set(case["allow"]) - expected | {code for code in expected if not places[code]})
    for each in read(case["draft"], known_names=names):
        marked = (code for code in expected if any(a < each.end and each.start < b for a, b in places[code]))
        yield Seen(frozenset(cues_in(each)), frozenset(marked), unknown)


def _places(case: dict[str, Any], rules: Lexicon) -> dict[str, list[tuple[int, int]]]:
    """Where the marked words of each expected code stand."""
    found: dict[str, list[tuple[int, int]]] = {code: [] for code in case["expect"]}
    for each in review(situation_from(case), case["draft"], rules).findings:
        found.get(each.code, []).append((each.start, each.end))
    for code, words in case.get("spans", {}).items():
        begin = case["draft"].find(words)
        if begin >= 0:
            found[code] = [(begin, begin + len(words))]
    return found


def weigh(code: str, seen: list[Seen]) -> tuple[float, dict[str, float]]:
    """Where a sentence starts, and what each cue adds."""
    rows = [(each.cues, code in each.marked) for each in seen if code not in each.unknown]
    counts = Counter(cue for cues, _ in rows for cue in cues)
    kept = {cue for cue, count in counts.items() if count >= OFTEN and "#" not in cue}
    for number in (None, MOST):
        start, weights = _learnt([(cues & kept, marked) for cues, marked in rows], counts)
        heaviest = sorted(weights, key=lambda cue: (-abs(weights[cue]), cue))
        kept = set(heaviest[: number or MOST])
    rounded = {cue: round(weights[cue], 1) for cue in heaviest[:MOST]}
    return round(start, 1), {cue: weight for cue, weight in rounded.items() if weight}


def _learnt(rows: list[tuple[frozenset[str], bool]], counts: Counter[str]) -> tuple[float, dict[str, float]]:
    """AdaGrad over all rows, ROUNDS times; the draw to 0 is shared out among a cue's sentences."""
    weights: dict[str, float] = dict.fromkeys((cue for cues, _ in rows for cue in cues), 0.0)
    past = dict.fromkeys(weights, 1.0)
    start, start_past = FIRST, 1.0
    for number in range(ROUNDS):
        pace = 0.5 / (1 + number / 10)
        for cues, marked in rows:
            score = start + sum(map(weights.__getitem__, cues))
            chance = 1 / (1 + exp(-max(-30.0, min(30.0, score))))
            slope = MARKED * (chance - 1) if marked else chance
            for cue in cues:
                step = slope + STEADY * weights[cue] / counts[cue]
                past[cue] += step * step
                weights[cue] -= pace * step / sqrt(past[cue])
            start_past += slope * slope
            start -= pace * slope / sqrt(start_past)
    return start, weights


def block(code: str, start: float, weights: dict[str, float]) -> str:
    """One block of the lexicon: the cues of one weight in a row."""
    rows = {weight: sorted(cue for cue in weights if weights[cue] == weight) for weight in weights.values()}
    lines = [f"cues: {code}", f"start: {start}", f"least: {LEAST}", "words:"]
    for weight in sorted(rows, reverse=True):
        line = f"    {weight:+}"
        for cue in rows[weight]:
            if len(line) + len(cue) > 108:
                lines.append(line)
                line = " " * 7
            line += f" {cue}," if cue != rows[weight][-1] else f" {cue}"
        lines.append(line)
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
