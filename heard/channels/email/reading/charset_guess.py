"""Which characters are these bytes likely to be when no label helps?

Every candidate codec is scored by how common the letters are that it would produce: each list begins with the
most frequent ones of its writing system. A sample of 1,000 bytes decides.
"""

import re

SAMPLE = 1_000

CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёіїєґўљњћђј"
COMMON_HAN = (
    "的一是不了在人有我他这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于着下自之年过過发發后後作里裡"
    "用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實"
    "日请請谢謝问問题題公司您贵貴產产品订訂单單号號件收到电電话話联聯系繫邮郵信息安全服务務客户戶價价格报報告"
)
COMMON_KANJI = "日本人年大十二分中上下国出入会社様お願致送"
COMMON_HANGUL = "이다는을에의가고하지은로를한기도사서나들게어자리있아그니대해시인라수부일요합습세안녕주문감"
CANDIDATES: tuple[tuple[str, str], ...] = (
    ("cp1252", "éèêëàâáäãåæçíîïñóôöõøœúùûüßÉÈÀÁÄÅÆÇÑÓÖØÜÍ’‘“”–—…€£§«»°·¿¡©®ºª´"),
    ("cp1250", "ąćęłńóśźżáčďéěíňřšťúůýžőűöüôľĺŕâăîđŁŚŻŠČŽŘ’“”„–—…€§«»°"),
    ("cp1254", "ğışİŞĞçöüÇÖÜâî’“”–…€"),
    ("cp1251", CYRILLIC),
    ("koi8_r", CYRILLIC),
    ("iso8859_5", CYRILLIC),
    ("cp866", CYRILLIC),
    ("cp1253", "αοιετσνηυρπκμλςήίάόέδγχωύθφβώξζψ"),
    ("cp1255", "יוהלאתמברנשדםעקחפכטןגצזסךץף"),
    ("cp1256", "اليمنرتبوهدعفسكقحجةشأصخطذضزثغىظئإؤءآ،؟"),
    ("cp874", "านรอกเงมยลวดท่้ัสตะิปีบุคหแ์ำใ็ูืไจพชขโซถธผึฟ"),
    ("gb18030", COMMON_HAN),
    ("big5hkscs", COMMON_HAN),
    ("cp932", COMMON_KANJI),
    ("euc_jp", COMMON_KANJI),
    ("cp949", COMMON_HANGUL),
)
WESTERN = ("cp1252", "cp1250", "cp1254")
# In the two-byte codes the frequent letters come first: the rows of GB 2312 level 1, Big5 level 1, KS X 1001.
FREQUENT_ROWS = {"gb18030": (0xB0, 0xD7), "big5hkscs": (0xA4, 0xC6), "cp949": (0xB0, 0xC8)}
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def guess(raw: bytes) -> str:
    """The likeliest text of `raw`; never raises."""
    if codec := _wide(raw):
        return raw.decode(codec, "replace")
    if (raw.isascii() or raw.count(b"\x1b", 0, SAMPLE)) and (text := shifted(raw, "")) is not None:
        return text
    if (text := mostly_utf8(raw)) is not None:
        return text
    # Only the lines that hold anything to judge by.
    first = BEYOND_ASCII.search(raw)
    start = raw.rfind(b"\n", 0, first.start()) + 1 if first else 0
    sample = b"\n".join(line for line in raw[start : start + 8_000].split(b"\n") if not line.isascii())[
        :SAMPLE
    ]
    best = max(CANDIDATES, key=lambda candidate: _score(sample, *candidate))
    return raw.decode(best[0], "replace")


def mostly_utf8(raw: bytes) -> str | None:
    """The text as UTF-8, when it is that but for a little damage such as a cut letter; else None."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        good = len(UTF8_LETTER.findall(raw))
        text = raw.decode("utf-8", "replace")
    return text if good and text.count("\ufffd") * 2 <= good else None


def shifted(raw: bytes, codec: str) -> str | None:
    """Text of the seven-bit East Asian codes, told by their escapes (RFC 1468, 1557, 1843, 1922)."""
    if codec == "hz" or (not codec and b"~{" in raw and b"~}" in raw):
        order = ["hz"]
    elif b"\x1b$)C" in raw:
        order = ["iso2022_kr"]
    elif b"\x1b" in raw:
        order = ["iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004"]
    else:
        return raw.decode("ascii", "replace") if raw.isascii() else None
    for name in order:
        # NEC's additions to row 13 (circled digits and the like) live in JIS X 0213, which Python knows.
        text = raw.replace(b"\x1b$B", b"\x1b$(Q") if name == "iso2022_jp_2004" else raw
        try:
            return text.decode(name)
        except UnicodeError:
            continue
    return raw.decode(order[0], "replace") if codec or raw.isascii() else None


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark shows as zero bytes on every other place."""
    head = raw[:400]
    if len(head) < 8 or head.count(0) * 3 < len(head):
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _score(sample: bytes, codec: str, common: str) -> float:
    """How believable `sample` is as `codec`: 1.0 is all common letters, below zero is nonsense."""
    text = sample.decode(codec, "replace")
    flat = codec in WESTERN or codec in FREQUENT_ROWS
    worth = {letter: 1.0 if flat else _rank(place) for place, letter in enumerate(common)}
    points, strange, neighbours, before = 0.0, 0, 0, False
    for letter in text:
        beyond = letter > "\x7f"
        if beyond:
            strange += 1
            neighbours += before
            points += worth.get(letter) or _worth(letter, worth, codec)
        before = beyond
    if not strange:
        return 0.0
    score = points / strange
    if codec in FREQUENT_ROWS:
        score += 0.5 * _frequent_share(sample, *FREQUENT_ROWS[codec])
    if codec in WESTERN and neighbours * 3 > strange:
        score -= 0.5  # accented letters stand between plain ones; row upon row of them is another script
    return score


def _rank(place: int) -> float:
    """What the letter at a place of a list by frequency is worth."""
    return 1.0 if place < 10 else 0.85 if place < 18 else 0.65 if place < 24 else 0.4


def _frequent_share(sample: bytes, first: int, last: int) -> float:
    """The share of two-byte letters whose first byte lies in the rows of the frequent ones."""
    pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]", sample)
    return sum(first <= pair[0] <= last for pair in pairs) / len(pairs) if pairs else 0.0


def _worth(letter: str, common: dict[str, float], codec: str) -> float:
    if letter == "\ufffd":
        return -4.0
    if "\u3040" <= letter <= "\u30ff":  # kana, which the Chinese and Korean codes also have
        return 1.5 if codec in ("cp932", "euc_jp") else 0.2
    if "\u3000" <= letter <= "\u3002" or "\uff01" <= letter <= "\uff5e":  # East Asian punctuation
        return 0.8
    if "\u4e00" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3":
        return 0.35
    if small := common.get(letter.lower()):
        return small * 0.7
    if "\x80" <= letter <= "\x9f" or "\ue000" <= letter <= "\uf8ff":  # controls, private use
        return -2.0
    return 0.1 if letter.isalpha() else 0.0
