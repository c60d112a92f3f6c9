"""Which words bear a finding out, or are enough for one? Weighs the cues of the lexicon (90-cues.txt).

    python -m bench.cues [--judge] [FILE ...]

FILE may be further labelled drafts, in the same form. For each code a linear support vector machine over
the sentences of tests/coach/cases, in plain Python (some minutes): all cues first, then the MOST that
weigh most. With `--judge` nothing is written; each writer's sentences are weighed by what all others taught.
Where a draft has no `spans`, the marked sentence is the one that the rules found. The file that is written
is the whole result.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from heard.coach import load, review
from heard.coach.cues import (
    ALONE,
    HEADSTART,
    NO_RIVALS,
    NOTHING,
    PARTS,
    RIVALRY,
    Kin,
    cues_in,
    marks_of,
    parts_of,
)
from heard.coach.lexicon import SHIPPED, Lexicon
from heard.coach.page import Page
from heard.coach.phrases import shelf
from heard.coach.reading import heard_in
from heard.coach.situation import situation_from
from heard.coach.surroundings import around
from heard.coach.words import Sentence, read

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
    "unmarked-guess",
    "early-joke",
    "data-without-reason",
    "shaming-colleague",
    "basic-question",
    "perk-alone",
)
JUDGE = "--judge"
# Files of whole drafts, each of a writer of its own: they are judged by what all others taught.
JUDGED = frozenset({"style-a", "style-b", "style-c", "style-d", "style-e", "style-f", "style-g", "style-h"})
# Single sentences: their situations were made up for hundreds at once and tell nothing.
SENTENCES = frozenset({"sentences", "wording-a", "wording-b", "wording-c"})
MOST = 1500  # cues of one code
OFTEN = 3  # sentences that a cue must stand in
ROUNDS = 12
SLACK = 0.03  # how dear a sentence on the wrong side is
MARKED = 1.5  # how much dearer a marked one is
AROUND = 1.5  # how much more easily what stands around is learnt than a word
# Below it a rule was misled, above it a sentence is a finding without any rule. Where nothing else is said,
# one bar serves all codes: bars that were set for each code by some writers did worse with the others.
LEAST, ENOUGH = -0.6, -0.2
LEAST_OF_THEIR_OWN = {
    "perk-alone": -0.8,
    "feature-promise": -0.8,
    "excuse": -0.75,
    "early-joke": -0.75,
    "hostile": -0.75,
}
ENOUGH_OF_THEIR_OWN = {  # of codes whose findings by cues are right more, or less, often than others'
    "fairness": -0.3,
    "hostile": -0.3,
    "pass-the-buck": -0.15,
    "empty-assurance": -0.3,
    "feature-promise": -0.3,
    "unmarked-guess": -0.3,
    "shaming-colleague": -0.3,
    "policy-shield": -0.1,
    "blame": -0.1,
    "excuse": -0.1,
    "feature-date": 0.0,
    "untracked-promise": -0.1,
}


@dataclass(slots=True)
class Seen:
    """One sentence: its cues, the marks of what stands around it, how much the cues count, the codes that it
    has, those that it may have, its writer.
    """

    cues: frozenset[str]
    marks: frozenset[str]
    share: float
    marked: frozenset[str]
    unknown: frozenset[str]
    writer: str = ""


@dataclass(slots=True)
class Row:
    """One sentence by the numbers of its cues and marks."""

    cues: list[int]
    marks: list[int]
    share: float
    marked: bool


@dataclass(slots=True)
class Weighed:
    """What was learnt of one code."""

    start: float
    weights: dict[str, float]

    def score(self, seen: Seen) -> float:
        """What a sentence weighs with what stands around it, if no rule has found it."""
        said, around = (
            sum([self.weights[cue] for cue in cues if cue in self.weights])
            for cues in (seen.cues, seen.marks)
        )
        return min(self.start + around, HEADSTART) + seen.share * said


def main(arguments: list[str]) -> int:
    """Write the cues of all codes; with `--judge` say only how they do with writers who are left out."""
    # The plain ones stand in the same few drafts, which would say that these words around them mean nothing.
    cases = sorted((ROOT / "tests" / "coach" / "cases").glob("*.jsonl"))
    cases = [path for path in cases if path.stem != "plain"]
    seen = [*sentences([*cases, *(Path(each) for each in arguments if each != JUDGE)]), *good_words()]
    if JUDGE in arguments:
        for code, scores in unseen_scores(seen).items():
            precision, recall = judged(scores, ENOUGH_OF_THEIR_OWN.get(code, ENOUGH))
            print(f"{code}: precision {precision:.2f}, recall {recall:.2f}")
        return 0
    head = "# Weighed cues: which words speak for a finding. Written by bench/cues.py, not by hand."
    path = SHIPPED / "en" / "90-cues.txt"
    path.write_text(
        "\n\n".join([head, *(block(code, weigh(code, seen)) for code in CODES)]) + "\n", encoding="utf-8"
    )
    print(f"{path}: {len(CODES)} codes from {len(seen)} sentences")
    return 0


def sentences(files: Iterable[Path]) -> Iterator[Seen]:
    """Each sentence of the labelled drafts."""
    known = load()
    assert known is not None
    rules = replace(known, cues={})  # what the rules find by themselves
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            yield from _of_case(json.loads(line), rules, known.kin, file.stem)


def good_words() -> Iterator[Seen]:
    """What the coach itself would say, on the shelf and as suggestions: nothing speaks against it."""
    known = load()
    assert known is not None
    said = [code.say for code in known.codes.values()]
    said += [rule.say for rule in known.rules]
    said += [step.say for step in shelf()]
    for words in dict.fromkeys(words for each in said for words in each):
        for each in read(words):
            yield replace(_seen(each, known.kin, ALONE), unknown=frozenset({"untracked-promise"}))


def _seen(sentence: Sentence, kin: Kin, marks: frozenset[str]) -> Seen:
    """A sentence in which nobody has found anything yet."""
    share = parts_of(len(sentence.words)) / PARTS
    return Seen(frozenset(cues_in(sentence, kin)), marks, share, frozenset(), frozenset())


def _of_case(case: dict[str, Any], rules: Lexicon, kin: Kin, writer: str) -> Iterator[Seen]:
    names = frozenset(each.lower() for each in (case.get("customer_name") or "").split())
    places = _places(case, rules)
    expected = set(case["expect"])
    unknown = frozenset(set(case["allow"]) - expected | {code for code in expected if not places[code]})
    situation = situation_from(case)
    page = Page(rules, read(case["draft"], known_names=names))
    shared = around(situation, heard_in(situation, rules), page)
    for number, each in enumerate(page.sentences):
        marked = frozenset(
            code for code in expected if any(a < each.end and each.start < b for a, b in places[code])
        )
        marks = ALONE if writer in SENTENCES else marks_of(page.sentences, number, shared)
        yield replace(_seen(each, kin, marks), marked=marked, unknown=unknown, writer=writer)


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


def unseen_scores(seen: list[Seen]) -> dict[str, list[tuple[float, bool]]]:
    """By code the judged writers' sentences as the others' cues weigh them, and whether they are marked."""
    found: dict[str, list[tuple[float, bool]]] = {code: [] for code in CODES}
    for writer in sorted(JUDGED & {each.writer for each in seen}):
        taught = [each for each in seen if each.writer != writer]
        learnt = {code: weigh(code, taught) for code in CODES}
        for each in seen:
            if each.writer == writer:
                alone = {code: learnt[code].score(each) for code in CODES}
                for code in set(CODES) - each.unknown:
                    found[code].append((_among(alone, code), code in each.marked))
    return {code: sorted(scores, reverse=True) for code, scores in found.items()}


def _among(scores: dict[str, float], code: str) -> float:
    """A code's score in the face of the others', as `Scales.told` has it."""
    rival = max(score for each, score in scores.items() if each != code and (each, code) not in NO_RIVALS)
    return scores[code] - RIVALRY * max(0.0, rival - NOTHING)


def judged(scores: list[tuple[float, bool]], enough: float) -> tuple[float, float]:
    """Precision and recall of what weighs enough by itself."""
    found = [is_marked for score, is_marked in scores if score >= enough]
    return sum(found) / max(1, len(found)), sum(found) / max(1, sum(is_marked for _, is_marked in scores))


def weigh(code: str, seen: list[Seen]) -> Weighed:
    """Where a sentence starts, and what each cue adds: first of all cues, then of the MOST weighty."""
    rows = [each for each in seen if code not in each.unknown]
    counts = Counter(cue for each in rows for cue in each.cues | each.marks)
    kept = sorted(cue for cue, count in counts.items() if count >= OFTEN)
    for most in (MOST, len(kept)):
        places = {cue: place for place, cue in enumerate(kept, 1)}
        numbers = [
            Row(_numbers(each.cues, places), _numbers(each.marks, places), each.share, code in each.marked)
            for each in rows
        ]
        start, *learnt = _learnt(numbers, len(kept))
        weights = {
            cue: weight * (AROUND if cue.startswith("@") else 1)
            for cue, weight in zip(kept, learnt, strict=True)
        }
        kept = sorted(kept, key=lambda cue: (-abs(weights[cue]), cue))[:most]
    rounded = {cue: round(weights[cue], 2) for cue in kept}
    return Weighed(round(start, 2), {cue: weight for cue, weight in rounded.items() if weight})


def _numbers(cues: Iterable[str], places: dict[str, int]) -> list[int]:
    return sorted(places[cue] for cue in cues if cue in places)


def _learnt(rows: list[Row], count: int) -> list[float]:
    """Weights of a support vector machine with squared loss, the first of them where a sentence starts.

    By dual coordinate descent (Hsieh and others, 2008).
    """
    weights = [0.0] * (count + 1)
    chance = Random(7)
    pulls = [0.0] * len(rows)
    order = list(enumerate(sorted(rows, key=lambda row: not row.marked)))
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for number, row in order:
            side, give = (1.0, 0.5 / (SLACK * MARKED)) if row.marked else (-1.0, 0.5 / SLACK)
            pull = pulls[number]
            said = row.share * sum(map(weights.__getitem__, row.cues))
            gap = (
                side * (weights[0] + said + AROUND * sum(map(weights.__getitem__, row.marks)))
                - 1
                + give * pull
            )
            if pull or gap < 0:
                size = 1 + row.share**2 * len(row.cues) + AROUND**2 * len(row.marks)
                pulls[number] = max(0.0, pull - gap / (size + give))
                step = side * (pulls[number] - pull)
                weights[0] += step
                for cue in row.cues:
                    weights[cue] += step * row.share
                for mark in row.marks:
                    weights[mark] += step * AROUND
    return weights


def block(code: str, learnt: Weighed) -> str:
    """One block of the lexicon: the cues of one weight in a row."""
    rows: dict[float, list[str]] = {}
    for cue, weight in sorted(learnt.weights.items()):
        rows.setdefault(weight, []).append(cue)
    lines = [
        f"cues: {code}",
        f"start: {learnt.start}",
        f"least: {LEAST_OF_THEIR_OWN.get(code, LEAST)}",
        f"enough: {ENOUGH_OF_THEIR_OWN.get(code, ENOUGH)}",
        "words:",
    ]
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
