"""Which header fields does this mail or part have, and what do they say in plain characters?"""

import re
from dataclasses import dataclass

from heard.channels.email.reading import charsets, transfer

MAX_FIELDS = 5_000
MAX_BLOCK = 2_000_000  # bytes of all headers of a mail or part
MAX_VALUE = 100_000  # bytes; a longer field is cut

FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
MBOX_LINE = re.compile(rb">?From [^\r\n:]{1,200}(?:\d\d:\d\d|[\r\n])")
FOLD = re.compile(rb"[\r\n]+[ \t]*|\x00")
# The word's text may hold spaces and question marks though RFC 2047 forbids both, and may lack its end.
WORD = re.compile(rb"=\?([^?\s=]{1,60})\?([bBqQ])\?([^\r\n]{0,2000}?)(?:\?=|\?$|$)")
SPACES = re.compile(r"[\t\r\n\x00]+")


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields of one header block in their order; names in lower case, values as they came."""

    fields: tuple[tuple[str, bytes], ...]

    def raw(self, name: str) -> bytes:
        """The first value of a field, unfolded; b"" when there is none."""
        for field, value in self.fields:
            if field == name:
                return unfold(value)
        return b""

    def every(self, name: str) -> list[bytes]:
        """All values of a field, unfolded, in their order."""
        return [unfold(value) for field, value in self.fields if field == name]

    def text(self, name: str, charset: str = "") -> str:
        """The first value of a field, decoded; "" when there is none."""
        return decode(self.raw(name), charset)

    def has(self, *names: str) -> bool:
        """Whether any of these fields is there with something in it."""
        return any(field in names and value.strip() for field, value in self.fields)


def split(raw: bytes, start: int, end: int, problems: set[str]) -> tuple[Headers, int]:
    """The headers of what lies in raw[start:end], and where its body starts.

    A line that is no header ends the block, unless a header follows it: then it is a continuation whose
    leading space was lost on the way.
    """
    fields: list[tuple[str, bytearray]] = []
    at = start
    while at < min(end, start + MAX_BLOCK):
        stop = raw.find(b"\n", at, end)
        following = end if stop < 0 else stop + 1
        line = raw[at:following]
        if not line.strip(b"\r\n"):
            return _headers(fields, problems), following
        if fields and line[:1] in b" \t":
            _continue(fields, line)
        elif named := FIELD.match(line):
            if len(fields) <= MAX_FIELDS:
                fields.append((named[1].decode("ascii").lower(), bytearray(line[named.end() :])))
        elif (
            fields
            and not line.startswith(b"--")
            and (_is_parameter(fields[-1][1], line) or _header_follows(raw, following, end))
        ):
            problems.add("header_wrapped_wrongly")
            _continue(fields, b" " + line)
        else:
            problems.add("header_without_end")
            return _headers(fields, problems), at
        at = following
    if at < end:
        problems.add("too_many_headers")
    return _headers(fields, problems), at


def beginning(raw: bytes) -> int:
    """Where the first header of a mail is: behind blank lines, a mark and the line of a mailbox file."""
    at = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    while at < len(raw) and raw[at : at + 1] in b" \t\r\n":
        at += 1
    while MBOX_LINE.match(raw, at):
        stop = raw.find(b"\n", at)
        at = len(raw) if stop < 0 else stop + 1
    return at


def _continue(fields: list[tuple[str, bytearray]], line: bytes) -> None:
    if len(fields[-1][1]) <= MAX_VALUE:
        fields[-1][1].extend(line)


def _is_parameter(value: bytearray, line: bytes) -> bool:
    """Whether a line goes on with the parameters of the field above it: `boundary="x"` behind a semicolon."""
    return value.rstrip().endswith(b";") and re.match(rb"[\w*-]{1,60}=", line) is not None


def _header_follows(raw: bytes, at: int, end: int) -> bool:
    """Whether the next line is a header, and not one by chance: its name is a usual one."""
    named = FIELD.match(raw, at, min(end, at + 300))
    if not named:
        return False
    name = named[1].lower()
    return name.startswith((b"content-", b"x-", b"mime-")) or name in {
        b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"in-reply-to", b"references", b"received",
        b"return-path", b"reply-to", b"sender", b"list-id", b"dkim-signature", b"user-agent",
    }  # fmt: skip


def _headers(fields: list[tuple[str, bytearray]], problems: set[str]) -> Headers:
    if len(fields) > MAX_FIELDS:
        problems.add("too_many_headers")
        del fields[MAX_FIELDS:]
    if any(len(value) > MAX_VALUE for _name, value in fields):
        problems.add("header_too_long")
    return Headers(tuple((name, bytes(value[:MAX_VALUE])) for name, value in fields))


def unfold(value: bytes) -> bytes:
    """A field on one line (RFC 5322 section 2.2.3), without zero bytes."""
    value = value.strip()
    return FOLD.sub(b" ", value) if b"\n" in value or b"\r" in value or b"\x00" in value else value


def decode(value: bytes, charset: str = "") -> str:
    """The characters of an unfolded value: encoded words (RFC 2047), raw UTF-8 (RFC 6532) or raw anything.

    `charset` is a guess for raw bytes that are no UTF-8, such as the body's. Neighbouring words of one
    charset are joined before they are decoded, because senders split letters.
    """
    if b"=?" not in value:
        return SPACES.sub(" ", charsets.decode(value, charset)[0]).strip()
    out: list[str] = []
    pending: tuple[str, bytes] = ("", b"")
    at = 0
    for word in WORD.finditer(value):
        between = value[at : word.start()]
        label, content = word[1].decode("ascii", "replace").split("*")[0].lower(), _unpack(word)
        if at and not between.strip() and label == pending[0]:
            pending = (label, pending[1] + content)
        else:
            out.append(charsets.decode(pending[1], pending[0])[0])
            if between.strip() or not at:
                out.append(charsets.decode(between, charset)[0])
            pending = (label, content)
        at = word.end()
    out.append(charsets.decode(pending[1], pending[0])[0])
    out.append(charsets.decode(value[at:], charset)[0])
    return SPACES.sub(" ", "".join(out)).strip()


def _unpack(word: re.Match[bytes]) -> bytes:
    if word[2] in b"bB":
        return transfer.base64(word[3])
    return transfer.quoted_printable(word[3], header=True)
