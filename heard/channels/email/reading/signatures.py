"""Where does a signature begin below somebody's words?

A signature is taken away only where it is plain: below "-- ", a line a telephone added, a block of contact
lines under a closing formula or the sender's name, a lawyer's note. A name below "Thanks," stays.
"""

import re

from heard.channels.email.reading import quote_words
from heard.channels.email.reading.html_text import SIGNATURE_MARK
from heard.channels.inbound import Address


def _any_of(*rows: str) -> str:
    phrases = sorted({phrase for row in rows for phrase in row.split("|")}, key=len, reverse=True)
    return "|".join(re.escape(phrase) for phrase in phrases)


SENT_FROM = re.compile(rf"[\W_]{{0,6}}(?:{_any_of(quote_words.SENT_FROM)})(?!\w)(.*)", re.IGNORECASE)
SENT_FROM_LAST = re.compile(
    r"[\W_]{0,3}.{0,40}(?:gesendet|küldve|gönderildi|から送信|から送信されました|에서 보냄|"
    r"发送|傳送|發送)[.。]?\s*$",
    re.IGNORECASE,
)
DEVICE = re.compile(
    r"i ?phone|i ?pad|android|blackberry|mobil|handy|telefon|smartphone|samsung|galaxy|huawei|xiaomi|nokia|"
    r"outlook|yahoo|gmail|\bmail\b|windows|web\.de|gmx|thunderbird|tablet|device|手机|手機",
    re.IGNORECASE,
)
CLOSINGS = set(quote_words.CLOSINGS.split("|"))
DISCLAIMER = re.compile(rf"[\W_]{{0,6}}(?:{_any_of(quote_words.DISCLAIMERS)})", re.IGNORECASE)
CONFIDENTIAL = re.compile(
    r"confiden|konfiden|vertraulich|privileged|intended (?:only|solely|recipient|for the)|destinatari[ao]|"
    r"destinataire|"
    r"riservat|fortrolig|luottamuksel|poufn|vertrouwelijk|конфиденц|environment|liabilit|unauthori[sz]ed",
    re.IGNORECASE,
)
HEADLINE = re.compile(
    r"[\W_]*(?:(?:legal |confidentiality |e-?mail )?disclaimer|confidentiality(?: notice| note)?|"
    r"legal notice|"
    r"haftungsausschluss|rechtlicher hinweis|vertraulichkeitshinweis|avertissement|avis de confidentialité|"
    r"aviso legal|aviso de confidencialidad|avvertenza|informativa|vertrouwelijkheid|"
    r"ansvarsfriskrivning)[\W_]*",
    re.IGNORECASE,
)
LINKED = re.compile(r"[<\[(]?(?:https?://|mailto:|www\.)\S+|<[^>]*>")
CONTACT = re.compile(
    r"https?://|www\.|\S@\S+\.\w|\+?\(?\d[\d\s()./-]{6,}\d|\b(?:tel|fax|phone|mob|skype|mailing list)\b",
    re.IGNORECASE,
)
RULE = re.compile(r"[-_=*~–—]{2,}")
LONGEST = 25  # lines of a signature below "-- "


def strip(lines: list[str], sender: Address, *, below_quote: bool = False) -> list[str]:
    """`lines` without the signature below them.

    A block that begins with the sender's name, or holds the sender's address, is one. A signature
    that stands alone is shown, except below a quotation, where lists and servers put theirs.
    """
    marked = _marked(lines)
    kept = [line.replace(SIGNATURE_MARK, "") for line in lines[: marked or None]]
    if below_quote:
        kept = ["", *kept]
    for place in (_note, _sent_from, _delimiter, _contact_lines, _named_block):
        at = place(kept, sender)
        if at and (below_quote or any(_is_word(line) for line in kept[:at])):
            kept = kept[:at]
            while kept and (not kept[-1].strip() or RULE.fullmatch(kept[-1].strip())):
                kept.pop()
    return kept


def _is_word(line: str) -> bool:
    return any(letter.isalnum() or letter > "\u2000" for letter in line)


def _marked(lines: list[str]) -> int:
    """Where the mail program said that the signature begins."""
    for at, line in enumerate(lines):
        if (
            SIGNATURE_MARK in line
            and len(lines) - at <= LONGEST
            and any(_is_word(above) for above in lines[:at])
        ):
            return at
    return 0


def _note(lines: list[str], _sender: Address) -> int:
    """A lawyer's note: a paragraph near the end that begins as such notes do."""
    for at in range(max(len(lines) - LONGEST, 1), len(lines)):
        if DISCLAIMER.match(lines[at]) and not lines[at - 1].strip():
            return _with_headline(lines, at) if CONFIDENTIAL.search("\n".join(lines[at:])[:5_000]) else 0
    return 0


