"""What does a Content-Type or Content-Disposition field say: its value and its parameters?"""

import re
from itertools import islice
from urllib.parse import unquote_to_bytes

from heard.channels.email.reading import charsets, headers

PARAM = re.compile(rb';\s{0,20}([^=;\s"]{1,80})\s{0,20}=\s{0,20}(?:"((?:[^"\\]|\\.)*)"|([^;]*))', re.DOTALL)
SECTION = re.compile(r"^(.+?)(?:\*(\d{1,3}))?(\*)?$")
MAX_PARAMS = 500
MAX_LENGTH = 30_000  # bytes


def parse(value: bytes) -> tuple[str, dict[str, str]]:
    """The value in lower case and its parameters, decoded (RFC 2231, RFC 2047 where it does not belong).

    The first of two parameters of one name counts.
    """
    value = value[:MAX_LENGTH]
    main = value.split(b";", 1)[0].strip()
    if b"/" in main:
        main = main.split(None, 1)[0]
    sections: dict[str, list[tuple[int, bool, bytes]]] = {}
    for found in islice(PARAM.finditer(value), MAX_PARAMS):
        name = SECTION.match(found[1].decode("latin-1").lower())
        if not name:
            continue
        quoted = found[2] is not None
        content = re.sub(rb'\\(["\\])', rb"\1", found[2]) if quoted else found[3].strip().strip(b"\"'")
        sections.setdefault(name[1], []).append((int(name[2] or 0), bool(name[3]), content))
    return (
        main.decode("latin-1").strip(" \t\"'").lower(),
        {name: _joined(pieces) for name, pieces in sections.items()},
    )


def _joined(pieces: list[tuple[int, bool, bytes]]) -> str:
    """One parameter put together from its numbered sections (RFC 2231 sections 3 and 4)."""
    seen: dict[int, tuple[bool, bytes]] = {}
    for number, extended, content in pieces:
        if number not in seen or (extended and not seen[number][0]):
            seen[number] = (extended, content)
    if not any(extended for extended, _ in seen.values()):
        return headers.decode(b"".join(content for _, (_, content) in sorted(seen.items())))
    charset, raw = "", b""
    for place, (_number, (extended, content)) in enumerate(sorted(seen.items())):
        text = content
        if extended and place == 0 and text.count(b"'") >= 2:
            label, _language, text = text.split(b"'", 2)
            charset = label.decode("latin-1")
        raw += unquote_to_bytes(text) if extended else text
    return charsets.decode(raw, charset or "utf-8")[0].strip()
