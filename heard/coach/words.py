"""What a text says, word by word: sentences of plain lower-case words that know where they stood.

Every sentence gets a normal form such as ` i am sorry we can not find it `: one space before and after each
word, contractions spelled out, punctuation gone. Patterns are matched against that, so each of them sees a
short text of bounded length whatever was typed, and reading grows only with the length of the draft.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from heard.coach.names import AFTER_NO_NAME, NO_NAME_ENDS, NOT_NAMES, OPENERS

LONGEST_WORD = 40  # characters; longer ones (links, noise) are cut in the normal form
LONGEST_SENTENCE = 100  # words; longer ones are split there
QUOTED = ["_"]
WORDS = frozenset(("word", "link"))

LINK = r"(?P<link>https?://[^\s<>\"]+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64})|"
PIECES = (
    r"(?P<word>[@#£$€]?\d+(?:[.,:]\d+)*%?|[@#]?[^\W_]+(?:['’][^\W_]+)*|[:;]-?[)DP](?!\w))"
    r"|(?P<break>\n[ \t\r]*\n\s*)"
    r"|(?P<line>\n)"
    r"|(?P<mark>[^\w\s]|_)"
)
TOKENS = re.compile(PIECES)
TOKENS_AND_LINKS = re.compile(LINK + PIECES)  # slower: every word could be the beginning of an address
QUOTE = re.compile(r"“[^“”\n]{1,600}”|\"[^\"\n]{1,600}\"|(?<![\w])['‘](?=\w)[^'‘’\n]{1,300}['’](?!\w)")
QUOTED_LINE = re.compile(r"(?m)^>.*$")
ABBREVIATIONS = frozenset("mr mrs ms dr prof st no nr e.g i.e vs inc ltd a.m p.m approx".split())
GREETINGS = frozenset("hi hello hey dear hiya good greetings howdy morning ahoy to".split())

SPELLED_OUT = {
    "can't": "can not",
    "cannot": "can not",
    "cant": "can not",
    "won't": "will not",
    "wont": "will not",
    "shan't": "shall not",
    "ain't": "is not",
    "let's": "let us",
    "dont": "do not",
    "didnt": "did not",
    "doesnt": "does not",
    "isnt": "is not",
    "im": "i am",
    "ive": "i have",
    "youre": "you are",
    "thats": "that is",
    "theyre": "they are",
    "whats": "what is",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "gimme": "give me",
    "y'all": "you all",
    "ya": "you",
    "u": "you",
    "ur": "your",
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
    "ty": "thanks",
    "thnx": "thanks",
    "'cause": "because",
    "cos": "because",
    "&": "and",
    "n't": "not",
    ":)": "🙂",
    ":-)": "🙂",
    ";)": "😉",
    ";-)": "😉",
    ":d": "😄",
    ";p": "😜",
    ":p": "😜",
}
ENDINGS = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am"}
S_MEANS_IS = frozenset(
    "it he she that this what who where there here how when why everything something nothing everyone "
    "everybody someone nobody one".split()
)


AFTER_HAD = frozenset(
    "been better had told known read come done gone left kept put set sent said seen taken given bought "
    "brought chosen written rung called let made paid".split()
)


Written = list[re.Match[str]]  # the words of a sentence as they stand in the text


@dataclass(slots=True)
class Sentence:
    """One sentence: `normal` is its normal form, `masked` the same with unknown names as `somename`.

    A quoted word is `_` in the normal form, since the draft does not say it itself; `quoted` is where the
    quoted words of the text begin. `keys` are what its words are looked up by.
    """

    start: int
    end: int
    normal: str
    masked: str
    keys: frozenset[str]
    question: bool
    exclaims: bool
    written: Written
    quoted: frozenset[int]

    @property
    def words(self) -> list[str]:
        """The words of the normal form."""
        return self.normal.split()

    def place(self, begin: int, end: int) -> tuple[int, int]:
        """Where the words that stand between these two places of the normal form stood in the text."""
        at = 0
        found = []
        for index, word in enumerate(self.written):
            length = len(" ".join(_normal(self.written, index, self.quoted)))
            if begin < at + 1 + length and at < end:
                found.append(word)
            at += 1 + length
        return (found[0].start(), found[-1].end()) if found else (self.start, self.end)


def read(text: str, *, known_names: frozenset[str] = frozenset()) -> list[Sentence]:
    """Split `text` into sentences; `known_names` (lower case) are not masked as somebody else's name."""
    quoted = _quoted_words(text)
    return [_sentence(words, known_names, mark, quoted) for words, mark in _groups(text)]


def plain_words(text: str) -> list[str]:
    """All words of a text in their normal form, quotations included, names and case folded."""
    found: list[str] = []
    for match in _tokens(text):
        if match.lastgroup == "word":
            found.extend(_spell(match.group()))
    return found


def _tokens(text: str) -> Iterator[re.Match[str]]:
    return (TOKENS_AND_LINKS if "@" in text or "://" in text else TOKENS).finditer(text)


def _quoted_words(text: str) -> frozenset[int]:
    """Where the words begin that the text only quotes."""
    places = [match.span() for match in QUOTED_LINE.finditer(text)]
    for match in QUOTE.finditer(text):
        if " " in match.group():  # one word in quotes is the writer's own, a name or a wink
            places.append(match.span())
    return frozenset(begin + match.start() for begin, end in places for match in _tokens(text[begin:end]))


