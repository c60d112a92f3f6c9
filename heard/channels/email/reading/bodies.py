"""What did the sender write, and which files came along?"""

import re
from dataclasses import dataclass, field, replace

from heard.channels.email.reading import (
    charsets,
    html_safe,
    html_text,
    invitations,
    parts,
    pictures,
    tnef,
    transfer,
)
from heard.channels.email.reading.parts import Part
from heard.channels.inbound import InboundFile

MAX_TEXT = 1_000_000  # characters

META_CHARSET = re.compile(rb"<meta[^>]{1,200}charset\s*=\s*[\"']?([\w:.-]{2,40})", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
ENCRYPTED = {
    "multipart/encrypted",
    "application/pgp-encrypted",
    "application/pkcs7-mime",
    "application/x-pkcs7-mime",
}
SIGNED = {"multipart/signed", "application/pgp-signature", "application/pkcs7-signature"}
OTHER_FORMS = {"text/x-amp-html", "text/watch-html"}  # the same words once more, for special readers
TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}


@dataclass(slots=True)
class Block:
    """One piece of the body in the forms the sender gave it."""

    plain: str = ""
    html: str = ""


@dataclass(slots=True)
class Body:
    """What a mail says. `marked` is `text` with the marks that `html_text` leaves for `quotes`."""

    marked: str = ""
    html: str = ""
    files: list[InboundFile] = field(default_factory=list)
    invitation: str = ""  # what a calendar invitation says; " " when it says nothing

    @property
    def text(self) -> str:
        """All words, without marks."""
        words = html_text.unmarked(self.marked)
        return f"{words}\n\n{self.invitation}".strip("\n") if self.invitation.strip() else words


class _Reader:
    def __init__(self, problems: set[str]) -> None:
        self.problems = problems
        self.files: list[InboundFile] = []
        self.invitations: list[str] = []
        self.found_text = False

    def blocks(self, part: Part) -> list[Block]:
        if part.type in ENCRYPTED:
            self.problems.add("encrypted" if "signed" not in part.params.get("smime-type", "") else "signed")
        elif part.type in SIGNED:
            self.problems.add("signed")
        if part.type == "multipart/alternative":
            return self.alternative(part)
        if part.type in OTHER_FORMS:
            return []
        if part.children:
            return [block for child in part.children for block in self.blocks(child)]
        if part.type.startswith("multipart/"):
            return []
        if not self.is_words(part):
            return self.attach(part)
        self.found_text = True
        return self.words(part)

    def alternative(self, part: Part) -> list[Block]:
        """The same words in several forms become one block: the first plain form and the last HTML."""
        forms = [self.blocks(child) for child in part.children]
        plains = ("\n\n".join(block.plain for block in form if block.plain.strip()) for form in forms)
        htmls = ("\n".join(block.html for block in form if block.html.strip()) for form in reversed(forms))
        return [Block(next(filter(None, plains), ""), next(filter(None, htmls), ""))] if any(forms) else []

    def is_words(self, part: Part) -> bool:
        """Whether a leaf is something to read here; a named text is a file, unless nothing came before it."""
        if not part.type.startswith("text/") or part.disposition == "attachment":
            return False
        if part.type not in ("text/plain", "text/html", "text/enriched", "text/richtext") and part.filename:
            return False
        if part.type in ("text/calendar", "text/rfc822-headers", "text/vcard", "text/x-vcard", "text/csv"):
            return False
        return not part.filename or (not self.found_text and part.type in ("text/plain", "text/html"))

    def words(self, part: Part) -> list[Block]:
        raw = part.content(self.problems)
        if part.type == "text/html":
            label = part.params.get("charset", "")
            if not charsets.codec_for(label) and (meta := META_CHARSET.search(raw, 0, 4_000)):
                label = meta[1].decode("ascii")
            html, true = charsets.decode(raw, label)
            if "data:image" in html:
                html, pictured = pictures.take_out(html)
                self.files.extend(pictured)
            return [Block(html=self.clear(html, true=true))]
        if b"\nbegin" in raw or raw.startswith(b"begin"):
            raw = self.take_uuencoded(raw)
        text = self.decode(raw, part.params.get("charset", ""))
        if part.params.get("format", "").lower() == "flowed":
            text = unflow(text, delete_space=part.params.get("delsp", "").lower() == "yes")
        if part.type in ("text/enriched", "text/richtext"):
            text = re.sub(r"<[^<>]{1,80}>", "", text)
        if "-----BEGIN PGP MESSAGE-----" in text:
            self.problems.add("encrypted")
        return [Block(plain=text)]

    def take_uuencoded(self, raw: bytes) -> bytes:
        kept, at = b"", 0
        for name, content, start, end in transfer.uu_blocks(raw):
            self.files.append(InboundFile(parts.filename(name), "application/octet-stream", content))
            kept, at = kept + raw[at:start], end
        return kept + raw[at:]

    def decode(self, raw: bytes, label: str) -> str:
        text, true = charsets.decode(raw, label)
        return self.clear(text, true=true)

    def clear(self, text: str, *, true: bool) -> str:
        """Decoded text of bounded length, with plain line ends and no control characters."""
        if not true:
            self.problems.add("charset_wrong")
        if len(text) > MAX_TEXT * 3:
            self.problems.add("text_too_long")
            text = text[: MAX_TEXT * 3]
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return CONTROLS.sub("", text)

    def attach(self, part: Part) -> list[Block]:
        if part.type == "message/rfc822" and not part.headers.has("content-transfer-encoding"):
            content = part.body
        else:
            content = part.content(self.problems)
        if part.type in TNEF or part.filename.lower() == "winmail.dat":
            opened = tnef.open_up(content)
            if opened is not None:
                self.files.extend(opened.files)
                self.problems.add("tnef")
                return [Block(opened.text)] if opened.text else []
            self.problems.add("tnef_closed")
        if part.type == "text/calendar":
            ics = self.decode(content, part.params.get("charset", "utf-8"))
            if part.disposition != "attachment" or "method" in part.params:
                self.invitations.append(invitations.describe(ics) or " ")
        identifier = part.headers.raw("content-id").decode("latin-1").strip(" <>")
        self.files.append(InboundFile(part.filename, part.type, content, content_id=identifier))
        return []


