"""Which characters are these bytes likely to be when no label helps?

Every candidate codec is scored by how common the letters are that it would produce; the letter lists are
the most frequent ones of each writing system. A sample of 4,000 bytes decides.
"""

SAMPLE = 4_000

CYRILLIC = set("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёіїєґўљњћђј")
COMMON_HAN = set(
    "的一是不了在人有我他这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于着下自之年过過发發后後作里裡"
    "用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實"
    "日请請谢謝问問题題公司您贵貴產产品订訂单單号號件收到电電话話联聯系繫邮郵信息安全服务務客户戶價价格报報告"
)
COMMON_HANGUL = set("이다는을에의가고하지은로를한기도사서나들게어자리있아그니대해시인라수부일요합습세안녕주문감")
CANDIDATES: tuple[tuple[str, set[str]], ...] = (
    ("cp1252", set("éèêëàâáäãåæçíîïñóôöõøœúùûüßÉÈÀÁÄÅÆÇÑÓÖØÜÍ’‘“”–—…€£§«»°·¿¡©®ºª´")),
    ("cp1250", set("ąćęłńóśźżáčďéěíňřšťúůýžőűöüôľĺŕâăîșţđŁŚŻŠČŽŘ’“”„–—…€§«»°")),
    ("cp1254", set("ğışİŞĞçöüÇÖÜâî’“”–…€")),
    ("cp1251", CYRILLIC),
    ("koi8_r", CYRILLIC),
    ("iso8859_5", CYRILLIC),
    ("cp866", CYRILLIC),
    ("cp1253", set("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώ")),
    ("cp1255", set("אבגדהוזחטיכלמנסעפצקרשתםןץףך")),
    ("cp1256", set("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآءئؤ،؟")),
    ("cp874", set("กขคงจชซดตถทธนบปผพฟมยรลวสหอะาิีึืุูเแโใไ่้์ัำ็")),
    ("gb18030", COMMON_HAN),
    ("big5hkscs", COMMON_HAN),
    ("cp932", set("日本人年大十二分中上下国出入会社様お願致送")),
    ("euc_jp", set("日本人年大十二分中上下国出入会社様お願致送")),
    ("cp949", COMMON_HANGUL),
)


def guess(raw: bytes) -> str:
    """The likeliest text of `raw`; never raises."""
    if raw.isascii() or raw.count(b"\x1b", 0, SAMPLE):
        if (text := shifted(raw, "")) is not None:
            return text
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if codec := _wide(raw):
        return raw.decode(codec, "replace")
    sample = raw[:SAMPLE] if len(raw) <= SAMPLE else raw[: raw.rfind(b"\n", 0, SAMPLE) + 1] or raw[:SAMPLE]
    best = max(CANDIDATES, key=lambda candidate: _score(sample, *candidate))
    return raw.decode(best[0], "replace")


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


def _score(sample: bytes, codec: str, common: set[str]) -> float:
    """How believable `sample` is as `codec`: 1.0 is all common letters, below zero is nonsense."""
    text = sample.decode(codec, "replace")
    points, strange, neighbours, before = 0.0, 0, 0, False
    for letter in text:
        beyond = letter > "\x7f"
        if beyond:
            strange += 1
            neighbours += before
            points += _worth(letter, common)
        before = beyond
    if not strange:
        return 0.0
    score = points / strange
    if codec in ("cp1252", "cp1250", "cp1254") and neighbours * 3 > strange:
        score -= 0.5  # accented letters stand between plain ones; row upon row of them is another script
    return score


def _worth(letter: str, common: set[str]) -> float:
    if letter in common:
        return 1.0
    if letter == "\ufffd":
        return -4.0
    if "\u3040" <= letter <= "\u30ff":  # kana
        return 0.95
    if "\u3000" <= letter <= "\u3002" or "\uff01" <= letter <= "\uff5e":  # East Asian punctuation
        return 0.8
    if "\u4e00" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3":
        return 0.4
    if letter.lower() in common:
        return 0.4
    if "\x80" <= letter <= "\x9f" or "\ue000" <= letter <= "\uf8ff":  # controls, private use
        return -2.0
    return 0.1 if letter.isalpha() else 0.0
