"""Which words of a mail stand in bold or italics, among others that do not?

A word that somebody sets apart within a sentence is said louder (R-046). What is quoted, a heading, a label
before a colon, a line of its own (a name below the words) or a mail in bold all through says nothing.
"""

import re
from html.parser import HTMLParser

READ, SEARCHED = 200_000, 20_000  # characters of HTML, and of the words
MOST_TRIED = 200  # stretches that are looked for
MOST = 10  # places
LONGEST = 8  # words of one
SHARE = 0.25  # of the letters; more of them is a style, no stress
BESIDE = 2  # words of its line that are not set apart
STRESSED = frozenset(("b", "strong", "i", "em"))
NOT_SAID = frozenset(("blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "th", "style", "script", "title"))
VOID = frozenset(("br", "hr", "img", "input", "wbr", "col", "area", "link", "meta", "source"))
STYLED = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)|font-style\s*:\s*italic", re.IGNORECASE)
LETTERS = re.compile(r"[^\W\d_]")

Place = tuple[int, int]


def places(html: str, text: str) -> list[Place]:
    """Where in `text` the words stand that its HTML sets apart: in code points, end exclusive."""
    reader = _Reader()
    reader.feed(html[:READ])
    reader.close()
    found: list[Place] = []
    at = 0
    text = text[:SEARCHED]
    for phrase in reader.phrases()[:MOST_TRIED]:
        match = _stretch(phrase).search(text, at)
        if match:
            at = match.end()
            if _is_said_louder(text, *match.span()):
                found.append(match.span())
    letters = len(LETTERS.findall(text))
    stressed = sum(len(LETTERS.findall(text[start:end])) for start, end in found)
    return found[:MOST] if stressed <= SHARE * letters else []


def _stretch(words: list[str]) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, words)))


def _is_said_louder(text: str, start: int, end: int) -> bool:
    if not LETTERS.search(text, start, end) or text[end : end + 1] == ":" or text[end - 1] == ":":
        return False
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    beside = f"{text[first:start]} {text[end : last if last >= 0 else len(text)]}".split()
    return sum(bool(LETTERS.search(word)) for word in beside) >= BESIDE


class _Reader(HTMLParser):
    """Collects what stands in bold or italics, as lists of words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool, bool]] = []  # tags with whether their words are stressed, and said
        self._runs: list[str] = []
        self._goes_on = False

    def phrases(self) -> list[list[str]]:
        """Those of few words, in their order."""
        words = (run.split() for run in self._runs)
        return [each for each in words if 0 < len(each) <= LONGEST]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        stressed, said = self._open[-1][1:] if self._open else (False, True)
        style = next((value or "" for name, value in attrs if name == "style"), "")
        louder = stressed or tag in STRESSED or bool(STYLED.search(style))
        self._open.append((tag, louder, said and tag not in NOT_SAID))

    def handle_endtag(self, tag: str) -> None:
        for number in range(len(self._open) - 1, max(-1, len(self._open) - 50), -1):
            if self._open[number][0] == tag:
                del self._open[number:]
                return

    def handle_data(self, data: str) -> None:
        stressed, said = self._open[-1][1:] if self._open else (False, True)
        if not (stressed and said):
            self._goes_on = self._goes_on and not data.strip()
        elif self._goes_on:
            self._runs[-1] += data
        else:
            self._runs.append(data)
            self._goes_on = True
