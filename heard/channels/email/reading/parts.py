"""Of which parts is this mail made (MIME, also broken MIME)?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from heard.channels.email.reading import headers, params, transfer
from heard.channels.email.reading.headers import Headers

MAX_PARTS = 1_000
MAX_DEPTH = 100

TYPE = re.compile(r"[\w!#$&^.+-]{1,80}/[\w!#$&^.+-]{1,80}")
GUESSED_BOUNDARY = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?$", re.MULTILINE)
LOOKS_HTML = re.compile(rb"\s*<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE)


@dataclass(slots=True)
class Part:
    """One part: what its headers say of it, and either its packed body or its children."""

    headers: Headers
    type: str
    params: dict[str, str]
    disposition: str
    filename: str
    body: bytes = b""
    children: list["Part"] = field(default_factory=list)

    def walk(self) -> Iterator["Part"]:
        """This part and all below it, in their order."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))

    def content(self, problems: set[str]) -> bytes:
        """The unpacked body."""
        way = self.headers.raw("content-transfer-encoding").decode("latin-1")
        readable = self.type.startswith("text/") and self.disposition != "attachment"
        return transfer.unpack(self.body, way, problems, readable=readable)

    @property
    def charset(self) -> str:
        """The charset that the first text in or below this part names; "" when none does."""
        return next((part.params["charset"] for part in self.walk() if part.params.get("charset")), "")


class _Builder:
    """Builds one tree and counts its parts."""

    def __init__(self, raw: bytes, problems: set[str], count: int = 0) -> None:
        self.raw = raw
        self.problems = problems
        self.count = count

    def part(self, start: int, end: int, depth: int, default: str) -> Part:
        self.count += 1
        fields, body = headers.split(self.raw, start, end, self.problems)
        part = _described(fields, default, self.problems)
        if part.type.startswith("multipart/"):
            self.fill(part, body, end, depth)
        else:
            part.body = self.raw[body:end]
            if part.type == "text/plain" and not fields.has("content-type") and LOOKS_HTML.match(part.body):
                part.type = "text/html"
        return part

    def fill(self, part: Part, start: int, end: int, depth: int) -> None:
        """Finds the children; a multipart in which none can be found is shown as the text it is."""
        if depth >= MAX_DEPTH:
            self.problems.add("nested_too_deep")
            part.type, part.body = "application/octet-stream", self.raw[start:end]
            return
        boundary = part.params.get("boundary", "").encode("utf-8", "replace").rstrip()
        pieces = _pieces(self.raw, start, end, boundary) if boundary else []
        if not pieces and boundary and b"base64" in part.headers.raw("content-transfer-encoding").lower():
            # Forbidden, and seen: the whole of the parts was packed once more.
            inner = _Builder(transfer.base64(self.raw[start:end]), self.problems, self.count)
            if _pieces(inner.raw, 0, len(inner.raw), boundary):
                inner.fill(part, 0, len(inner.raw), depth + 1)
                self.count = inner.count
                return
        if not pieces:
            guessed = GUESSED_BOUNDARY.search(self.raw, start, min(end, start + 20_000))
            pieces = _pieces(self.raw, start, end, guessed[1]) if guessed else []
            self.problems.add("boundary_missing")
        default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        for piece_start, piece_end in pieces:
            if self.count >= MAX_PARTS:
                self.problems.add("too_many_parts")
                break
            part.children.append(self.part(piece_start, piece_end, depth + 1, default))
        if not pieces:
            part.body = self.raw[start:end]
            part.type = "text/html" if LOOKS_HTML.match(part.body) else "text/plain"


def parse(raw: bytes, problems: set[str]) -> Part:
    """The tree of a whole mail. Never raises; at most MAX_PARTS parts, nested at most MAX_DEPTH deep."""
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")  # old Macintosh line ends
    return _Builder(raw, problems).part(headers.beginning(raw), len(raw), 0, "text/plain")


def _described(fields: Headers, default: str, problems: set[str]) -> Part:
    """A part without content, typed as its headers say where what they say makes sense."""
    kind = default
    settings: dict[str, str] = {}
    written = fields.every("content-type")
    for value in written:
        kind, settings = params.parse(value)
        if TYPE.fullmatch(kind):
            break
    if written and not TYPE.fullmatch(kind):
        problems.add("content_type_broken")
        kind = {"text": "text/plain", "html": "text/html", "plain": "text/plain"}.get(kind, default)
        kind = "multipart/mixed" if settings.get("boundary") else kind
    disposition, more = params.parse(fields.raw("content-disposition"))
    name = more.get("filename") or more.get("name") or settings.get("name") or settings.get("filename") or ""
    if not name and disposition not in ("", "inline") and fields.has("content-location"):
        name = fields.text("content-location")
    return Part(fields, kind, settings, disposition, filename(name))


def filename(written: str) -> str:
    """A file's name without path, control characters and marks that reverse the reading direction."""
    name = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", "", written)
    name = re.split(r"[/\\]", name.strip(" \"'"))[-1].strip()
    if len(name) <= 200:
        return name
    stem, dot, suffix = name.rpartition(".")
    return stem[:180] + dot + suffix[:19] if dot else name[:200]


def _pieces(raw: bytes, start: int, end: int, boundary: bytes) -> list[tuple[int, int]]:
    """Where the parts between the delimiter lines of a multipart are (RFC 2046 section 5.1.1).

    A missing last delimiter ends the last part with its parent; parts behind a last delimiter still count.
    """
    marks = list(islice(_delimiters(raw, start, end, boundary, exact=True), MAX_PARTS * 2))
    marks = marks or list(islice(_delimiters(raw, start, end, boundary, exact=False), MAX_PARTS * 2))
    pieces = []
    for place, (_before, after, closing) in enumerate(marks):
        if closing:
            continue
        stop = marks[place + 1][0] if place + 1 < len(marks) else end
        pieces.append((after, max(after, stop)))
        if len(pieces) > MAX_PARTS:
            break
    if pieces and pieces[-1][1] == end:
        pieces[-1] = (pieces[-1][0], _without_cut_delimiter(raw, *pieces[-1], boundary))
    if len(pieces) > 1 and not raw[pieces[-1][0] : pieces[-1][1]].strip():
        pieces.pop()  # a last delimiter that lost its two dashes
    return pieces


def _without_cut_delimiter(raw: bytes, start: int, end: int, boundary: bytes) -> int:
    """Where the last part ends when the mail was cut off inside its last delimiter."""
    line = raw[max(raw.rfind(b"\n", start, end) + 1, start) : end]
    return end - len(line) if len(line) > 8 and (b"--" + boundary + b"--").startswith(line) else end


def _delimiters(
    raw: bytes, start: int, end: int, boundary: bytes, *, exact: bool
) -> Iterator[tuple[int, int, bool]]:
    """(end of what is before, start of what is after, whether it closes) for each delimiter line."""
    mark = b"--" + boundary
    at = raw.find(mark, start, end)
    while at >= 0:
        line_end = raw.find(b"\n", at, end)
        after = end if line_end < 0 else line_end + 1
        if at == start or raw[at - 1 : at] in (b"\n", b"\r"):
            rest = raw[at + len(mark) : after].strip()
            if rest in (b"", b"--") or (not exact and not rest[:1].isalnum()):
                before = at - 2 if raw[at - 2 : at] == b"\r\n" else at - 1
                yield max(before, start), after, rest.startswith(b"--")
        at = raw.find(mark, max(after, at + 1) if at + len(mark) <= after else at + 1, end)
