"""Which rules of the lexicon hold on one text: hits by sentence, signals when asked for, exceptions."""

from dataclasses import dataclass, field

from heard.coach.lexicon import Lexicon, Rule
from heard.coach.patterns import Line
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

    def look_for(self, rules: list[Rule]) -> None:
        """Find the first place of each of these rules in each sentence, before any exception."""
        wanted = {rule.id for rule in rules}
        for number, sentence in enumerate(self.sentences):
            for rule_id, (begin, end) in _hits(self.lexicon, sentence, wanted).items():
                self._hits.setdefault(rule_id, []).append(Hit(number, begin, end))

    def says(self, signal: str, number: int) -> tuple[int, int] | None:
        """Where a signal holds in one sentence."""
        key = (signal, number)
        if key not in self._said:
            self._said[key] = None  # a signal that excepts itself ends here
            self._said[key] = self._signal(self.lexicon.signals[signal], number)
        return self._said[key]

    def _signal(self, rule: Rule, number: int) -> tuple[int, int] | None:
        sentence = self.sentences[number]
        for line in rule.find:
            place = line.find(sentence)
            if place:
                excepted = any(self.holds(each, number) for each in rule.excepts)
                return None if excepted or self._beside(rule, number) else place
        return None

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

    def holds(self, line: Line | str, number: int) -> bool:
        """Whether a line or a signal holds in one sentence."""
        if isinstance(line, str):
            return self.says(line, number) is not None
        return line.find(self.sentences[number]) is not None

    def holds_anywhere(self, line: Line | str) -> bool:
        """Whether a line or a signal holds in any sentence."""
        return any(self.holds(line, number) for number in range(len(self.sentences)))

    def holds_elsewhere(self, line: Line | str, number: int) -> bool:
        """Whether a line or a signal holds in a sentence other than this one."""
        return any(self.holds(line, other) for other in range(len(self.sentences)) if other != number)

    def _beside(self, rule: Rule, number: int) -> bool:
        """Whether a signal that speaks against the rule stands in this sentence or one next to it."""
        near = range(max(0, number - 1), min(len(self.sentences), number + 2))
        return any(self.says(signal, each) for signal in rule.beside for each in near)


def _hits(lexicon: Lexicon, sentence: Sentence, wanted: set[str]) -> dict[str, tuple[int, int]]:
    """Rules with a line in this sentence, by id; a line is tried only where all its rarest words stand."""
    keys = sentence.keys
    index = lexicon.index
    tried = set(lexicon.always)
    for key in keys & index.keys():
        for gate, entry in index[key]:
            for needed in gate:
                if keys.isdisjoint(needed):
                    break
            else:
                tried.add(entry)
    found: dict[str, tuple[int, int]] = {}
    for rule_id, position in sorted(tried):
        if rule_id in wanted and rule_id not in found:
            place = lexicon.lines[rule_id][position].find(sentence)
            if place:
                found[rule_id] = place
    return found
