"""Signs of a quick answer or a rule: how are they written, and which of them stands in a first message?

A sign is a line of words that must stand next to each other in the subject or in the first lines; `*` stands
for up to three words. Capitals and accents make no difference. Nothing else is understood or guessed.
"""

import re

from django.utils.translation import gettext as _

from heard.search import fold

FIRST_LINES = 10  # of a message that are looked at
MOST = 30
GAP = 3  # words that a * stands for at most
ANY = "*"


class NotASign(ValueError):
    """Nothing can be found by it; the message says why and what to do."""


def read(written: str, *, fewest: int = 2) -> list[str]:
    """Each line that says something, as it was written, of `fewest` words at least. Raises NotASign."""
    lines = [" ".join(line.split()) for line in written.splitlines() if line.strip()]
    if not lines:
        raise NotASign(_("Write the words it is for, one sign a line."))
    if len(lines) > MOST:
        raise NotASign(_("These are more than %(most)s lines.") % {"most": MOST})
    for sign in lines:
        if (count := sum(word != ANY for word in _parts(sign))) < fewest:
            raise NotASign((_too_little() if count else _nothing()) % {"sign": sign})
    return lines


def _too_little() -> str:
    return _("“%(sign)s” is too little: one word alone stands in too many mails. Write two or more.")


def _nothing() -> str:
    return _("“%(sign)s” has no word that can be looked for.")


def found(written: str, subject: str, text: str) -> str:
    """The first of these signs that stands in a first message; "" for none."""
    first = [line for line in text.splitlines() if line.strip()][:FIRST_LINES]
    places = [f" {' '.join(fold.words(each))} " for each in (subject, " ".join(first))]
    for sign in written.splitlines():
        looked_for = _pattern(sign)
        if any(looked_for.search(place) for place in places):
            return sign
    return ""


def _pattern(sign: str) -> re.Pattern[str]:
    gap = rf"(?:\S+ ){{0,{GAP}}}"
    parts = [gap if word == ANY else re.escape(word) + " " for word in _parts(sign)]
    return re.compile(" " + "".join(parts))


def _parts(sign: str) -> list[str]:
    """The words of a sign and its stars; a star at an end says nothing."""
    split = [part for each in sign.split() for part in ([ANY] if each == ANY else fold.words(each))]
    while split and split[0] == ANY:
        split.pop(0)
    while split and split[-1] == ANY:
        split.pop()
    return split
