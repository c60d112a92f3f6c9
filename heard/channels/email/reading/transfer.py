"""How were these bytes packed for the way: base64, quoted-printable, uuencode, and their damaged kin."""

import binascii
import re

NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
PACKED_LINES = re.compile(rb"(?:[A-Za-z0-9+/]{8,}={0,2}[ \t]*\r?\n\s*)+")
WORDS = re.compile(rb"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")
BLANK_ENDS = re.compile(rb"(?<![ \t])[ \t]{1,200}(?=\r?\n)")
MAX_UU_BLOCKS = 50
UU_END = re.compile(rb"^(?:end|====)[ \t]*\r?$\n?", re.MULTILINE)
UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ([^\r\n]+)\r?\n", re.MULTILINE)


def unpack(body: bytes, encoding: str, problems: set[str], *, readable: bool = True) -> bytes:
    """`body` as it was before its Content-Transfer-Encoding; damage is repaired and noted in `problems`.

    `readable` text may hold plain words beside the packed ones, which are kept.
    """
    way = encoding.lower()
    if "base64" in way or way.strip(" \"'") == "b":
        return _base64_body(body, problems, readable=readable)
    if "quoted" in way or way.strip(" \"'") in ("qp", "q"):
        return quoted_printable(body)
    if "uu" in way:
        found = uuencoded(body)
        if found:
            return found[0][1]
        problems.add("uuencode_damaged")
    elif way and not re.match(r"^[\s\"']*(?:7-?bits?|8-?bits?|binary|none|7|8)\b", way):
        problems.add("unknown_transfer_encoding")
    return body


def base64(packed: bytes) -> bytes:
    """Base64 read as far as it goes: foreign characters are skipped, missing padding is added."""
    try:
        return binascii.a2b_base64(packed, strict_mode=True)
    except binascii.Error:
        pass
    if b"=" in packed.rstrip(b"=\r\n \t"):
        # Padding in the middle: several pieces were packed on their own and put behind each other.
        return b"".join(_base64_piece(piece) for piece in re.findall(rb"[^=]+=*", packed))
    return _base64_piece(packed)


def _base64_piece(packed: bytes) -> bytes:
    letters = NOT_BASE64.sub(b"", packed).replace(b"=", b"")
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _base64_body(body: bytes, problems: set[str], *, readable: bool) -> bytes:
    stripped = body.strip()
    if WORDS.search(stripped, 0, 2_000) or WORDS.search(stripped, max(len(stripped) - 2_000, 0)):
        # Plain words under a base64 label, or a footer that a mailing list put below the packed text.
        problems.add("base64_damaged")
        packed = PACKED_LINES.match(stripped)
        if not packed or len(NOT_BASE64.sub(b"", packed[0])) % 4:
            return body
        return base64(packed[0]) + (b"\n" + stripped[packed.end() :] if readable else b"")
    if len(NOT_BASE64.sub(b"", stripped[:4_000])) * 10 < len(stripped[:4_000]) * 9:
        problems.add("base64_damaged")
    return base64(stripped)


def quoted_printable(body: bytes, *, header: bool = False) -> bytes:
    """Quoted-printable; an = that starts no code stays as it is. In a header _ is a space (RFC 2047)."""
    if b" \n" in body or b" \r" in body or b"\t\n" in body or b"\t\r" in body:
        body = BLANK_ENDS.sub(b"", body)  # added on the way (RFC 2045 section 6.7, rule 3)
    return binascii.a2b_qp(body, header=header)


def uuencoded(body: bytes) -> list[tuple[str, bytes]]:
    """The (name, content) of every uuencoded file in a body, unpacked leniently."""
    return [(name, content) for name, content, _start, _end in uu_blocks(body)]


def uu_blocks(body: bytes) -> list[tuple[str, bytes, int, int]]:
    """As `uuencoded`, with where each block starts and ends, so that the text around it can be kept."""
    blocks: list[tuple[str, bytes, int, int]] = []
    at = 0
    failed = 0
    while len(blocks) < MAX_UU_BLOCKS and failed < 3 and (begin := UU_BEGIN.search(body, at)):
        end = UU_END.search(body, begin.end())
        if not end:
            break
        packed = body[begin.end() : end.start()]
        content = base64(packed) if begin[0].startswith(b"begin-base64") else _uu_lines(packed)
        if content is None:  # prose that begins with "begin 644 ..."
            at, failed = begin.end(), failed + 1
            continue
        blocks.append((begin[1].decode("utf-8", "replace").strip(), content, begin.start(), end.end()))
        at = end.end()
    return blocks


def _uu_lines(packed: bytes) -> bytes | None:
    out = []
    for line in packed.splitlines():
        if not line.strip(b" `"):
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Some programs pad the last line wrongly; the first byte says how many bytes are meant.
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                return None
    return b"".join(out)
