"""Which rules of the lexicon hold on one text: hits by sentence, signals when asked for, exceptions."""

from dataclasses import dataclass, field

from heard.coach.lexicon import Lexicon
from heard.coach.rules import Rule, Wording
from heard.coach.words import Sentence


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's line in a sentence: number of the sentence and the place in its normal form."""

    sentence: int
    begin: int
    end: int


@dataclass(slots=True)
class Page:
    """One text read against a lexicon. Nothing is looked for before it is asked for, and nothing twice."""

    lexicon: Lexicon
    sentences: list[Sentence]
    _hits: dict[str, list[Hit]] = field(default_factory=dict)
    _said: dict[tuple[str, int], tuple[int, int] | None] = field(default_factory=dict)
    _candidates: dict[int, dict[str, list[int]]] = field(default_factory=dict)

    def look_for(self, rules: list[Rule]) -> None:
        """Find the first place of each of these rules in each sentence, before any exception."""
        wanted = {rule.id: rule for rule in rules}
        for number, sentence in enumerate(self.sentences):
            for rule_id, positions in self._lines_for(number).items():
                if rule_id in wanted:
                    place = _first_place(wanted[rule_id], positions, sentence)
                    if place:
                        self._hits.setdefault(rule_id, []).append(Hit(number, *place))

    def _lines_for(self, number: int) -> dict[str, list[int]]:
        """By rule, the lines that could hold in one sentence."""
        found = self._candidates.get(number)
        if found is None:
            found = self._candidates[number] = self.lexicon.index.candidates(self.sentences[number].keys)
        return found

    def says(self, signal: str, number: int) -> tuple[int, int] | None:
        """Where a signal holds in one sentence."""
        key = (signal, number)
        if key not in self._said:
            self._said[key] = None  # a signal that excepts itself ends here
            self._said[key] = self._signal(self.lexicon.signals[signal], number)
        return self._said[key]

    def _signal(self, rule: Rule, number: int) -> tuple[int, int] | None:
        positions = self._lines_for(number).get(rule.id)
        place = _first_place(rule, positions, self.sentences[number]) if positions else None
        if place is None or any(self.holds(each, number) for each in rule.excepts):
            return None
        return None if self._beside(rule, number) else place

    def says_anywhere(self, signal: str) -> bool:
        """Whether a signal holds in any sentence."""
        return any(self.says(signal, number) for number in range(len(self.sentences)))

    def saying(self, signal: str) -> list[Hit]:
        """All sentences in which a signal holds."""
        found = ((number, self.says(signal, number)) for number in range(len(self.sentences)))
        return [Hit(number, *place) for number, place in found if place]

    def standing(self, rule: Rule) -> list[Hit]:
        """The hits of a rule looked for that none of its exceptions takes away."""
        return [
            hit
            for hit in self._hits.get(rule.id, ())
            if not any(self.holds(each, hit.sentence) for each in rule.excepts)
            and not self._beside(rule, hit.sentence)
        ]

    def holds(self, line: Wording, number: int) -> bool:
        """Whether a line or a signal holds in one sentence."""
        if isinstance(line, str):
            return self.says(line, number) is not None
        return line.find(self.sentences[number]) is not None

    def holds_anywhere(self, line: Wording) -> bool:
        """Whether a line or a signal holds in any sentence."""
        return any(self.holds(line, number) for number in range(len(self.sentences)))

    def holds_elsewhere(self, line: Wording, number: int) -> bool:
        """Whether a line or a signal holds in a sentence other than this one."""
        return any(self.holds(line, other) for other in range(len(self.sentences)) if other != number)

    def _beside(self, rule: Rule, number: int) -> bool:
        """Whether a signal that speaks against the rule stands in this sentence or one next to it."""
        near = range(max(0, number - 1), min(len(self.sentences), number + 2))
        return any(self.says(signal, each) for signal in rule.beside for each in near)


def _first_place(rule: Rule, positions: list[int], sentence: Sentence) -> tuple[int, int] | None:
    """Where the first of these lines of a rule stands in a sentence."""
    for position in sorted(positions) if len(positions) > 1 else positions:
        place = rule.find[position].match(sentence)
        if place:
            return place
    return None
