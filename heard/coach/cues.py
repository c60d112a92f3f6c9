"""What do the words of a sentence speak for? Weighed cues: a second look at what a rule found, and a finder.

A rule looks at a few words; a cue is any word, beginning of a word, two words beside each other, or the
kin of words: families such as `~refund` of words that mean nearly the same (80-kin.txt), alone, beside
each other or around a third word. Each cue weighs how much more it stands in sentences marked with a
code (more than 0) or in others (less). So does what stands around the sentence: `@slip`, `@customer anger`,
`@draft apology`, `@sentence -1` (the last). The weights are added to `start`, those of words the less the
longer the sentence is, and a part of what speaks for another code is taken away; below `least` a rule was
misled; from `enough` on a rule with `measure: cues` finds the sentence. `bench/cues.py` weighs them from the
labelled drafts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from math import sqrt

from heard.coach.words import QUOTED, Sentence

STEM = 5  # letters of a beginning
LONG = 6  # letters from which on a word has one
FINE = 100  # steps in which weights are told
PARTS = 16  # steps in which it is told how much a word counts
TYPICAL, SHORTEST = 10, 4  # words of a sentence
BITS = 22  # a field holds the weights of some hundred cues, one sentence's
HALF = 1 << (BITS - 1)
FULL = (1 << BITS) - 1
NO_RIVALS = {("feature-date", "feature-promise"), ("feature-promise", "feature-date")}  # they come together
FAR = 5  # sentences that are told apart by their place, from the beginning and from the end
RIVALRY = 0.3  # how much of what another code has, above what no code has, speaks against this one
NOTHING = -1.0  # about what a sentence weighs for a code that it has nothing to do with
ALONE = frozenset({"@alone"})
HEADSTART = -0.3  # the most that a sentence weighs before it is read, where no rule has found it
KNOWN = 4096  # sentences whose weight is remembered

Kin = Mapping[str, str]  # the family of a word


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one code, by their words."""

    start: float
    least: float
    enough: float
    weights: dict[str, float]


