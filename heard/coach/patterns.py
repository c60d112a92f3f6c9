r"""How a line of the lexicon is matched: the small pattern language and its translation.

    we ... policy      words; `...` skips up to six words, `..` up to two
    refus*             a word family: every word that begins so
    (rule|term)        one of these; `[kind]` may be missing; several words are fine inside
    <rules>            a family from the lexicon
    # *                a word with a digit; any one word
    NAME               a name that is not the customer's
    ^ ... $            beginning and end of the sentence
    A & B ! C          A and B somewhere in the sentence, and no C
    ... ?   ... !      as the last sign: only in a question, only in an exclamation

A pattern is translated into one regular expression over the normal form of a sentence. It is compiled and
tried only on a sentence that holds the words it cannot do without: most patterns are never compiled in a
process, and a sentence meets few of them.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby, pairwise

from heard.coach.words import Sentence

PIECE = re.compile(r"[(\[][a-z0-9' |]+[)\]]|<[a-z0-9-]+>|\.{2,3}|[()\[\]|^$]|[^\s()\[\]|<>^$]+")
GAPS = {"...": 6, "..": 2}
ANY = " [^ ]+"
MAYBE_ANY = f"(?:{ANY})?"
# How often a word stands in a sentence of a reply, against 1 for a rare word.
OFTEN = {
    **dict.fromkeys(("the", "somename"), 400),
    **dict.fromkeys(("a", "and", "to", "is"), 300),
    **dict.fromkeys(("you", "it", "i", "for", "of", "in", "your"), 180),
    **dict.fromkeys(("we", "that", "on", "not", "have", "are", "with", "was", "sorry", "#"), 120),
    **dict.fromkeys("?!", 30),
    **dict.fromkeys(("than*", "thank", "thanks", "new", "right", "been", "am"), 90),
    **dict.fromkeys(
        "an this these those were be has had do does did no he she they me us my our his her their at "
        "by from or but if so as will would can could should may might must there here what which who "
        "how when all any just only please about one now out up more again".split(),
        50,
    ),
}


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong with it."""


Needs = tuple[frozenset[str], ...]
Translation = tuple[str, Needs]  # the expression, and what a sentence must hold
MOST_NEEDS = 4  # sets of words that are checked before a pattern is tried


@dataclass(slots=True)
class _Part:
    """A translated piece: the expression, and sets of keys: of each set one must be in the sentence."""

    expression: str
    needs: Needs = ()


