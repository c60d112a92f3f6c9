"""Which words of a text are addresses, and where do they really lead?

Only what begins with http://, https:// or www., and mail addresses: nothing else becomes a link.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 2_000  # characters of one address; longer ones stay words
MOST_TRAILING = 20  # signs after an address that belong to the sentence
# Letters that show nothing or turn the order; an address ends before them.
UNSEEN = r"\x00-\x1f\x7f\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufffd"
FOUND = re.compile(
    rf"(?P<web>\b(?:https?://|www\.)[^\s<>\"“”«»`{UNSEEN}]+)"
    r"|(?P<mail>(?<![\w.+@-])[\w+-][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b)",
    re.IGNORECASE,
)
TRAILING = ".,:;!?'\u2019*_~|"
PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Link:
    """One address in a text; `true_host` where the words could be taken for another host."""

    start: int
    end: int
    words: str
    address: str
    true_host: str = ""


def found_in(text: str) -> Iterator[Link]:
    """The links of `text`, in order."""
    for match in FOUND.finditer(text):
        words = match[0]
        if match["mail"]:
            yield Link(match.start(), match.end(), words, f"mailto:{words}")
            continue
        if len(words) > LONGEST:
            continue
        words = _without_trailing(words)
        address = words if "://" in words else f"https://{words}"
        if host := _host(address):
            yield Link(match.start(), match.start() + len(words), words, address, _true_host(address, host))


def _without_trailing(words: str) -> str:
    """Without the punctuation of the sentence around it, and without a bracket that opened before it."""
    for _sign in range(MOST_TRAILING):
        last = words[-1:]
        unpaired = last in PAIRS and words.count(last) > words.count(PAIRS[last])
        if not unpaired and (not last or last not in TRAILING):
            break
        words = words[:-1]
    return words


def _authority(address: str) -> str:
    return re.split(r"[/?#\\]", address.split("://", 1)[1], maxsplit=1)[0]


def _host(address: str) -> str:
    """The host as written: what stands behind the last @ before the path, without a port."""
    return _authority(address).rpartition("@")[2].partition(":")[0]


def _true_host(address: str, host: str) -> str:
    """The host in ASCII, where letters of other scripts or a name before an @ could deceive; else nothing."""
    if host.isascii():
        return host if "@" in _authority(address) else ""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        labels = host.lower().split(".")
        return ".".join(
            each if each.isascii() else f"xn--{each.encode('punycode').decode()}" for each in labels
        )
