"""What is inside a winmail.dat: the files and words that Outlook packed into TNEF ([MS-OXTNEF])?"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from heard.channels.email.reading import charsets, html_text, parts
from heard.channels.inbound import InboundFile

SIGNATURE = b"\x78\x9f\x3e\x22"
# Low halves of the attribute numbers of [MS-OXTNEF] section 2.1.3.3.
BODY, ATTACH_DATA, ATTACH_TITLE, ATTACH_RENDER, MESSAGE_PROPS, ATTACH_PROPS, CODEPAGE = (
    0x800C, 0x800F, 0x8010, 0x9002, 0x9003, 0x9005, 0x9007,
)  # fmt: skip
# MAPI property numbers ([MS-OXPROPS]).
P_BODY, P_HTML, P_DATA, P_NAME, P_LONG_NAME, P_TYPE, P_CONTENT_ID = (
    0x1000, 0x1013, 0x3701, 0x3704, 0x3707, 0x370E, 0x3712,
)  # fmt: skip
FIXED_SIZE = {2: 4, 3: 4, 4: 4, 0xA: 4, 0xB: 4, 5: 8, 6: 8, 7: 8, 0x14: 8, 0x40: 8, 0x48: 16}
VARIABLE = {0xD, 0x1E, 0x1F, 0x102}
MAX_FILES = 500


@dataclass(slots=True)
class Opened:
    """What a TNEF file held; `text` is "" when the words are in the mail itself."""

    text: str = ""
    files: list[InboundFile] = field(default_factory=list)


def open_up(raw: bytes) -> Opened | None:
    """The contents of a TNEF file, or None when it is none or holds nothing that can be read."""
    if not raw.startswith(SIGNATURE):
        return None
    opened, codepage = Opened(), "cp1252"
    current: dict[int, bytes] = {}
    for name, value in _attributes(raw):
        if name == CODEPAGE and len(value) >= 4:
            codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == ATTACH_RENDER:
            _finish(opened, current, codepage)
            current = {P_DATA: b""}
        elif name == ATTACH_TITLE:
            current.setdefault(P_NAME, value.rstrip(b"\0"))
        elif name == ATTACH_DATA:
            current[P_DATA] = value
        elif name == ATTACH_PROPS:
            current.update(_properties(value))
        elif name == BODY:
            opened.text = charsets.decode(value.rstrip(b"\0"), codepage)[0]
        elif name == MESSAGE_PROPS:
            opened.text = opened.text or _words(dict(_properties(value)), codepage)
    _finish(opened, current, codepage)
    opened.text = opened.text.replace("\r\n", "\n").strip()
    return opened if opened.text or opened.files else None


def _attributes(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + 9 <= len(raw):
        number, length = struct.unpack_from("<II", raw, at + 1)
        at += 9
        if length > len(raw) - at:
            return
        yield number & 0xFFFF, raw[at : at + length]
        at += length + 2


def _properties(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """The MAPI properties of one attribute, each with its first value."""
    try:
        (count,) = struct.unpack_from("<I", raw)
        at = 4
        for _ in range(min(count, 5_000)):
            kind, number = struct.unpack_from("<HH", raw, at)
            at += 4
            if number >= 0x8000:
                (named,) = struct.unpack_from("<I", raw, at + 16)
                (length,) = struct.unpack_from("<I", raw, at + 20)
                at += 24 + (_padded(length) if named == 1 else 0)
            values, at = _values(raw, at, kind)
            if values:
                yield number, values[0]
    except struct.error:
        return


def _values(raw: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    plain = kind & 0x0FFF
    many = 1
    if kind & 0x1000 or plain in VARIABLE:
        (many,) = struct.unpack_from("<I", raw, at)
        at += 4
    values = []
    for _ in range(min(many, 5_000)):
        if plain in VARIABLE:
            (length,) = struct.unpack_from("<I", raw, at)
            at += 4
            value = raw[at : at + length]
            at += _padded(length)
            if plain == 0x1F:
                value = value.decode("utf-16-le", "replace").rstrip("\0").encode()
            elif plain == 0xD:
                value = value[16:]  # an object begins with the number of its interface
            values.append(value)
        else:
            size = FIXED_SIZE.get(plain)
            if size is None:
                raise struct.error("unknown property type")
            values.append(raw[at : at + size])
            at += size
    return values, at


def _padded(length: int) -> int:
    return (length + 3) & ~3


def _words(properties: dict[int, bytes], codepage: str) -> str:
    if body := properties.get(P_BODY, b"").rstrip(b"\0"):
        return charsets.decode(body, codepage)[0]
    if html := properties.get(P_HTML, b"").rstrip(b"\0"):
        return html_text.render(charsets.decode(html, codepage)[0], set())
    return ""


def _finish(opened: Opened, current: dict[int, bytes], codepage: str) -> None:
    if not current.get(P_DATA) or len(opened.files) >= MAX_FILES:
        return

    def text(number: int) -> str:
        return charsets.decode(current.get(number, b"").rstrip(b"\0"), codepage)[0]

    name = parts.filename(text(P_LONG_NAME) or text(P_NAME))
    kind = text(P_TYPE).lower() or "application/octet-stream"
    opened.files.append(InboundFile(name, kind, current[P_DATA], content_id=text(P_CONTENT_ID).strip("<>")))