def read(root: Part, problems: set[str]) -> Body:
    """The words and files of a whole mail; an embedded mail is a file. Never raises."""
    reader = _Reader(problems)
    blocks = reader.blocks(root)
    html = (
        "\n<hr>\n".join(_as_html(block) for block in blocks)
        if any(block.html.strip() for block in blocks)
        else ""
    )
    body = Body(
        html=html_safe.clean(html, problems) if html else "", invitation="\n\n".join(reader.invitations)
    )
    texts = [_as_text(block, problems) for block in blocks]
    body.marked = "\n\n".join(text for text in texts if text.strip()).strip("\n")
    if len(body.marked) > MAX_TEXT:
        problems.add("text_too_long")
        body.marked = body.marked[:MAX_TEXT]
    shown = html_safe.shown_inside(body.html)
    body.files = [
        replace(file, inline=bool(file.content_id) and file.content_id in shown) for file in reader.files
    ]
    return body


def _as_text(block: Block, problems: set[str]) -> str:
    if block.plain.strip():
        return html_text.unmarked(block.plain).strip("\n")
    return html_text.render(block.html, problems) if block.html.strip() else ""


def _as_html(block: Block) -> str:
    if block.html.strip():
        return block.html
    escaped = block.plain.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return f"<div>{escaped}</div>"


def unflow(text: str, *, delete_space: bool) -> str:
    """Text of format=flowed with its soft line breaks taken out (RFC 3676); quoted lines stay apart."""
    paragraphs: list[tuple[int, list[str]]] = []
    open_depth = -1  # quote depth of a line that continues on the next
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        if open_depth != depth or words == "-- ":
            paragraphs.append((depth, []))
        flows = words.endswith(" ") and words != "-- "
        paragraphs[-1][1].append(words[:-1] if flows and delete_space else words)
        open_depth = depth if flows else -1
    return "\n".join((">" * depth + " " if depth else "") + "".join(words) for depth, words in paragraphs)
