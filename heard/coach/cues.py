"""Do the words around a finding bear it out? Weighed cues, a second look at what a rule found.

A rule looks at a few words; a cue is any word, beginning of a word, or two words beside each other or around
a third one, that stood more often in sentences marked with the code (more than 0) or in others (less than 0).
The weights of a sentence's cues are added to `start`; below `least` the rule was misled. `bench/cues.py`
weighs them anew from the labelled drafts.
"""

from dataclasses import dataclass
from itertools import pairwise

from heard.coach.words import Sentence

STEM = 5  # letters of a beginning
LONG = 6  # letters from which on a word has one


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one code, by their words."""

    start: float
    least: float
    weights: dict[str, float]

    def bear_out(self, sentence: Sentence) -> bool:
        """Whether a finding of the code may stand in this sentence."""
        weights = self.weights
        return self.start + sum(weights[each] for each in cues_in(sentence) if each in weights) >= self.least


def cues_in(sentence: Sentence) -> set[str]:
    """All cues of a sentence: `word`, `begin*`, `two words`, `two * words`; `^` and `$ ? !` are its ends."""
    words = [word if word.isalpha() or "'" in word else "#" for word in sentence.masked.split()]
    end = "?" if sentence.question else "!" if sentence.exclaims else "$"
    row = ["^", *words, end]
    found = set(words)
    found.update(f"{word[:STEM]}*" for word in words if len(word) >= LONG)
    found.update(map(" ".join, pairwise(row)))
    found.update(map(" * ".join, zip(row, row[2:], strict=False)))
    return found
