"""How much HTML is too much to be cleaned in good time?"""

import re

MAX_LENGTH = 2_000_000  # characters
MAX_DEPTH = 400  # open elements; a browser's own limit is 512
MAX_TAG = 8_000  # characters of one tag

NESTING = re.compile(
    r"<(/?)(?:div|blockquote|table|tbody|tr|td|th|ul|ol|li|p|span|font|b|i|center|section|dl|dd|pre)\b"
)
LONG_TAG = re.compile(rf"<([a-zA-Z][a-zA-Z0-9]{{0,20}})([^<>]{{{MAX_TAG},}})>")


def tame(html: str, problems: set[str]) -> str:
    """HTML that can be cleaned in bounded time, or "" where its nesting forbids it.

    The parser behind nh3 takes quadratic time for deep nesting and for tags with thousands of attributes.
    """
    if len(html) > MAX_LENGTH:
        problems.add("html_too_long")
        html = html[:MAX_LENGTH]
    if len(html) > MAX_TAG:
        html = LONG_TAG.sub(r"<\1>", html)
    if html.count("<") > MAX_DEPTH and _depth(html.lower()) > MAX_DEPTH:
        problems.add("html_too_deep")
        return ""
    return html


def _depth(html: str) -> int:
    deepest = depth = 0
    for tag in NESTING.finditer(html):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
