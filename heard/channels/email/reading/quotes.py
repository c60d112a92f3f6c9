"""Which words of this mail are new, and which only repeat an older one?

The text is read line by line, in time that grows with its length. Lines behind ">" are quoted; a line such as
"On Monday ... wrote:" or a block of header lines in one of 35 languages begins a quotation, which without ">"
reaches to the end. What is passed on ("Forwarded message") is new to us: only its header lines go. Where a
rule would leave nothing, everything is shown: losing words is worse than showing too many.
"""

import re

from heard.channels.email.reading import banners, html_text, quote_words, signatures
from heard.channels.email.reading.html_text import QUOTE_MARK, SIGNATURE_MARK
from heard.channels.inbound import Address

NOBODY = Address("")

ROLES = {label: role for role, row in quote_words.LABELS.items() for label in row.split("|")}
LABEL = re.compile(r"[ \t]*[*_]{0,2}([^\s:：*_][^:：*\n]{0,24}?)[*_]{0,2}[ \t]*[:：][*_]{0,2}(.*)")
ORIGINAL = set(quote_words.ORIGINAL.split("|"))
FORWARDED = set(quote_words.FORWARDED.split("|"))
FORWARD_SUBJECT = re.compile(
    r"(?:fwd?|wg|tr|rv|enc|vs|vb|doorst|pd|fs|ilt|i|továbbítás|пересл|转发|轉寄|転送)\s*[:：]", re.IGNORECASE
)
WROTE = re.compile(
    r"(?<!\w)(?:"
    + "|".join(re.escape(word) for word in sorted(quote_words.WROTE.split("|"), key=len, reverse=True))
    + r")(?!\w)|さんは書きました|님이 작성|写道|寫道",
    re.IGNORECASE,
)
OWN_WORDS = re.compile(
    r"\b(?:you|i|we|du|ich|wir|vous|tu|nous)\s+(?:\w+\s+)?(?:wrote|said|writes|schrieb|avez)", re.IGNORECASE
)
TIME = re.compile(r"\d{1,2}\s?[:.h時时시]\s?\d{2}")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
EMAIL = re.compile(r"[^\s<>()\"]+@[^\s<>()\"]+\.\w")
OPENER = re.compile(rf"[\W_]*(?:{quote_words.OPENERS})\s", re.IGNORECASE)
# A line of letters without anything that a quotation could begin with.
PROSE = re.compile(r"[^\W\d_][^:：@<>\d_*=~#\x1d\x1e]*")
DATED = re.compile(r"[\d<@]")
DATED_START = re.compile(r"[\W_]*(?:\d|\w{1,14}[.,،]?\s+(?:\w{1,12}[.,،]?\s+){0,2}\w{0,3}\d)")
RULED = re.compile(r"[\s_=\-*~–—]{3,}")
RULED_ENDS = re.compile(r"^[ >]*(?:--|##|__|==|\*\*|~~)|(?:--|##|__|==|\*\*|~~)\s*$")
REPLY_ABOVE = re.compile(
    r"(?:reply|response|answer|respond|write|type) above (?:this|the) line|"
    r"antwort(?:en sie)? (?:bitte )?(?:oberhalb|über) diese|au-dessus de cette ligne|"
    r"por encima de esta l[ií]nea|acima (?:desta|da) linha|sopra questa (?:linea|riga)|"
    r"boven deze (?:lijn|regel)|ovanför (?:den här|denna) (?:linjen|raden)|over denne linj|"
    r"powyżej tej linii|выше этой (?:линии|строки)",
    re.IGNORECASE,
)
PGP_HEAD = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Z][\w-]*: .*\n)*\n?", re.MULTILINE)
PGP_FOOT = re.compile(r"^-----BEGIN PGP SIGNATURE-----\n[^-]*(?:-----END PGP SIGNATURE-----)?", re.MULTILINE)
# Marks of the reading direction, which may deceive a reader and hide what we look for.
DIRECTION_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MAX_LINES = 20_000  # what is below is shown as it is


def visible(text: str, *, subject: str = "", sender: Address = NOBODY) -> str:
    """The new words of a mail's text (which may carry the marks of `html_text`).

    `subject` tells a forwarded mail from an answered one, `sender` helps to see signatures.
    """
    plain = PGP_FOOT.sub("", PGP_HEAD.sub("", text)) if "-----BEGIN PGP" in text else text
    if not plain.isascii():
        plain = DIRECTION_MARKS.sub("", plain.replace("\xa0", " ").replace("\u202f", " "))
    lines = plain.split("\n")
    reading = _Reading(lines[:MAX_LINES], forwarded=bool(FORWARD_SUBJECT.match(subject.strip())))
    own = reading.own_pieces()
    own[:1] = [banners.without(piece) for piece in own[:1]]
    pieces = [signatures.strip(piece, sender, below_quote=place > 0) for place, piece in enumerate(own)]
    pieces += [reading.passed_on, lines[MAX_LINES:]]
    words = "\n\n".join(shown for piece in pieces if (shown := _trimmed(piece)))
    return words or _trimmed(text.split("\n"))


