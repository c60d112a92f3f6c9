"""Which lines could hold in a sentence: looked up by the rarest words that each cannot do without."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from heard.coach.patterns import Line, weight
from heard.coach.spelling import keys_of
from heard.coach.words import Sentence

if TYPE_CHECKING:  # rules hold lines; the index only carries them
    from heard.coach.rules import Rule

Candidate = tuple[str, int]  # the rule, by id; the position of the line
Candidates = dict[str, list[int]]  # by the rule, positions of lines, from the first
Entry = tuple[int, int]  # the sets it needs, as bits; the number of the line
Known = tuple[int, tuple[Entry, ...]]  # of a key: the sets it is in, as bits; the lines whose rarest it is

REMEMBERED = 4096  # sentences
WORDS = 16_384  # that are remembered with their lines; the lexicon itself knows 8,300
NOTHING: Known = (0, ())


class Index:
    """Lines of rules and signals by one key each; `always` numbers those that any sentence may hold.

    Each set of words that some line needs besides its rarest has a number, the lower the more lines need it.
    A sentence is the sum of the bits of all sets that one of its words is in, so that what a line needs is
    compared in one step, mostly of short numbers.
    """

    def __init__(self, rules: Iterable["Rule"]) -> None:
        self.always: list[int] = []
        self._lines: list[Candidate] = []
        self._of_key: dict[str, Known] = {}
        self._remembered: dict[tuple[str, frozenset[str]], Candidates] = {}
        self._of_word: dict[str, Known] = {}
        needs = []
        for rule in rules:
            for position, line in enumerate(rule.find):
                self._lines.append((rule.id, position))
                needs.append(_needs_of(line))
        counted = Counter(needed for _, *others in filter(None, needs) for needed in others)
        bits = {needed: 1 << number for number, (needed, _) in enumerate(counted.most_common())}
        for number, sets in enumerate(needs):
            self._put(number, sets, bits)
        for needed, bit in bits.items():
            for key in needed:
                held, entries = self._of_key.get(key, NOTHING)
                self._of_key[key] = (held | bit, entries)

    def _put(self, number: int, needs: Sequence[frozenset[str]], bits: Mapping[frozenset[str], int]) -> None:
        """Write a line behind each word of the rarest set that it needs."""
        if not needs:
            self.always.append(number)
            return
        rarest, *others = needs
        entry = sum({bits[needed] for needed in others}), number
        for key in rarest:
            held, entries = self._of_key.get(key, NOTHING)
            self._of_key[key] = (held, (*entries, entry))

    def candidates(self, sentence: Sentence) -> Candidates:
        """The lines all of whose rarest words stand in a sentence.

        Remembered, as most sentences of a draft stay as they are from one reading to the next.
        """
        key = (sentence.normal, sentence.marks)
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key] = self._looked_up(sentence)
        return found

    def _looked_up(self, sentence: Sentence) -> Candidates:
        known, words = self._of_word, sentence.normal.split()
        keys = chain(sentence.marks, map(" ".join, pairwise(words)))
        rows = [*filter(None, map(self._of_key.get, keys))]
        rows += [known.get(word) or self._word(word) for word in set(words)]
        held = 0
        for bits, _entries in rows:
            held |= bits
        could = {number for _bits, entries in rows for bits, number in entries if bits & held == bits}
        found: Candidates = {}
        for number in sorted(could.union(self.always)):
            rule, position = self._lines[number]
            found.setdefault(rule, []).append(position)
        return found

    def _word(self, word: str) -> Known:
        """The bits of a word, and the lines whose rarest word it may be."""
        found = NOTHING
        for key in keys_of(word):
            if key in self._of_key:
                (held, entries), (bits, more) = found, self._of_key[key]
                found = (held | bits, entries + more)
        if len(self._of_word) >= WORDS:
            self._of_word.clear()
        self._of_word[word] = found
        return found


def _needs_of(line: Line) -> list[frozenset[str]]:
    """The sets of words of which a line needs one each, the rarest first."""
    found = [needed for pattern in line.wanted for needed in pattern.needs]
    if line.question or line.exclaims:
        found.append(frozenset("?" if line.question else "!"))
    return sorted(found, key=weight)
