"""Which lines could hold in a sentence: looked up by the rarest words that each cannot do without."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from heard.coach.patterns import Line, Needs, weight

if TYPE_CHECKING:  # rules hold lines; the index only carries them
    from heard.coach.rules import Rule

Entry = tuple[Needs, str, int]  # what else it needs, the rule, the position of the line


class Index:
    """Lines of rules and signals by one key each; `always` are those that any sentence may hold."""

    def __init__(self, rules: Iterable["Rule"]) -> None:
        self.always: list[Entry] = []
        self._by_key: dict[str, list[Entry]] = {}
        for rule in rules:
            for position, line in enumerate(rule.find):
                self._put(rule, position, line)

    def _put(self, rule: "Rule", position: int, line: Line) -> None:
        found = [needed for pattern in line.wanted for needed in pattern.needs]
        if line.question or line.exclaims:
            found.append(frozenset("?" if line.question else "!"))
        needs = sorted(found, key=weight)
        if not needs:
            self.always.append(((), rule.id, position))
            return
        rarest, *others = needs
        for key in rarest:
            self._by_key.setdefault(key, []).append((tuple(others), rule.id, position))

    def candidates(self, keys: frozenset[str]) -> dict[str, list[int]]:
        """For each rule, by id, the positions of lines all of whose rarest words stand among the keys."""
        found: dict[str, list[int]] = {}
        for _, rule_id, position in self.always:
            found.setdefault(rule_id, []).append(position)
        by_key = self._by_key
        for key in keys & by_key.keys():
            for gate, rule_id, position in by_key[key]:
                for needed in gate:
                    if keys.isdisjoint(needed):
                        break
                else:
                    found.setdefault(rule_id, []).append(position)
        return found