def _trimmed(lines: list[str]) -> str:
    text = html_text.unmarked("\n".join(map(str.rstrip, lines)))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _Reading:
    """One pass over the lines of a mail: its own words and quotations in turn."""

    def __init__(self, lines: list[str], *, forwarded: bool) -> None:
        self.lines = lines
        self.forwarded = forwarded
        # Other desks rule their "reply above this line"; such a line is looked for only where one stands.
        self.other_desk = any(
            REPLY_ABOVE.search(line[:200]) for line in lines if RULED_ENDS.search(line[:200])
        )
        self.pieces: list[tuple[bool, list[str]]] = [(False, [])]  # (is a quotation, lines)
        self.attributed = False
        self.passed_on: list[str] = []
        at = 0
        while 0 <= at < len(lines):
            at = self.step(at)

    def step(self, at: int) -> int:
        """Reads what begins at a line; says where to go on, -1 for nowhere."""
        line = self.lines[at]
        if PROSE.fullmatch(line) and self.is_prose(at):
            self.pieces[-1][1].append(line)
            return at + 1
        marked = QUOTE_MARK in line
        if marked:
            self.lines[at] = line = line.replace(QUOTE_MARK, "")
        if line.lstrip().startswith(">"):
            end = self.quoted_end(at)
            self.pieces.append((True, self.lines[at:end]))
            self.pieces.append((False, []))
            return end
        if line.strip():
            if begin := self.passed_on_from(at):
                self.passed_on = unquoted(self.lines[begin:])
                return -1
            if self.is_original_mark(at) or self.header_lines(at):
                return self.cut(at)
            if self.may_begin_attribution(at, line) and (length := self.attribution(at)):
                self.attributed = True
                return at + length if self.quote_follows(at + length) else self.cut(at)
        if marked:
            return self.skip_marked(at)
        self.pieces[-1][1].append(line)
        return at + 1

    def is_prose(self, at: int) -> bool:
        """Whether a line of mere words begins nothing: the quick answer for most lines of a mail."""
        if at + 1 < len(self.lines) and self.lines[at + 1].startswith(("<", ">")):
            return False
        words = self.lines[at].strip().lower()
        return not (self.other_desk or words in ORIGINAL or words.startswith("original"))

    def cut(self, at: int) -> int:
        """The rest is quoted: dropped, or kept without its header lines where the mail passes it on."""
        if self.forwarded:
            self.passed_on = unquoted(self.lines[self.below_headers(at) :])
        own = self.pieces[-1][1]
        while own and (not own[-1].strip() or RULED.fullmatch(own[-1])):
            own.pop()
        return -1

    def skip_marked(self, at: int) -> int:
        """A program said that its quotation begins here, in words we do not know."""
        for ahead in range(at, min(at + 8, len(self.lines))):
            line = self.lines[ahead].replace(QUOTE_MARK, "").strip()
            if line.startswith(">"):
                self.attributed = True
                return ahead
            if (
                ahead > at
                and line
                and (self.passed_on_from(ahead) or self.header_lines(ahead) or self.attribution(ahead))
            ):
                return ahead
        return self.cut(at) if self.lines[at].strip() or at + 1 < len(self.lines) else at + 1

    def own_pieces(self) -> list[list[str]]:
        """The sender's own lines between the quotations.

        A line or two behind ">" in the middle, in a mail that quotes nothing else, is no quotation of a mail.
        """
        middle = len(self.pieces) == 3 and all(
            any(_words(line) for line in self.pieces[place][1]) for place in (0, 2)
        )
        if middle and not self.attributed and len(self.pieces[1][1]) <= 2:
            return [[line for _quoted, lines in self.pieces for line in lines]]
        return [lines for quoted, lines in self.pieces if not quoted and any(_words(line) for line in lines)]

    def quoted_end(self, at: int) -> int:
        """Behind the last line of a quotation; empty lines and broken long lines inside belong to it."""
        end = at + 1
        while end < len(self.lines):
            line = self.lines[end].strip()
            following = end if line else self.next_words(end)
            broken = len(self.lines[end - 1]) > 70 and line[:1].islower() and self.is_quoted(end + 1)
            if not self.is_quoted(following) and not broken:
                break
            end = following + 1
        return end

    def next_words(self, at: int) -> int:
        while at < len(self.lines) and not self.lines[at].strip():
            at += 1
        return at

    def is_quoted(self, at: int) -> bool:
        return at < len(self.lines) and self.lines[at].replace(QUOTE_MARK, "").lstrip().startswith(">")

    def quote_follows(self, at: int) -> bool:
        return self.is_quoted(self.next_words(at))

    def is_original_mark(self, at: int) -> bool:
        line = self.lines[at].strip()
        core = line.strip("-_=*~–—> \t:").lower()
        if core.startswith("original message processed by"):  # Tobit David
            return True
        if self.other_desk and REPLY_ABOVE.search(core[:200]):
            return True
        ruled = line[:2] in ("--", "__", "==", "**", "—", "––", "~~")
        return core in ORIGINAL and (ruled or self.header_lines(at + 1) > 0)

    def passed_on_from(self, at: int) -> int:
        """Where the words of a forwarded mail begin when this line marks one; else 0."""
        line = self.lines[at].strip()
        core = line.strip("-_=*~–—> \t:：").lower()
        if len(core) > 200 or not core:
            return 0
        dashed = line[:2] in ("--", "__", "==", "**", "––", "——", "~~")
        known = core in FORWARDED or (dashed and any(core.startswith(f"{phrase} ") for phrase in FORWARDED))
        if not known or not (dashed or line.endswith((":", "："))):
            return 0
        return self.below_headers(at + 1)

    def below_headers(self, at: int) -> int:
        """Behind the header lines that begin at or shortly after a line."""
        start = self.next_words(at)
        if length := self.header_lines(start) or self.header_lines(start, needed=2):
            return start + length
        if start < len(self.lines) and self.is_original_mark(start):
            return self.below_headers(start + 1)
        if start < len(self.lines) and (length := self.attribution(start)):
            return start + length
        return at

    def header_lines(self, at: int, needed: int = 3) -> int:
        """How many lines the header block has that begins here; 0 when none begins."""
        roles: set[str] = set()
        addressed = False
        end = other = 0
        for ahead in range(at, min(at + 16, len(self.lines))):
            line = self.lines[ahead].replace(QUOTE_MARK, "").lstrip("> ") if needed < 3 else self.lines[ahead]
            role = _role(line)
            if role:
                roles.add(role)
                addressed = addressed or "@" in line
                end, other = ahead + 1 - at, 0
            elif ahead == at:
                return 0
            else:
                other += 1
                addressed = addressed or (ahead == at + 1 and "@" in line)
                if other > 2:
                    break
        known = roles - {"other", "cc"}
        # A journey also has from, to and date; a mail has a subject or addresses, or was sent.
        enough = len(known) >= (2 if addressed else needed) and (addressed or known & {"subject", "sent"})
        return end if enough and known & {"from", "date", "sent"} and not known <= {"from", "to"} else 0

    def attribution(self, at: int) -> int:
        """How many lines "On ... X wrote:" takes from here on; 0 when none begins."""
        joined = ""
        for length in range(1, 5):
            if at + length > len(self.lines):
                return 0
            line = self.lines[at + length - 1].replace(QUOTE_MARK, "").strip()
            # An address on two lines may begin the second one with >.
            broken = joined.count("<") > joined.count(">")
            if not line or (line.startswith(">") and not broken) or len(joined) + len(line) > 500:
                return 0
            joined = f"{joined} {line}".strip()
            if _ends_as_attribution(joined) and _is_attribution(
                joined, quoted=self.quote_follows(at + length)
            ):
                return 0 if length > 1 and self.begins_later(at, at + length) else length
        return 0

    def may_begin_attribution(self, at: int, line: str) -> bool:
        """A quick no for most lines of prose."""
        if DATED.search(line) or line.rstrip().endswith((":", "：")):
            return True
        return at + 1 < len(self.lines) and self.lines[at + 1].startswith(("<", ">"))

    def begins_later(self, at: int, end: int) -> bool:
        """Whether the first line is the sender's own and the line of the quotation begins below it."""
        first = self.lines[at].strip()
        if TIME.search(first) or YEAR.search(first) or (OPENER.match(first) and DATED.search(first)):
            return False
        later = " ".join(line.strip() for line in self.lines[at + 1 : end])
        whole = EMAIL.search(later) and TIME.search(later) and DATED_START.match(later)
        return bool(whole) and _is_attribution(later, quoted=self.quote_follows(end))


