"""Who is named in an address field?"""

import re

from heard.channels.email.reading import headers
from heard.channels.inbound import Address

TOKEN = re.compile(r'"((?:[^"\\]|\\.){0,500})"|<([^<>]*)(?:>|$)|([,;])|(:)|([^"<,;:(]+)|(.)', re.DOTALL)
COMMENT = re.compile(r"\(((?:[^()\\]|\\.){0,500})\)")
QUOTED_LOCAL = re.compile(r'(?<![<\w])("(?:[^"\\]|\\.){1,100}"@[\w.-]{1,255})')
MARK = re.compile("\x03(\\d+)\x04")
MAILBOX = re.compile(r"[^\s<>\"'(),:;\[\]]{1,250}@[^\s<>\"'(),:;]{1,255}")
MAX_LENGTH = 320  # RFC 3696 erratum 1690: 64 + 1 + 255


def parse(value: bytes, charset: str = "") -> tuple[Address, ...]:
    """The mailboxes of an unfolded field in their order, however it was written; never raises.

    Commas in unquoted names ("Smith, John <j@x>"), group lists, comments as names, encoded words around
    whole addresses and semicolons between addresses are understood. `charset` is a guess for raw bytes
    that are no UTF-8.
    """
    text = (
        value.decode("ascii")
        if value.isascii()
        else headers.decode(re.sub(rb"=\?", b"=\x1f?", value), charset)
    )
    text = text.replace("\x1f", "")
    found: list[Address] = []
    phrase: list[str] = []
    comments: list[str] = []
    text = _lift_comments(text, comments) if "(" in text else text
    text = QUOTED_LOCAL.sub(r"<\1>", text) if '"@' in text else text
    angle: str | None = None
    addressed = False  # whether the phrase holds an address
    for token in TOKEN.finditer(text + ","):
        quoted, inner, comma, colon, plain, odd = token.groups()
        if angle and not comma and inner is None and MARK.sub("", token[0]).strip():
            found.extend(_mailbox(phrase, angle, comments))  # a comma is missing here
            phrase, angle, addressed = [], None, False
        if quoted is not None:
            phrase.append(re.sub(r"\\(.)", r"\1", quoted))
        elif inner is not None:
            if angle is None or "@" not in angle:
                angle = inner
        elif colon and angle is None and not addressed:
            phrase.append("\x02")  # a group's name ends here, or a colon stands in a name
        elif comma:
            if angle is None and comma == "," and _unfinished_name(phrase, text, token.end()):
                phrase.append(", ")
                continue
            found.extend(_mailbox(phrase, angle, comments))
            phrase, angle, addressed = [], None, False
        else:
            phrase.append(plain or odd or "")
            addressed = addressed or "@" in phrase[-1]
    found.extend(_mailbox(phrase, angle, comments))  # of an angle bracket that never closed
    return tuple(found)


def _lift_comments(text: str, comments: list[str]) -> str:
    """`text` without its comments, which leave a mark where they stood (names may be written in them)."""

    def lift(comment: re.Match[str]) -> str:
        comments.append(comment[1])
        return f" \x03{len(comments) - 1}\x04 "

    pieces = re.split(r'("(?:[^"\\]|\\.){0,500}")', text)
    for place in range(0, len(pieces), 2):
        for _depth in range(3):
            pieces[place], count = COMMENT.subn(lift, pieces[place])
            if not count:
                break
    return "".join(pieces)


def _unfinished_name(phrase: list[str], text: str, at: int) -> bool:
    """Whether "Smith," belongs to the "John <j@x>" that follows it."""
    so_far = "".join(phrase)
    if not so_far.strip() or "@" in so_far or "\x02" in so_far or "\x03" in so_far or ", " in phrase:
        return False
    following = re.match(r'\s*[^<>@,;:"]{1,60}<[^<>@]+@', text[at : at + 200])
    return bool(following)


def _mailbox(phrase: list[str], angle: str | None, comments: list[str]) -> list[Address]:
    words = "".join(phrase).split("\x02")
    name = words[-1] if words[-1].strip() else "".join(words[:-1]) if angle is not None else ""
    notes = [comments[int(number)] for number in MARK.findall(name)]
    name = headers.decode(MARK.sub(" ", name).encode("utf-8", "replace"))
    if angle is None:
        written = MAILBOX.search(name)
        if not written:
            # A local name alone ("root", "MAILER-DAEMON") is an address; several words are a name.
            if not name:
                return []
            alone = re.fullmatch(r"[\w.+-]+", name)
            return [Address(name.lower(), "") if alone else Address("", name)]
        angle, name = written[0], (name[: written.start()] + name[written.end() :]).replace("<>", " ")
    email = clean(angle)
    if "@" not in email and (hidden := MAILBOX.search(name)):
        email, name = clean(hidden[0]), name.replace(hidden[0], "")
    name = " ".join(name.strip(" \t'\"").split()) or " ".join(headers.decode(note.encode()) for note in notes)
    return [Address(email, name[:500])] if email or name else []


def clean(written: str) -> str:
    """A mailbox in lower case without route, `mailto:`, quotes, spaces and final dots."""
    email = headers.decode(MARK.sub("", written).encode("utf-8", "replace"))
    email = re.sub(r"^mailto:", "", email.strip(" \t'<>"), flags=re.IGNORECASE)
    if email.startswith("@") and ":" in email:
        email = email.split(":", 1)[1]
    if '"@' in email:
        return email[:MAX_LENGTH].lower()  # a quoted local part may hold anything
    return re.sub(r"[\s\x00-\x1f\x7f]+", "", email).strip("'\".,;<>")[:MAX_LENGTH].lower()