@dataclass
class Pattern:
    """One translated pattern; of each set in `needs` a sentence must hold at least one key."""

    source: str
    expression: str
    needs: Needs
    masked: bool

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression, made at first use."""
        return re.compile(self.expression)

    def may_hold(self, keys: frozenset[str]) -> bool:
        """Whether a sentence with these keys can hold the pattern at all."""
        return not any(keys.isdisjoint(needed) for needed in self.needs)

    def find(self, sentence: Sentence) -> tuple[int, int] | None:
        """Where the pattern stands in the normal form, or None."""
        match = self.regex.search(sentence.masked if self.masked else sentence.normal)
        return match.span() if match else None


class Line:
    """One line of a rule: every `wanted` pattern and no `unwanted` one, perhaps only in questions.

    It is translated when it is first looked at; `check` does that at once.
    """

    def __init__(self, source: str, families: "Families") -> None:
        self.source = source
        self._families = families
        text = source.strip()
        self.question = text.endswith(" ?")
        self.exclaims = text.endswith(" !")
        pieces = re.split(r"\s([&!])\s", text[:-2] if self.question or self.exclaims else text)
        marked = list(zip(["&", *pieces[1::2]], pieces[::2], strict=True))
        self._wanted = [piece for mark, piece in marked if mark == "&"]
        self._unwanted = [piece for mark, piece in marked if mark == "!"]

    @cached_property
    def wanted(self) -> list[Pattern]:
        """Patterns that must all be there. Raises PatternError."""
        return [pattern_from(piece, self._families) for piece in self._wanted]

    @cached_property
    def unwanted(self) -> list[Pattern]:
        """Patterns of which none may be there. Raises PatternError."""
        return [pattern_from(piece, self._families) for piece in self._unwanted]

    def check(self) -> None:
        """Translate all of it now. Raises PatternError."""
        _ = self.wanted, self.unwanted

    def find(self, sentence: Sentence) -> tuple[int, int] | None:
        """The place of the first wanted pattern when the whole line holds, or None."""
        keys = sentence.keys
        for pattern in self.wanted:
            for needed in pattern.needs:
                if keys.isdisjoint(needed):
                    return None
        return self.match(sentence)

    def match(self, sentence: Sentence) -> tuple[int, int] | None:
        """The same for a sentence that is known to hold the words the wanted patterns need."""
        if (self.question and not sentence.question) or (self.exclaims and not sentence.exclaims):
            return None
        places = []
        for pattern in self.wanted:
            place = pattern.find(sentence)
            if place is None:
                return None
            places.append(place)
        for pattern in self.unwanted:
            if pattern.may_hold(sentence.keys) and pattern.find(sentence):
                return None
        return places[0]


class Families:
    """Named lists of patterns that other patterns may use; each is translated once."""

    def __init__(self, translations: dict[str, Translation] | None = None) -> None:
        self.translations: dict[str, Translation] = {} if translations is None else translations
        self._lines: dict[str, list[str]] = {}
        self._made: dict[str, _Part] = {}

    def forget(self) -> None:
        """Drop translations that were made before: the families will change."""
        self.translations = {}

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
            self._made[name] = _Part("")  # a family that names itself ends here
            parts = [_read(line, self) for line in self._lines[name]]
            self._made[name] = _either(parts)
        return self._made[name]


def pattern_from(source: str, families: Families) -> Pattern:
    """Translate one pattern. Raises PatternError."""
    made = families.translations.get(source)
    if made is None:
        part = _read(source, families)
        if not part.expression:
            raise PatternError("the pattern is empty")
        made = families.translations[source] = (part.expression + r"(?= )", part.needs)
    return Pattern(source, *made, masked="somename" in made[0])


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
    if piece[0] in "([":
        return _plain_choice(piece)
    if piece in GAPS:
        return _Part(f"(?: [^ ]+){{0,{GAPS[piece]}}}?")
    if piece == "^":
        return _Part(r"\A")
    if piece == "$":
        return _Part(r"(?= \Z)")
    if piece == "*":
        return _Part(" [^ ]+")
    if piece == "#":
        return _Part(r" [^ ]*\d[^ ]*", (frozenset(["#"]),))
    if piece == "NAME":
        return _Part(" somename", (frozenset(["somename"]),))
    if piece[0] == "<":
        return families.part(piece[1:-1])
    if piece.endswith("*"):
        stem = piece[:-1]
        if len(stem) < 3:
            raise PatternError(f"'{piece}' fits too many words, give at least three letters")
        return _Part(f" {re.escape(stem)}[^ ]*", (frozenset([f"{stem[:4]}*"]),))
    if "?" in piece:
        raise PatternError(f"'?' may only be the last sign of a line (only in a question), not in '{piece}'")
    if "*" in piece:
        raise PatternError(f"'*' may only end a word, as in refus*, not in '{piece}'")
    return _Part(" " + re.escape(piece), (frozenset([piece]),))


@lru_cache(maxsize=4096)
def _plain_choice(piece: str) -> _Part:
    """`(one|two words)` or `[one|two]` with nothing but words in it, which most of a lexicon is made of."""
    phrases = [" ".join(phrase.split()) for phrase in piece[1:-1].split("|")]
    expression = _choice_of([" " + phrase for phrase in phrases if phrase])
    if piece[0] == "[":
        return _Part(f"(?:{expression})?")
    if not all(phrases):
        return _Part(expression)
    return _Part(expression, (frozenset(_rarest(phrase.split()) for phrase in phrases),))


def _choice_of(expressions: list[str]) -> str:
    """One expression for any of these; long lists are sorted by their first letter, which is read once."""
    plain = all(each[:1] == " " and each[1:2].isalnum() for each in expressions)
    if len(expressions) < 6 or not plain:
        return "(?:" + "|".join(expressions) + ")" if len(expressions) != 1 else expressions[0]
    by_letter: dict[str, list[str]] = {}
    for each in dict.fromkeys(expressions):
        by_letter.setdefault(each[1], []).append(each[2:])
    groups = [
        letter + (f"(?:{'|'.join(rests)})" if len(rests) > 1 else rests[0])
        for letter, rests in by_letter.items()
    ]
    return " (?:" + "|".join(groups) + ")"


def _rarest(words: list[str]) -> str:
    """The two words beside each other of a phrase that the fewest sentences hold, or its only word."""
    if len(words) == 1:
        return words[0]
    rarest = min(pairwise(words), key=_how_often)
    return " ".join(rarest)


def _how_often(pair: tuple[str, str]) -> tuple[int, int]:
    return min(OFTEN.get(word, 1) for word in pair), -len(pair[0] + pair[1])


def _in_a_row(parts: list[_Part]) -> _Part:
    needs = [needed for part in parts for needed in part.needs]
    if len(needs) > MOST_NEEDS:
        needs = sorted(needs, key=weight)[:MOST_NEEDS]
    expressions = []
    for expression, same in groupby(part.expression for part in parts):
        times = len(list(same))
        if expression == MAYBE_ANY:  # one by one they could be left out in 2 ** times ways, all alike
            expressions.append(f"(?:{ANY}){{0,{times}}}?")
        else:
            expressions.append(expression * times)
    return _Part("".join(expressions), tuple(needs))


def _either(parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    needs: Needs = ()
    if all(part.needs for part in parts):
        needs = (frozenset().union(*(min(part.needs, key=weight) for part in parts)),)
    return _Part(_choice_of([part.expression for part in parts]), needs)


def weight(keys: frozenset[str]) -> int:
    """How easily a sentence holds one of these keys."""
    return len(keys) + sum(OFTEN[key] for key in keys & OFTEN.keys())