def _groups(text: str) -> Iterator[tuple[Written, str]]:
    """Words of one sentence each, with the mark that ended it."""
    words: Written = []
    line_start = 0
    for match in _tokens(text):
        kind = match.lastgroup
        if kind in WORDS or (kind == "mark" and _is_picture(match.group())):
            words.append(match)
            if len(words) >= LONGEST_SENTENCE:
                yield words, ""
                words = []
            continue
        mark = _ending(text, match, words, line_start)
        if kind != "mark":
            line_start = match.end()
        if mark is not None and words:
            yield words, mark
            words = []
    if words:
        yield words, ""


def _is_picture(sign: str) -> bool:
    return ord(sign) > 0x2190 and sign not in "“”‘’–—…"


def _ending(text: str, match: re.Match[str], words: Written, line_start: int) -> str | None:
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
        last = words[-1].group().lower()
        return None if last in ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i") else "."
    if sign in ",:" and len(words) <= 5 and _greets(words, text):
        return ","
    return None


def _greets(words: Written, text: str) -> bool:
    """Whether these first words of a text are a greeting, which then stands alone."""
    first = words[0].group().lower()
    return not text[: words[0].start()].strip() and first in GREETINGS and (len(words) > 1 or first != "to")


def _sentence(words: Written, known_names: frozenset[str], mark: str, quoted: frozenset[int]) -> Sentence:
    normal: list[str] = []
    masked: list[str] | None = None
    keys: set[str] = set()
    for index, word in enumerate(words):
        spelled, found, capital, unsure = _known(word.group())
        is_quoted = word.start() in quoted if quoted else False
        if is_quoted or unsure:
            spelled = _normal(words, index, quoted)
            found = tuple(chain.from_iterable(map(_keys, spelled)))
        named = capital and not is_quoted and _looks_like_name(words, index, known_names)
        if named and masked is None:
            masked = normal.copy()
        if masked is not None:
            masked.extend(["somename"] * len(spelled) if named else spelled)
        normal.extend(spelled)
        keys.update(found)
    if masked is not None:
        keys.add("somename")
    if mark in ("?", "!"):
        keys.add(mark)
    plain = f" {' '.join(normal)} "
    return Sentence(
        words[0].start(),
        words[-1].end(),
        plain,
        plain if masked is None else f" {' '.join(masked)} ",
        frozenset(keys),
        mark == "?",
        mark == "!",
        words,
        quoted,
    )


@lru_cache(maxsize=8192)
def _known(word: str) -> tuple[list[str], tuple[str, ...], bool, bool]:
    """Of a written word: its normal form, what it is looked up by, whether it might be a name, and
    whether the form depends on its neighbours.
    """
    spelled = _spell(word)
    keys = tuple(chain.from_iterable(map(_keys, spelled)))
    return spelled, keys, word[0].isupper() or word[0] == "@", "would" in spelled


def _normal(words: Written, index: int, quoted: frozenset[int]) -> list[str]:
    """The normal form of one word among its neighbours."""
    word = words[index]
    if word.start() in quoted:
        return QUOTED
    spelled = _spell(word.group())
    if len(spelled) == 2 and spelled[1] == "would" and _was_had(words, index):
        return [spelled[0], "had"]
    return spelled


def _was_had(words: Written, index: int) -> bool:
    """Whether a "'d" stands before a participle: "if you'd been", "had I'd known"."""
    following = words[index + 1].group().lower() if index + 1 < len(words) else ""
    return following in AFTER_HAD or (following.endswith("ed") and following != "need")


def _keys(word: str) -> tuple[str, ...]:
    """By what a word is looked up: itself, its first letters as word families write them, `#` for digits."""
    digit = ("#",) if not word.isalpha() and any(map(str.isdigit, word)) else ()
    return (word, word[:4] + "*", word[:3] + "*", *digit)


def _looks_like_name(words: Written, index: int, known_names: frozenset[str]) -> bool:
    text = words[index].group()
    if text[0] == "@":  # the handle that opens a text is the person it is written to
        return words[index].start() > 0 and text[1:].lower() not in known_names
    if not text[0].isupper() or len(text) < 3 or text[1:2].isupper():
        return False
    folded = text.lower().replace("’", "'").partition("'")[0]
    if folded in known_names or folded in NOT_NAMES:
        return False
    if index > 0:
        return True
    following = words[1].group().lower() if len(words) > 1 else ""
    return folded not in OPENERS and following not in AFTER_NO_NAME and not folded.endswith(NO_NAME_ENDS)


@lru_cache(maxsize=8192)
def _spell(word: str) -> list[str]:
    """The normal form of one written word: lower case, contractions as two words."""
    if "://" in word or "@" in word[1:]:
        return ["link"]
    low = word.lower().replace("’", "'")[:LONGEST_WORD]
    known = SPELLED_OUT.get(low) if word != "Ty" else None  # who signs so is not thanking
    if known:
        return known.split()
    if "'" not in low:
        return [low]
    if low.endswith("n't"):
        return [low[:-3], "not"]
    stem, _, ending = low.rpartition("'")
    if "'" + ending in ENDINGS:
        return [stem, ENDINGS["'" + ending]]
    if ending == "s" and stem in S_MEANS_IS:
        return [stem, "is"]
    return [low]
