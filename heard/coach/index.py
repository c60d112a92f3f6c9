"""Which lines could hold in a sentence: looked up by the rarest words that each cannot do without."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from heard.coach.patterns import Line, weight

if TYPE_CHECKING:  # rules hold lines; the index only carries them
    from heard.coach.rules import Rule

Entry = tuple[int, str, int]  # the sets it needs, as bits; the rule; the position of the line


class Index:
    """Lines of rules and signals by one key each; `always` are those that any sentence may hold.

    Each set of words that some line needs has a number. A sentence is the sum of the bits of all sets that
    one of its words is in, so that what a line needs is compared in one step.
    """

    def __init__(self, rules: Iterable["Rule"]) -> None:
        self.always: list[tuple[str, int]] = []
        self._by_key: dict[str, list[Entry]] = {}
        self._bits: dict[str, int] = {}
        self._numbers: dict[frozenset[str], int] = {}
        for rule in rules:
            for position, line in enumerate(rule.find):
                self._put(rule, position, line)

    def _put(self, rule: "Rule", position: int, line: Line) -> None:
        found = [needed for pattern in line.wanted for needed in pattern.needs]
        if line.question or line.exclaims:
            found.append(frozenset("?" if line.question else "!"))
        needs = sorted(found, key=weight)
        if not needs:
            self.always.append((rule.id, position))
            return
        rarest, *others = needs
        bits = sum({self._bit(needed) for needed in others})
        for key in rarest:
            self._by_key.setdefault(key, []).append((bits, rule.id, position))

    def _bit(self, needed: frozenset[str]) -> int:
        """The bit of a set of words, told to each of its words when the set is new."""
        number = self._numbers.setdefault(needed, len(self._numbers))
        bit = 1 << number
        if number == len(self._numbers) - 1:
            for key in needed:
                self._bits[key] = self._bits.get(key, 0) | bit
        return bit

    def candidates(self, keys: frozenset[str]) -> dict[str, list[int]]:
        """For each rule, by id, the positions of lines all of whose rarest words stand among the keys."""
        found: dict[str, list[int]] = {}
        for rule_id, position in self.always:
            found.setdefault(rule_id, []).append(position)
        held = 0
        for bits in map(self._bits.get, keys):
            if bits:
                held |= bits
        for entries in map(self._by_key.get, keys):
            if entries:
                for bits, rule_id, position in entries:
                    if bits & held == bits:
                        if rule_id in found:
                            found[rule_id].append(position)
                        else:
                            found[rule_id] = [position]
        return found