def unquoted(lines: list[str]) -> list[str]:
    """Lines without one level of ">" when all of them stand behind it, as Apple forwards."""
    full = [line for line in lines if line.strip()]
    if full and sum(line.lstrip().startswith(">") for line in full) * 10 >= len(full) * 9:
        return [re.sub(r"^\s*>\s?", "", line) for line in lines]
    return lines


def _words(line: str) -> bool:
    return any(letter.isalnum() or letter > "\u2000" for letter in line.replace(SIGNATURE_MARK, ""))


def _role(line: str) -> str:
    if len(line) > 2_000 or not (label := LABEL.match(line)):
        return ""
    return ROLES.get(" ".join(label[1].lower().split()), "")


def _ends_as_attribution(text: str) -> bool:
    end = text.rstrip("-–—*_ \t>")
    if end.endswith((":", "：")):
        return True
    return any(found.end() == len(end) for found in WROTE.finditer(end, max(len(end) - 20, 0)))


def _is_attribution(text: str, *, quoted: bool) -> bool:
    wrote, address, time = WROTE.search(text), EMAIL.search(text), TIME.search(text)
    digits = sum(letter.isdigit() for letter in text)
    if quoted and len(text) < 300 and (wrote or address or (time and digits >= 5)):
        return True
    if wrote:
        return bool((time or address) and digits >= 2 and not OWN_WORDS.search(text)) or bool(
            address and digits >= 1
        )
    return bool(address and time and digits >= 6 and DATED_START.match(text))
