"""The part of a text around the words that were looked for, with the words marked."""

import re
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from heard.search.fold import WORD, folded
from heard.search.query import Term

AROUND = 80  # characters before the first hit
LENGTH = 240
READ = 100_000


def marked(text: str, terms: Sequence[Term], *, length: int = LENGTH, around: int = AROUND) -> SafeString:
    """HTML of one passage of `text`, each hit of the terms in <mark>; everything else escaped."""
    flat = re.sub(r"\s+", " ", text[:READ]).strip()
    hits = _hits(flat, [term for term in terms if not term.is_minus])
    start = _word_at(flat, hits[0][0] - around) if hits and len(flat) > length else 0
    end = _word_at(flat, start + length) if start + length < len(flat) else len(flat)
    pieces = ["…"] if start else []
    at = start
    for begins, ends in hits:
        if begins < at or ends > end:
            continue
        pieces += [escape(flat[at:begins]), "<mark>", escape(flat[begins:ends]), "</mark>"]
        at = ends
    pieces.append(escape(flat[at:end]))
    if end < len(flat):
        pieces.append("…")
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped above


def _hits(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where the terms stand, in order; of a word that goes on, the typed beginning alone is given."""
    places = [(match.start(), match.end(), folded(match[0])) for match in WORD.finditer(text)]
    firsts = {term.words[0] for term in terms if len(term.words) > 1 or not term.is_prefix}
    beginnings = tuple(term.words[0] for term in terms if len(term.words) == 1 and term.is_prefix)
    found: list[tuple[int, int]] = []
    for number, (begins, ends, word) in enumerate(places):
        if beginnings and word.startswith(beginnings):
            typed = max(len(each) for each in beginnings if word.startswith(each))
            found.append((begins, begins + typed if len(word) == ends - begins else ends))
        elif word in firsts:
            found += [
                (begins, places[number + len(term.words) - 1][1])
                for term in terms
                if _is_here(term, [each for *_at, each in places[number : number + len(term.words)]])
            ][:1]
    return found


def _is_here(term: Term, words: Sequence[str]) -> bool:
    if len(words) < len(term.words) or tuple(words[:-1]) != term.words[:-1]:
        return False
    last = term.words[-1]
    return words[-1].startswith(last) if term.is_prefix else words[-1] == last


def _word_at(text: str, at: int) -> int:
    """Where the word around `at` begins; `at` itself in a word without end."""
    if at <= 0:
        return 0
    blank = text.rfind(" ", max(at - 40, 0), at + 1)
    return blank + 1 if blank >= 0 else at
