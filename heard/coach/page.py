"""Which rules of the lexicon hold on one text: hits by sentence, signals when asked for, exceptions."""

from dataclasses import dataclass, field
from itertools import islice

from heard.coach.cues import ALONE, place_of
from heard.coach.lexicon import Lexicon
from heard.coach.rules import Rule, Wording
from heard.coach.words import Sentence

Held = dict[
    int, list[int]
]  # by the number of a sentence, in their order, positions of lines that it could hold
NONE: Held = {}


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
    around: frozenset[str] = frozenset()  # marks of what stands around the sentences (surroundings.py)
    _hits: dict[str, list[Hit]] = field(default_factory=dict)
    _said: dict[tuple[str, int], tuple[int, int] | None] = field(default_factory=dict)
    _held: dict[str, Held] | None = None
    _holding: dict[Wording, list[int]] = field(default_factory=dict)
    _weighed: list[tuple[int, int]] | None = None
    _weighty: dict[str, list[Hit]] | None = None

    def look_for(self, rules: list[Rule]) -> None:
        """Find the first place of each of these rules in each sentence, before any exception."""
        for rule in rules:
            found: list[Hit] = []
            for number, positions in self._could(rule.id).items():
                place = _first_place(rule, positions, self.sentences[number])
                if place:
                    found.append(Hit(number, *place))
            if found:
                self._hits[rule.id] = found

    def _could(self, rule_id: str) -> Held:
        """The lines of a rule or a signal that could hold; most have none."""
        if self._held is None:
            self._held = {}
            for number, sentence in enumerate(self.sentences):
                for each, positions in self.lexicon.index.candidates(sentence).items():
                    self._held.setdefault(each, {})[number] = positions
        return self._held.get(rule_id, NONE)

    def says(self, signal: str, number: int) -> tuple[int, int] | None:
        """Where a signal holds in one sentence."""
        rule = self.lexicon.signals[signal]
        positions = self._could(rule.id).get(number)
        if not positions:
            return None
        key = (signal, number)
        if key not in self._said:
            self._said[key] = None  # a signal that excepts itself ends here
            self._said[key] = self._signal(rule, positions, number)
        return self._said[key]

    def _signal(self, rule: Rule, positions: list[int], number: int) -> tuple[int, int] | None:
        place = _first_place(rule, positions, self.sentences[number])
        if place is None or any(self.holds(each, number) for each in rule.excepts):
            return None
        return None if self._beside(rule, number) else place

    def says_anywhere(self, signal: str) -> bool:
        """Whether a signal holds in any sentence."""
        return any(self.says(signal, number) for number in self._could(self.lexicon.signals[signal].id))

    def saying(self, signal: str) -> list[Hit]:
        """All sentences in which a signal holds."""
        could = self._could(self.lexicon.signals[signal].id)
        found = ((number, self.says(signal, number)) for number in could)
        return [Hit(number, *place) for number, place in found if place]

    def weight(self, code: str, number: int) -> float:
        """What one sentence, where it stands, weighs for a code that has cues."""
        return self.lexicon.scales.told(*self._weights()[number], code)

    def weighty(self, code: str) -> list[Hit]:
        """All sentences that weigh enough for a code by themselves."""
        if self._weighty is None:
            self._weighty = {}
            for number, weighed in enumerate(self._weights()):
                for each in self.lexicon.scales.enough(*weighed):
                    hit = Hit(number, 0, len(self.sentences[number].normal))
                    self._weighty.setdefault(each, []).append(hit)
        return self._weighty.get(code, [])

    def _weights(self) -> list[tuple[int, int]]:
        """What the words of each sentence weigh, and what stands around it, all codes in one number."""
        if self._weighed is None:
            scales = self.lexicon.scales
            alone = len(self.sentences) == 1
            shared = scales.before(ALONE if alone else self.around)
            places = [place_of(self.sentences, number) for number in range(len(self.sentences))]
            before = {each: shared + (0 if alone else scales.more(each)) for each in set(places)}
            self._weighed = [
                (scales.weigh(each), before[place])
                for each, place in zip(self.sentences, places, strict=True)
            ]
        return self._weighed

    def standing(self, rule: Rule) -> list[Hit]:
        """The hits of a rule looked for that none of its exceptions takes away."""
        hits = self.weighty(rule.code) if rule.measure == "cues" else self._hits.get(rule.id, ())
        return [
            hit
            for hit in hits
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
        if isinstance(line, str):
            return self.says_anywhere(line)
        return any(self.holds(line, number) for number in range(len(self.sentences)))

    def holds_elsewhere(self, line: Wording, number: int) -> bool:
        """Whether a line or a signal holds in a sentence other than this one."""
        return any(other != number for other in self._first_two(line))

    def _first_two(self, line: Wording) -> list[int]:
        """The first sentences in which it holds, two at most: of these one is another than any."""
        if line not in self._holding:
            could = self._could(self.lexicon.signals[line].id) if isinstance(line, str) else None
            numbers = range(len(self.sentences)) if could is None else could
            self._holding[line] = list(islice((each for each in numbers if self.holds(line, each)), 2))
        return self._holding[line]

    def _beside(self, rule: Rule, number: int) -> bool:
        """Whether a signal that speaks against the rule stands in this sentence or one next to it."""
        near = range(max(0, number - 1), min(len(self.sentences), number + 2))
        return any(self.says(signal, each) for signal in rule.beside for each in near)


def _first_place(rule: Rule, positions: list[int], sentence: Sentence) -> tuple[int, int] | None:
    """Where the first of these lines of a rule stands in a sentence."""
    for position in positions:
        place = rule.find[position].match(sentence)
        if place:
            return place
    return None