class Scales:
    """Weighs sentences for all codes at once: the weights of a cue lie side by side in one long number, as
    fields of BITS bits, so that one addition adds all of them.
    """

    def __init__(self, cues: Mapping[str, Cues], kin: Kin) -> None:
        self.kin = kin
        self._cues = cues
        self._places = {code: place * BITS for place, code in enumerate(cues)}
        self._halves = sum(HALF << at for at in self._places.values())
        self._known: dict[tuple[str, bool, bool], int] = {}

    @cached_property
    def _weights(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for code, place in self._places.items():
            weights = self._cues[code].weights
            steps = {weight: round(weight * FINE) << place for weight in set(weights.values())}
            for cue, weight in weights.items():
                found[cue] = found.get(cue, 0) + steps[weight]
        return found

    @cached_property
    def _start(self) -> int:
        """Where each code starts, raised by HALF so that no field falls below 0 and borrows from the next."""
        starts = {at: round(self._cues[code].start * FINE) * PARTS for code, at in self._places.items()}
        return sum((start + HALF) << at for at, start in starts.items())

    @cached_property
    def _bars(self) -> int:
        """What every code needs to have enough."""
        return sum(round(self._cues[code].enough * FINE) * PARTS << at for code, at in self._places.items())

    @cached_property
    def _rivals(self) -> dict[str, list[int]]:
        """Where the weights of those codes lie that speak against each code."""
        return {
            code: [at for each, at in self._places.items() if each != code and (each, code) not in NO_RIVALS]
            for code in self._places
        }

    def weigh(self, sentence: Sentence) -> int:
        """What the words of a sentence speak for, all codes in one number; `told` takes one out of it.

        A sentence is weighed once: while somebody types, the others of the draft stay as they are.
        """
        key = (sentence.masked, sentence.question, sentence.exclaims)
        total = self._known.get(key)
        if total is None:
            found = sum(filter(None, map(self._weights.get, cues_in(sentence, self.kin))))
            total = found * parts_of(sentence.length)
            if len(self._known) >= KNOWN:
                self._known.clear()
            self._known[key] = total
        return total

    def before(self, marks: Iterable[str]) -> int:
        """What a sentence among these marks weighs before it is read, all codes in one number."""
        return self._start + self.more(marks)

    def more(self, marks: Iterable[str]) -> int:
        """What further marks add to that."""
        return PARTS * sum(filter(None, map(self._weights.get, marks)))

    def told(self, words: int, before: int, code: str) -> float:
        """What a sentence says about one code, in the face of what it says about the others."""
        weighed = words + before
        rival = max([weighed >> at & FULL for at in self._rivals[code]], default=0)
        return _weight(weighed >> self._places[code] & FULL) - RIVALRY * max(0.0, _weight(rival) - NOTHING)

    def enough(self, words: int, before: int) -> list[str]:
        """The codes that a weighed sentence is enough for, by its words more than by what is around them."""
        over = (words + before - self._bars) & self._halves
        could = [code for code, at in self._places.items() if over >> at & HALF] if over else []
        return [code for code in could if self._by_words(words, before, code) >= self._cues[code].enough]

    def _by_words(self, words: int, before: int, code: str) -> float:
        """As `told`, with no more of a head start than HEADSTART."""
        given = _weight(before >> self._places[code] & FULL) - HEADSTART
        return self.told(words, before, code) - max(0.0, given)


def _weight(field: int) -> float:
    """What stands in a field, as the weight that it means."""
    return (field - HALF) / (FINE * PARTS)


def parts_of(words: int) -> int:
    """How much each cue of a sentence of so many words counts, in PARTS: half in one four times as long."""
    return round(PARTS * sqrt(TYPICAL / max(SHORTEST, words)))


def marks_of(sentences: Sequence[Sentence], number: int, around: frozenset[str]) -> frozenset[str]:
    """The marks of one sentence of a draft: what is `around` all of them, and where it stands.

    A draft of one sentence has nothing around it.
    """
    return ALONE if len(sentences) == 1 else around | place_of(sentences, number)


def place_of(sentences: Sequence[Sentence], number: int) -> frozenset[str]:
    """Where a sentence stands: `@sentence 1` is the first, `@sentence -1` the last; `@line` has a line for
    itself and ends without a mark, as greetings and signatures do.
    """
    sentence = sentences[number]
    before = sentence.text[max(0, sentence.start - 1) : sentence.start]
    behind = sentence.text[sentence.end : sentence.end + 2]
    alone = before in ("", "\n") and behind.strip(",: \n") == ""
    return _place(min(number + 1, FAR), min(len(sentences) - number, FAR), has_line=alone)


@cache
def _place(from_begin: int, from_end: int, *, has_line: bool) -> frozenset[str]:
    marks = {f"@sentence {from_begin}", f"@sentence -{from_end}"}
    return frozenset(marks | {"@line"} if has_line else marks)


def cues_in(sentence: Sentence, kin: Kin) -> set[str]:
    """All cues of a sentence: `word`, `begin*`, `two words`, `~kin`, `~kin word`, `~kin * word`.

    `^` and `$ ? !` are its ends.
    """
    said = (word for word in sentence.masked.split() if word != QUOTED)
    words = [word if word.isalpha() or "'" in word else "#" for word in said]
    end = "?" if sentence.question else "!" if sentence.exclaims else "$"
    row = ["^", *words, end]
    related = list(map(kin.get, row, row))
    found = {f"{word[:STEM]}*" for word in words if len(word) >= LONG}
    found.update(
        words,
        related,
        map(" ".join, pairwise(row)),
        map(" ".join, pairwise(related)),
        map(" * ".join, zip(related, related[2:])),  # noqa: B905  # as far as both go
    )
    return found
