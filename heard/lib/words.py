"""Making text fit for storing, for a header line and for a list row."""

import re
import unicodedata

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SPACE = re.compile(r"\s+")


def storable(text: str) -> str:
    """`text` without NUL and lone surrogates, which PostgreSQL refuses and UTF-8 cannot say."""
    return _UNSTORABLE.sub("", text)


def one_line(text: str, most: int) -> str:
    """`text` on one line, at most `most` characters, fit for a header or a list row."""
    plain = "".join(sign for sign in storable(text) if sign == "\n" or unicodedata.category(sign) != "Cc")
    flat = _SPACE.sub(" ", plain).strip()
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def initials(name: str) -> str:
    """One or two letters for a small circle: of the first and the last word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