def _with_headline(lines: list[str], at: int) -> int:
    """The note from its headline on, if it has one of its own."""
    above = next((place for place in range(at - 1, 0, -1) if lines[place].strip()), 0)
    return above if above and HEADLINE.fullmatch(lines[above].strip()) else at


def _sent_from(lines: list[str], _sender: Address) -> int:
    """A line of a telephone among the last ones, and what stands below it.

    That is small print, or many lines of an older mail; a line or two may be a postscript and stay.
    """
    last = [at for at, line in enumerate(lines) if line.strip()][-8:]
    for at in last:
        line = LINKED.sub("", lines[at][:500]).strip().rstrip("<[(")
        if len(line) > 120:
            continue
        begins, ends = SENT_FROM.match(line), SENT_FROM_LAST.match(line)
        if not begins and not ends:
            continue
        device = bool(DEVICE.search(line))
        footer = (device and ends) or (begins and _is_footer(begins[1].strip(), device=device))
        below = [line for line in lines[at + 1 :] if not _is_small_print(line)]
        if footer and (not below or len(below) > 2):
            return at
    return 0


def _is_small_print(line: str) -> bool:
    """Whether a line below such a footer is none of the sender's words."""
    line = line.strip()[:300]
    return not line or bool(
        CONTACT.search(line) or RULE.fullmatch(line) or SENT_FROM.match(line) or LINKED.search(line)
    )


def _is_footer(rest: str, *, device: bool) -> bool:
    """Whether "Sent from" goes on as programs write it, and not as people do."""
    if not rest:
        return device
    return (
        len(rest.split()) <= (16 if device else 8) and not rest.endswith("?") and (device or "," not in rest)
    )


def _delimiter(lines: list[str], _sender: Address) -> int:
    """The usual "-- ", or another ruled line above contact lines."""
    for at in range(max(len(lines) - 3 * LONGEST, 1), len(lines)):
        ruled = lines[at].strip()
        if not ruled or len(ruled) > 200 or ruled.strip("-_=*~–—"):
            continue
        below = [other for other in lines[at + 1 :] if other.strip()]
        if ruled == "--" and len(below) <= LONGEST:
            return at
        if ruled in ("—", "–", "---") and (_are_names(below) or _are_contact(below)):
            return at
        if RULE.fullmatch(ruled) and len(below) <= 15 and any(CONTACT.search(other[:300]) for other in below):
            again = any(RULE.fullmatch(other.strip()) for other in below[:-1])
            if not again and not lines[at - 1].strip():
                return at
    return 0


def _are_names(below: list[str]) -> bool:
    """A few short lines that are no sentences, such as a name and a firm."""
    return len(below) <= 4 and all(len(line) <= 40 and line.rstrip()[-1:] not in ".?:," for line in below)


def _contact_lines(lines: list[str], _sender: Address) -> int:
    """A closing formula with at least two short lines below it: a name and what belongs to it."""
    for at in range(len(lines) - 1, max(len(lines) - 20, 0), -1):
        if lines[at].strip(" \t,.!-*").casefold() in CLOSINGS:
            below = [line for line in lines[at + 1 :] if line.strip()]
            return at if len(below) >= 2 and _are_contact(below) else 0
    return 0


def _named_block(lines: list[str], sender: Address) -> int:
    """Contact lines at the end that begin with the sender's name or hold the sender's address."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    name = sender.name.casefold().strip()
    for at in range(end - 1, max(end - 15, 0), -1):
        if len(lines[at - 1].strip().rstrip(",!.")) > (25 if lines[at - 1].rstrip().endswith(",") else 0):
            continue
        block = [line.strip() for line in lines[at:end] if line.strip()]
        if " " in name and block and block[0].strip(" \t,.*-#").casefold() == name:
            return at if len(block) > 1 and _are_contact(block[1:]) else 0
        if sender.email and len(block) > 2 and any(sender.email in line.casefold() for line in block):
            return at if _are_contact(block) and not _above(lines, at).endswith(":") else 0
    return 0


def _above(lines: list[str], at: int) -> str:
    return next((line.strip() for line in reversed(lines[:at]) if line.strip()), "")


def _are_contact(below: list[str]) -> bool:
    short = all(len(line) <= 90 and not line.rstrip().endswith("?") for line in below)
    told = any(CONTACT.search(line) for line in below)
    return short and len(below) <= 12 and (told or _are_names(below))
