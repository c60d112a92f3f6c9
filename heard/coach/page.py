"""Which rules of the lexicon hold on one draft: hits sentence by sentence, signals, exceptions."""

from dataclasses import dataclass, field

from heard.coach.lexicon import Lexicon, Rule
from heard.coach.patterns import Line
from heard.coach.situation import Situation
from heard.coach.words import Sentence, read


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's line in a sentence: number of the sentence and the place in its normal form."""

    sentence: int
    begin: int
    end: int


@dataclass(slots=True)
class Page:
    """One text read against a lexicon; `hits` by the id of the rule, before any exception."""

    lexicon: Lexicon
    sentences: list[Sentence]
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    _signals: dict[str, frozenset[int]] = field(default_factory=dict)

    def signal(self, name: str) -> frozenset[int]:
        """The sentences in which a signal holds."""
        if name not in self._signals:
            self._signals[name] = frozenset()  # a signal that excepts itself ends here
            rule = self.lexicon.signals[name]
            self._signals[name] = frozenset(hit.sentence for hit in self.standing(rule))
        return self._signals[name]

    def standing(self, rule: Rule) -> list[Hit]:
        """The hits of a rule that none of its exceptions takes away."""
        return [
            hit
            for hit in self.hits.get(rule.id, ())
            if not any(self.holds(each, hit.sentence) for each in rule.excepts)
            and not any(self._beside(name, hit.sentence) for name in rule.beside)
        ]

    def holds(self, line: Line | str, number: int) -> bool:
        """Whether a line or a signal holds in one sentence."""
        if isinstance(line, str):
            return number in self.signal(line)
        return line.find(self.sentences[number]) is not None

    def holds_anywhere(self, line: Line | str) -> bool:
        """Whether a line or a signal holds in any sentence."""
        if isinstance(line, str):
            return bool(self.signal(line))
        return any(line.find(sentence) for sentence in self.sentences)

    def holds_elsewhere(self, line: Line | str, number: int) -> bool:
        """Whether a line or a signal holds in a sentence other than this one."""
        if isinstance(line, str):
            return bool(self.signal(line) - {number})
        return any(line.find(each) for index, each in enumerate(self.sentences) if index != number)

    def places(self, hit: Hit) -> list[tuple[int, int]]:
        """Where the words of a hit stand in the text."""
        sentence = self.sentences[hit.sentence]
        numbers = [at for at, begin in enumerate(sentence.begins) if hit.begin <= begin < hit.end]
        return [sentence.places[number] for number in numbers]

    def _beside(self, name: str, number: int) -> bool:
        return not self.signal(name).isdisjoint((number - 1, number, number + 1))


def draft_page(lexicon: Lexicon, situation: Situation, draft: str) -> Page:
    """The draft against all rules that apply in its situation."""
    names = frozenset(each.lower() for each in (situation.customer_name or "").split())
    applies = [all(holds(situation) for holds in rule.when) for rule in lexicon.rules]
    return _page(lexicon, read(draft, known_names=names), applies)


def signal_page(lexicon: Lexicon, text: str) -> Page:
    """Any text, against the signals alone."""
    return _page(lexicon, read(text), [rule.code == "signal" for rule in lexicon.rules])


def customer_page(lexicon: Lexicon, situation: Situation) -> Page:
    """What the customer wrote: all of it at a first reply, else the last message."""
    messages = situation.customer_messages
    chosen = messages if situation.first_reply else messages[-1:]
    sentences = [sentence for text in chosen for sentence in read(text)]
    applies = [rule.code == "signal" for rule in lexicon.rules]
    return _page(lexicon, sentences, applies)


def _page(lexicon: Lexicon, sentences: list[Sentence], applies: list[bool]) -> Page:
    page = Page(lexicon, sentences)
    for number, sentence in enumerate(sentences):
        for rule_number, hits in _lines_found(lexicon, sentence, applies).items():
            rule = lexicon.rules[rule_number]
            if len(hits) >= rule.needs:
                begin, end = hits[0]
                page.hits.setdefault(rule.id, []).append(Hit(number, begin, end))
    return page


def _lines_found(
    lexicon: Lexicon, sentence: Sentence, applies: list[bool]
) -> dict[int, list[tuple[int, int]]]:
    """The places of each rule's lines in a sentence; enough of them, not all, where a rule has many."""
    candidates = set(lexicon.always)
    for key in sentence.keys & lexicon.index.keys():
        candidates.update(lexicon.index[key])
    found: dict[int, list[tuple[int, int]]] = {}
    for rule_number, position in sorted(candidates):
        if not applies[rule_number]:
            continue
        rule = lexicon.rules[rule_number]
        if len(found.get(rule_number, ())) >= rule.needs:
            continue
        place = rule.find[position].find(sentence)
        if place:
            found.setdefault(rule_number, []).append(place)
    return found
