"""Which stored contents are pictures that a page may show? Asked of their first bytes, never of a label.

Only PNG, JPEG, GIF and WebP: none of them can hold a script. SVG can, so it is not a picture here.
"""

from collections.abc import Iterable

from django.db.models import BinaryField, Func, Value

from heard.files import store
from heard.files.models import Blob

HEAD_BYTES = 32  # as many as tell what it is and, but for JPEG, how large
MOST_PIXELS = 60_000_000  # a few kilobytes of PNG can unpack to gigabytes in the reader's browser


def kind(head: bytes) -> str | None:
    """The media type of the picture that begins with `head`; None for what must not be shown.

    The sizes are read where the first bytes hold them; browsers unpack a large JPEG in reduced size.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    found, width, height = _measured(head)
    return found if 0 < width * height <= MOST_PIXELS else None


def _measured(head: bytes) -> tuple[str | None, int, int]:
    """Media type, width and height in pixels."""
    if head.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
        return "image/png", int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif", *_little(head[6:8], head[8:10])
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp", *_webp_size(head)
    return None, 0, 0


def _webp_size(head: bytes) -> tuple[int, int]:
    """Width and height by the first chunk (RFC 9649)."""
    chunk = head[12:16]
    if chunk == b"VP8X":
        width, height = _little(head[24:27], head[27:30])
        return width + 1, height + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = _little(head[26:28], head[28:30])
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def _little(width: bytes, height: bytes) -> tuple[int, int]:
    return int.from_bytes(width, "little"), int.from_bytes(height, "little")


def kind_of(blob: Blob) -> str | None:
    """The same of a stored content. Raises store.Missing when its file is gone."""
    with store.reader(blob) as stream:
        return kind(stream.read(HEAD_BYTES))


def kinds(digests: Iterable[str]) -> dict[str, str]:
    """Digest → media type of those contents that are pictures: one query, and 32 bytes read of each."""
    wanted = set(digests)
    if not wanted:
        return {}
    start = Func("inline", Value(1), Value(HEAD_BYTES), function="SUBSTR", output_field=BinaryField())
    rows = Blob.objects.filter(pk__in=wanted).annotate(head=start).values_list("digest", "head")
    found = {digest: kind(_head(digest, head)) for digest, head in rows}
    return {digest: media_type for digest, media_type in found.items() if media_type}


def _head(digest: str, inline: bytes | memoryview | None) -> bytes:
    if inline is not None:
        return bytes(inline)
    try:
        with store.reader(Blob(digest=digest)) as stream:
            return stream.read(HEAD_BYTES)
    except store.Missing:  # the page still shows the rest; the download says what is missing
        return b""
