"""The part of a text around the words that were looked for, with the words marked."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from heard.search.fold import WORD, folded, words

AROUND = 80  # characters before the first hit
LENGTH = 240


def marked(text: str, query: str) -> SafeString:
    """HTML of one passage of `text`, each word of `query` in <mark>; everything else escaped."""
    wanted = words(query)
    flat = re.sub(r"\s+", " ", text).strip()
    hits = (
        [match for match in WORD.finditer(flat) if folded(match[0]).startswith(tuple(wanted))]
        if wanted
        else []
    )
    start = _word_at(flat, hits[0].start() - AROUND) if hits else 0
    end = _word_at(flat, start + LENGTH) if start + LENGTH < len(flat) else len(flat)
    pieces = ["…"] if start else []
    place = start
    for hit in hits:
        if hit.start() < place or hit.end() > end:
            continue
        pieces += [escape(flat[place : hit.start()]), "<mark>", escape(hit[0]), "</mark>"]
        place = hit.end()
    pieces.append(escape(flat[place:end]))
    if end < len(flat):
        pieces.append("…")
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped above


def _word_at(text: str, place: int) -> int:
    """Where the word around `place` begins; `place` itself in a word without end."""
    if place <= 0:
        return 0
    blank = text.rfind(" ", max(place - 40, 0), place + 1)
    return blank + 1 if blank >= 0 else place
