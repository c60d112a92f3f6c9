"""Which characters do these bytes mean, whatever their label says?"""

import codecs
import re
from functools import lru_cache

from heard.channels.email.reading import charset_guess

# Labels that mail programs write, and the codec that reads what they really send. The Western labels go to
# their Windows supersets as browsers do (WHATWG Encoding, "names and labels").
ALIASES = {
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ansi-x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-1-windows-3.1-latin-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ansi": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-8-e": "iso8859_8",
    "iso-8859-6-i": "iso8859_6",
    "gb2312": "gb18030",
    "gb-2312": "gb18030",
    "gb-2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "euc-cn": "gb18030",
    "cp936": "gb18030",
    "windows-936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big-5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "ks-c-5601-1987": "cp949",
    "ks-c-5601": "cp949",
    "ksc5601": "cp949",
    "ks-c-5601-1989": "cp949",
    "euc-kr": "cp949",
    "korean": "cp949",
    "windows-949": "cp949",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms-kanji": "cp932",
    "x-euc-jp": "euc_jp",
    "utf8": "utf-8",
    "utf-8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "unicode": "utf-16",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-mac-ce": "mac_latin2",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-greek": "mac_greek",
    "x-mac-turkish": "mac_turkish",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
}

# Codecs of Python that turn bytes into text but are no charset of a mail (some take quadratic time).
NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}

SHIFTING = re.compile(rb"\x1b\$[@B()]|\x1b\([BJI]|~\{")
BEYOND_ASCII = re.compile(rb"[\x80-\xff]{4,}")
WESTERN = {"cp1252", "cp1254", "cp1250", "iso8859_15", "iso8859_2", "mac_roman"}
DOUBLE = {"gb18030", "big5hkscs", "cp949", "cp932", "euc_jp"}


def decode(raw: bytes, label: str = "") -> tuple[str, bool]:
    """The text of `raw`, and whether `label` was true.

    Never raises; bytes that mean nothing become U+FFFD. A label is believed unless the bytes contradict it:
    UTF-8 is recognised under any other label because other text is hardly ever valid UTF-8 by chance.
    """
    codec = codec_for(label)
    if raw.isascii() and not (
        b"\x1b" in raw or b"\0" in raw or codec in ("utf-7", "hz") or codec.startswith("utf-16")
    ):
        return raw.decode("ascii"), True
    if marked := _by_byte_order_mark(raw):
        return marked, True
    if codec and (text := _believe(raw, codec)) is not None:
        return text, True
    return charset_guess.guess(raw), not label


@lru_cache(maxsize=256)
def codec_for(label: str) -> str:
    """The Python codec for a charset label, or "" where the label names none."""
    name = re.split(r"[;,*\s]", label.strip(" \t\r\n\"'").lower(), maxsplit=1)[0].replace("_", "-")
    name = re.sub(r"^(?:x-)?(?:cp|win|windows|ms|ibm|dos)-?(\d{3,4})$", r"cp\1", name)
    if name in ALIASES:
        return ALIASES[name]
    if not name or name in NO_CHARSETS or not name.isascii() or len(name) > 40:
        return ""
    try:
        found = codecs.lookup(name)
        b"\0\0\0\0".decode(name, "replace")  # refuses the codecs that are not from bytes to text
    except LookupError:
        return ""
    normal = found.name.replace("_", "-")
    return "" if normal in NO_CHARSETS else ALIASES.get(normal, found.name)


def _by_byte_order_mark(raw: bytes) -> str:
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if raw.startswith(mark):
            return raw[len(mark) :].decode(codec, "replace")
    return ""


def _believe(raw: bytes, codec: str) -> str | None:
    """The text as its label says, or None when the bytes are plainly something else."""
    if codec == "utf-8":
        return charset_guess.mostly_utf8(raw)
    if codec.startswith("iso2022") or (SHIFTING.search(raw) and raw.isascii()):
        return charset_guess.shifted(raw, codec)
    if codec in WESTERN and _is_no_western(raw):
        return None
    needed = 1 if codec in WESTERN else 4 if codec in DOUBLE else 2
    if codec not in ("utf-7", "hz") and not codec.startswith("utf-") and _is_utf8(raw, needed):
        return None
    try:
        return raw.decode(codec)
    except (UnicodeError, ValueError):
        text = raw.decode(codec, "replace")
    # One damaged letter in a page is no reason to doubt the label, a tenth of all letters is.
    strange = sum(1 for byte in raw if byte > 0x7F)
    return text if codec not in WESTERN and text.count("\ufffd") * 10 <= strange else None


def _is_no_western(raw: bytes) -> bool:
    """Rows of bytes beyond ASCII: another script under a Western label, which is often a default."""
    rows = sum(map(len, BEYOND_ASCII.findall(raw, 0, 20_000)))
    return rows >= 8 and rows * 2 > sum(byte > 0x7F for byte in raw[:20_000])


def _is_utf8(raw: bytes, letters: int) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(charset_guess.UTF8_LETTER.findall(raw, 0, 20_000)) >= letters
