"""How does cleaned HTML look once somebody opens it: with which pictures, its own and remote ones?

Works on what `html_safe` left: there "<img" stands nowhere but in a tag, since "<" in words and quotes in
values are escaped.
"""

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import unquote

REMOTE = re.compile(r'(<img(?: [a-z-]+="[^"]*")*?) data-src="(?=https?:)', re.IGNORECASE)
OWN = re.compile(r'(<img(?: [a-z-]+="[^"]*")*?) src="cid:([^"]*)"', re.IGNORECASE)
MOST_TAGS = 20_000  # a page with more takes a browser seconds; large newsletters have some 5,000
PICTURE_IN_TAGS = 10  # as much work as a picture is


def is_too_much(safe: str) -> bool:
    """Whether a browser would stand still over this HTML."""
    return safe.count("<") + safe.count("<img") * PICTURE_IN_TAGS > MOST_TAGS


def remote_pictures(safe: str) -> int:
    """How many pictures wait for somebody to ask for them."""
    return len(REMOTE.findall(safe))


def with_remote_pictures(safe: str) -> str:
    """The HTML with its remote pictures: showing it tells their servers that somebody looks."""
    return REMOTE.sub(r'\1 src="', safe)


def own_pictures(safe: str) -> set[str]:
    """The Content-IDs of the mail's own pictures, as their parts have them."""
    return {_content_id(match[2]) for match in OWN.finditer(safe)}


def with_own_pictures(safe: str, addresses: Mapping[str, str], *, most: int) -> str:
    """The HTML with `addresses` (by Content-ID) in place of `cid:`; a picture without one keeps its words.

    A picture may be shown many times: beyond `most` characters of addresses the others keep their words.
    """
    left = most

    def placed(match: re.Match[str]) -> str:
        nonlocal left
        address = addresses.get(_content_id(match[2]), "")
        left -= len(address)
        return f'{match[1]} src="{address}"' if address and left >= 0 else match[1]

    return OWN.sub(placed, safe)


def _content_id(written: str) -> str:
    """RFC 2392: the address is percent-encoded, the header is not."""
    return unquote(unescape(written)).strip()
