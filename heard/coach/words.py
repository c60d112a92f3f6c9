"""What a text says, word by word: sentences of plain lower-case words that know where they stood.

Every sentence gets a normal form such as ` i am sorry we can not find it `: one space before and after each
word, contractions spelled out, punctuation gone. Patterns are matched against that, so each of them sees a
short text of bounded length whatever was typed, and reading grows only with the length of the draft.
"""

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from heard.coach.names import AFTER_NO_NAME, NO_NAME_ENDS, NOT_NAMES, OPENERS
from heard.coach.spelling import keys_of, spell, was_had

LONGEST_SENTENCE = 100  # words; longer ones are split there
QUOTED = "_"
NONE: frozenset[int] = frozenset()
WORDS = frozenset(("word", "link"))

LINK = r"(?P<link>https?://[^\s<>\"]+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64})|"
PIECES = (
    r"(?P<word>[@#£$€]?\d+(?:[.,:]\d+)*%?|[@#]?[^\W_]+(?:['’][^\W_]+)*|[:;]-?[)DP](?!\w))"
    r"|(?P<break>\n[ \t\r]*\n\s*)"
    r"|(?P<line>\n)"
    r"|(?P<mark>[^\w\s]|_)"
)
# Some plain words with one space between them, at once: most of a text is made of these.
PLAIN = r"[A-Za-z][^\W_]*(?:['’][^\W_]+)*"
TOKENS = re.compile(rf"(?P<run>{PLAIN}(?: {PLAIN}){{0,40}})|" + PIECES)
TOKENS_AND_LINKS = re.compile(LINK + PIECES)  # slower: every word could be the beginning of an address
LINK_SIGN = re.compile("@|://")
SPACE, BLANKS = re.compile(r"\s"), (" ", "\n", "\t")
QUOTE = re.compile(r"“[^“”\n]{1,600}”|\"[^\"\n]{1,600}\"|(?<![\w])['‘](?=\w)[^'‘’\n]{1,300}['’](?!\w)")
QUOTED_LINE = re.compile(r"(?m)^>.*$")
ABBREVIATIONS = frozenset("mr mrs ms dr prof st no nr e.g i.e vs inc ltd a.m p.m approx".split())
GREETINGS = frozenset("hi hello hey dear hiya good greetings howdy morning ahoy to".split())

Word = tuple[int, str]  # where it begins, and how it is written
Group = tuple[list[str], int, int, str]  # words of a sentence, its begin, its end, the mark that ended it
MASKS = ("somename", "somename somename")
MARKS = {
    (named, mark): frozenset([*(["somename"] if named else []), *mark])
    for named in (False, True)
    for mark in ("", "?", "!")
}


@dataclass(slots=True)
class Sentence:
    """One sentence: `normal` is its normal form, `masked` the same with unknown names as `somename`.

    A quoted word is `_` in the normal form, since the draft does not say it itself; `quoted` is where the
    quoted words of the text begin. `marks` are keys that are no words of the normal form.
    """

    start: int
    end: int
    normal: str
    masked: str
    marks: frozenset[str]
    question: bool
    exclaims: bool
    text: str
    quoted: frozenset[int]
    _keys: frozenset[str] | None = None

    @property
    def words(self) -> list[str]:
        """The words of the normal form."""
        return self.normal.split()

    @property
    def length(self) -> int:
        """How many words it has."""
        return self.normal.count(" ") - 1

    @property
    def keys(self) -> frozenset[str]:
        """What its words are looked up by."""
        if self._keys is None:
            self._keys = self.marks.union(*map(keys_of, self.words), self.pairs)
        return self._keys

    @property
    def pairs(self) -> Iterable[str]:
        """Any two of its words that stand beside each other."""
        return map(" ".join, pairwise(self.words))

    @property
    def written(self) -> list[Word]:
        """The words as they stand in the text."""
        return list(_words_of(self.text, self.start, self.end))

    def place(self, begin: int, end: int) -> tuple[int, int]:
        """Where the words that stand between these two places of the normal form stood in the text."""
        at = 0
        found = []
        written = self.written
        words = [word for _, word in written]
        quoted = _quoted_among(written, self.quoted)
        for index, (start, word) in enumerate(written):
            length = len(_normal(words, index, quoted))
            if begin < at + 1 + length and at < end:
                found.append((start, start + len(word)))
            at += 1 + length
        return (found[0][0], found[-1][1]) if found else (self.start, self.end)


def read(text: str, *, known_names: frozenset[str] = frozenset()) -> list[Sentence]:
    """Split `text` into sentences; `known_names` (lower case) are not masked as somebody else's name."""
    quoted = _quoted_words(text)
    places = sorted(quoted)
    return [
        _sentence(text, group, known_names, quoted if _stands_in(group, places) else NONE)
        for group in _groups(text)
    ]


def _stands_in(group: Group, places: list[int]) -> bool:
    """Whether one of these places, which are in order, is in a sentence."""
    _words, start, end, _mark = group
    first = bisect_left(places, start)
    return first < len(places) and places[first] < end


def plain_words(text: str) -> list[str]:
    """All words of a text in their normal form, quotations included, names and case folded."""
    found: list[str] = []
    for match in _tokens(text, 0, len(text)):
        if match.lastgroup in ("run", "word"):
            found += match.group().split(" ")
    return " ".join(map(spell, found)).split()


