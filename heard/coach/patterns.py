r"""How a line of the lexicon is matched: the small pattern language and its translation.

    we ... policy      words; `...` skips up to six words, `..` up to two
    refus*             a word family: every word that begins so
    (rule|term)        one of these; `[kind]` may be missing; several words are fine inside
    <rules>            a family from the lexicon
    # *                a word with a digit; any one word
    NAME               a name that is not the customer's
    ^ ... $            beginning and end of the sentence
    A & B ! C          A and B somewhere in the sentence, and no C
    ... ?              as the last sign: only in a question

A pattern is translated into one regular expression over the normal form of a sentence, and only when a
sentence holds one of the words it cannot do without: most patterns are never translated in a process.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from heard.coach.words import Sentence

PIECE = re.compile(r"<[a-z0-9-]+>|\.{2,3}|[()\[\]|^$]|[^\s()\[\]|<>^$]+")
GAPS = {"...": 6, "..": 2}
COMMON = frozenset(
    "a an the this that these those it is are was were be been has have had do does did not no i we you he "
    "she they me us my our your his her their of to in on at by for from with and or but if so as will would "
    "can could should may might must there here what which who how when all any just only please".split()
)


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong with it."""


@dataclass(slots=True)
class _Part:
    """A translated piece: the expression and the words of which one must be there (None: unknown)."""

    expression: str
    needs: frozenset[str] | None = None


@dataclass
class Pattern:
    """One translated pattern; `needs` are keys of which a sentence must hold at least one."""

    source: str
    expression: str
    needs: frozenset[str] | None
    masked: bool

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression, made at first use."""
        return re.compile(self.expression)

    def find(self, sentence: Sentence) -> tuple[int, int] | None:
        """Where the pattern stands in the normal form, or None."""
        match = self.regex.search(sentence.masked if self.masked else sentence.normal)
        return match.span() if match else None


@dataclass
class Line:
    """One line of a rule: every `wanted` pattern and no `unwanted` one, perhaps only in questions."""

    source: str
    wanted: list[Pattern] = field(default_factory=list)
    unwanted: list[Pattern] = field(default_factory=list)
    question: bool = False

    @property
    def needs(self) -> frozenset[str] | None:
        """The most telling keys among the wanted patterns."""
        return _most_telling([pattern.needs for pattern in self.wanted])

    def find(self, sentence: Sentence) -> tuple[int, int] | None:
        """The place of the first wanted pattern when the whole line holds, or None."""
        if self.question and not sentence.question:
            return None
        keys = sentence.keys
        for pattern in self.wanted:
            if pattern.needs is not None and keys.isdisjoint(pattern.needs):
                return None
        places = []
        for pattern in self.wanted:
            place = pattern.find(sentence)
            if place is None:
                return None
            places.append(place)
        for pattern in self.unwanted:
            if (pattern.needs is None or not keys.isdisjoint(pattern.needs)) and pattern.find(sentence):
                return None
        return places[0]


class Families:
    """Named lists of patterns that other patterns may use; each is translated once."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}
        self._made: dict[str, _Part] = {}

    def put(self, name: str, lines: list[str], *, add: bool) -> None:
        """Set a family, or add lines to it."""
        self._lines[name] = [*self._lines.get(name, []), *lines] if add else list(lines)
        self._made.clear()

    def names(self) -> list[str]:
        """All families."""
        return sorted(self._lines)

    def part(self, name: str) -> _Part:
        """The translation of a family. Raises PatternError when there is none of that name."""
        if name not in self._made:
            if name not in self._lines:
                raise PatternError(f"there is no family <{name}>")
            self._made[name] = _Part("", None)  # a family that names itself ends here
            parts = [_read(line, self) for line in self._lines[name]]
            self._made[name] = _either(parts)
        return self._made[name]


def line_from(source: str, families: Families) -> Line:
    """Read one line of a rule. Raises PatternError."""
    text = source.strip()
    line = Line(source)
    if text.endswith(" ?"):
        line.question, text = True, text[:-2]
    for index, piece in enumerate(re.split(r"\s([&!])\s", f" & {text}")[1:]):
        if index % 2 == 0:
            wanted = piece == "&"
            continue
        (line.wanted if wanted else line.unwanted).append(pattern_from(piece, families))
    return line


def pattern_from(source: str, families: Families) -> Pattern:
    """Translate one pattern. Raises PatternError."""
    part = _read(source, families)
    if not part.expression:
        raise PatternError("the pattern is empty")
    return Pattern(source, part.expression + r"(?= )", part.needs, masked="somename" in part.expression)


def _read(source: str, families: Families) -> _Part:
    pieces = PIECE.findall(source)
    part, rest = _alternatives(pieces, 0, families)
    if rest != len(pieces):
        raise PatternError(f"'{pieces[rest]}' closes nothing in '{source.strip()}'")
    return part


def _alternatives(pieces: list[str], at: int, families: Families) -> tuple[_Part, int]:
    branches: list[_Part] = []
    sequence: list[_Part] = []
    while at < len(pieces) and pieces[at] not in ")]":
        piece = pieces[at]
        at += 1
        if piece == "|":
            branches.append(_in_a_row(sequence))
            sequence = []
        elif piece in "([":
            inner, at = _alternatives(pieces, at, families)
            if at >= len(pieces) or pieces[at] != {"(": ")", "[": "]"}[piece]:
                raise PatternError(f"'{piece}' is never closed")
            at += 1
            sequence.append(inner if piece == "(" else _Part(f"(?:{inner.expression})?"))
        else:
            sequence.append(_word(piece, families))
    branches.append(_in_a_row(sequence))
    return _either(branches), at


def _word(piece: str, families: Families) -> _Part:
    if piece in GAPS:
        return _Part(f"(?: [^ ]+){{0,{GAPS[piece]}}}?")
    if piece == "^":
        return _Part(r"\A")
    if piece == "$":
        return _Part(r"(?= \Z)")
    if piece == "*":
        return _Part(" [^ ]+")
    if piece == "#":
        return _Part(r" [^ ]*\d[^ ]*")
    if piece == "NAME":
        return _Part(" somename", frozenset(["somename"]))
    if piece[0] == "<":
        return families.part(piece[1:-1])
    if piece.endswith("*"):
        stem = piece[:-1]
        if len(stem) < 3:
            raise PatternError(f"'{piece}' fits too many words, give at least three letters")
        return _Part(f" {re.escape(stem)}[^ ]*", frozenset([f"{stem[:4]}*"]))
    if "?" in piece:
        raise PatternError(f"'?' may only be the last sign of a line (only in a question), not in '{piece}'")
    if "*" in piece:
        raise PatternError(f"'*' may only end a word, as in refus*, not in '{piece}'")
    return _Part(" " + re.escape(piece), frozenset([piece]))


def _in_a_row(parts: list[_Part]) -> _Part:
    return _Part("".join(part.expression for part in parts), _most_telling([part.needs for part in parts]))


def _either(parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    needs: frozenset[str] | None = frozenset()
    for part in parts:
        needs = None if needs is None or part.needs is None else needs | part.needs
    return _Part("(?:" + "|".join(part.expression for part in parts) + ")", needs)


def _most_telling(choices: list[frozenset[str] | None]) -> frozenset[str] | None:
    """Of several sets of needed words, the one that the fewest sentences will hold."""
    known = [choice for choice in choices if choice]
    return min(known, key=lambda words: sum(30 if word in COMMON else 1 for word in words), default=None)