def _tokens(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What a text is made of; addresses are looked for only around their signs, from space to space."""
    for sign in LINK_SIGN.finditer(text, start, end):
        if sign.start() >= start:
            begin = max(start, *(text.rfind(blank, start, sign.start()) + 1 for blank in BLANKS))
            space = SPACE.search(text, sign.end(), end)
            yield from TOKENS.finditer(text, start, begin)
            start = space.start() if space else end
            yield from TOKENS_AND_LINKS.finditer(text, begin, start)
    yield from TOKENS.finditer(text, start, end)


def _words_of(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Word]:
    """The words and pictures of a text, or of a part of it that begins and ends with one."""
    for match in _tokens(text, start, end):
        kind, found = match.lastgroup, match.group()
        if kind == "run":
            at = match.start()
            for word in found.split(" "):
                yield at, word
                at += len(word) + 1
        elif kind in WORDS or (kind == "mark" and _is_picture(found)):
            yield match.start(), found


def _quoted_words(text: str) -> frozenset[int]:
    """Where the words begin that the text only quotes."""
    places = [match.span() for match in QUOTED_LINE.finditer(text)]
    for match in QUOTE.finditer(text):
        if " " in match.group():  # one word in quotes is the writer's own, a name or a wink
            places.append(match.span())
    return frozenset(begin + start for begin, end in places for start, _ in _words_of(text[begin:end]))


def _quoted_among(words: list[Word], quoted: frozenset[int]) -> frozenset[int]:
    """Which of these words, by their number, are only quoted."""
    return frozenset(index for index, (start, _) in enumerate(words) if start in quoted)


def _groups(text: str) -> Iterator[Group]:
    """Words of one sentence each, from where to where they stand, and the mark that ended it."""
    words: list[str] = []
    line_start = start = end = 0
    for match in _tokens(text, 0, len(text)):
        kind = match.lastgroup
        if kind == "run" or kind in WORDS or (kind == "mark" and _is_picture(match.group())):
            start = start if words else match.start()
            words += match.group().split(" ")
            end = match.end()
            if len(words) >= LONGEST_SENTENCE:
                rest = words[LONGEST_SENTENCE:]  # all of them from this match, with one space between them
                begin = end - len(" ".join(rest))
                yield words[:LONGEST_SENTENCE], start, begin - 1 if rest else end, ""
                words, start = rest, begin
            continue
        mark = _ending(text, match, words, start, line_start)
        if kind != "mark":
            line_start = match.end()
        if mark is not None and words:
            yield words, start, end, mark
            words = []
    if words:
        yield words, start, end, ""


def _is_picture(sign: str) -> bool:
    return ord(sign) > 0x2190 and sign not in "“”‘’–—…"


def _ending(text: str, match: re.Match[str], words: list[str], start: int, line_start: int) -> str | None:
    """The mark that ends a sentence here, or None when the sentence goes on."""
    kind, sign = match.lastgroup, match.group()
    if kind == "break":
        return ""
    if kind == "line":
        return "" if match.start() - line_start < 50 else None
    if not words:
        return None
    following = text[match.end() : match.end() + 1]
    if sign in "!?…" and (not following or not following.isalnum()):
        return sign
    if sign == "." and (not following or following.isspace() or following in "\"'”’)"):
        last = words[-1].lower()
        return None if last in ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i") else "."
    if sign in ",:" and len(words) <= 5 and _greets(words, text, start):
        return ","
    return None


def _greets(words: list[str], text: str, start: int) -> bool:
    """Whether these first words of a text are a greeting, which then stands alone."""
    first = words[0].lower()
    return first in GREETINGS and not text[:start].strip() and (len(words) > 1 or first != "to")


def _sentence(text: str, group: Group, known_names: frozenset[str], quoted: frozenset[int]) -> Sentence:
    words, start, end, mark = group
    only_quoted = _quoted_among(list(_words_of(text, start, end)), quoted) if quoted else quoted
    known = list(map(_known, words))
    normal = [spelled for spelled, _, _ in known]
    named = []
    for index, (_, may_be_name, is_unsure) in enumerate(known):
        if only_quoted and index in only_quoted:
            normal[index] = QUOTED
            continue
        if is_unsure:
            normal[index] = _normal(words, index, only_quoted)
        if may_be_name and _is_name(words, index, known_names, opens=start == index == 0):
            named.append(index)
    plain = masked = f" {' '.join(normal)} "
    if named:
        for index in named:
            normal[index] = MASKS[normal[index].count(" ")]
        masked = f" {' '.join(normal)} "
    marks = MARKS[bool(named), mark if mark in "?!" else ""]
    return Sentence(start, end, plain, masked, marks, mark == "?", mark == "!", text, quoted)


@lru_cache(maxsize=16_384)
def _known(word: str) -> tuple[str, bool, bool]:
    """Of a written word: its normal form, whether it may be a name, whether its neighbours may change it."""
    spelled = spell(word)
    may_be_name = word[0] == "@" or (
        word[0].isupper() and len(word) >= 3 and not word[1].isupper() and _folded(word) not in NOT_NAMES
    )
    return spelled, may_be_name, "would" in spelled.split()


def _normal(words: list[str], index: int, quoted: frozenset[int]) -> str:
    """The normal form of one word among its neighbours, one or two words."""
    if index in quoted:
        return QUOTED
    spelled = spell(words[index])
    if spelled.endswith(" would") and was_had(words, index):
        return spelled.removesuffix("would") + "had"
    return spelled


def _is_name(words: list[str], index: int, known_names: frozenset[str], *, opens: bool) -> bool:
    """Whether a word that may be a name is one here; `opens`: it is the first of the whole text."""
    word = words[index]
    if word[0] == "@":  # the handle that opens a text is the person it is written to
        return not opens and word[1:].lower() not in known_names
    folded = _folded(word)
    if folded in known_names:
        return False
    if index > 0:
        return True
    following = words[1].lower() if len(words) > 1 else ""
    return folded not in OPENERS and following not in AFTER_NO_NAME and not folded.endswith(NO_NAME_ENDS)


def _folded(word: str) -> str:
    return word.lower().replace("’", "'").partition("'")[0]
