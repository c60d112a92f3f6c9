"""Writing a mail: the words and headers of one reply, as bytes for the wire."""

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from django.utils.html import escape, linebreaks, urlize

from heard.channels.outbound import Enclosed, Letter, Quoted
from heard.lib import markup
from heard.lib.words import one_line

NAME_LENGTH, SUBJECT_LENGTH = 120, 400
ANY_TYPE = "application/octet-stream"
_TYPE = re.compile(
    r"(?!(?:text|message|multipart)/)[a-z]+/[a-z0-9.+-]{1,60}"
)  # others have parts of their own
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,240}>")  # others had better not be repeated in a header


def as_mail(letter: Letter) -> bytes:
    """The mail, whatever the customer calls themselves: names and subject cannot make headers."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((one_line(letter.sender_name, NAME_LENGTH), letter.sender))
    mail["To"] = ", ".join(
        [formataddr((one_line(letter.recipient_name, NAME_LENGTH), letter.recipient)), *letter.also_to]
    )
    if letter.cc:
        mail["Cc"] = ", ".join(letter.cc)
    mail["Subject"] = _subject(letter)
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = letter.message_id
    before = [name for name in letter.references if _MESSAGE_ID.fullmatch(name)]
    if before:
        mail["In-Reply-To"] = before[-1]
        mail["References"] = " ".join(before)
    if letter.is_automatic:  # RFC 3834: no machine may answer this
        mail["Auto-Submitted"] = "auto-generated" if letter.is_first else "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
        mail["Precedence"] = "auto_reply"
    mail.set_content(_plain(letter))
    shown = markup.pictures_in(letter.text) if letter.is_markdown else set()
    mail.add_alternative(_html(letter), subtype="html")
    html = mail.get_payload()[1]  # type: ignore[index]
    for file in letter.files:
        if file.content_id in shown:
            _enclose(html, file, f"<{file.content_id}>")  # type: ignore[arg-type]
    for file in letter.files:
        if file.content_id not in shown:
            _enclose(mail, file)
    return mail.as_bytes()


def _enclose(mail: EmailMessage, file: Enclosed, content_id: str = "") -> None:
    """Adds the file to the mail; inside its HTML part where that shows it (RFC 2392)."""
    maintype, _slash, subtype = (file.type if _TYPE.fullmatch(file.type) else ANY_TYPE).partition("/")
    name = one_line(file.name, NAME_LENGTH) or "file"
    if content_id:
        mail.add_related(file.content, maintype, subtype, cid=content_id, filename=name, disposition="inline")
    else:
        mail.add_attachment(file.content, maintype, subtype, filename=name)


def _plain(letter: Letter) -> str:
    pieces = [markup.plain(letter.text) if letter.is_markdown else letter.text]
    if letter.signature:
        pieces.append(f"-- \n{letter.signature}")
    if letter.forwarded:
        pieces.append(f"{_passed_on(letter.forwarded)}\n\n{letter.forwarded.text}")
    if letter.quoted:
        lines = "\n".join(f"> {line}".rstrip() for line in letter.quoted.text.splitlines())
        pieces.append(f"{_introduced(letter.quoted)}\n{lines}")
    return "\n\n".join(pieces) + "\n"


def _html(letter: Letter) -> str:
    """The same words with paragraphs and links; everything that people wrote is escaped."""
    is_rich = letter.is_markdown and markup.has_signs(letter.text)
    pieces = [markup.html(letter.text) if is_rich else _paragraphs(letter.text)]
    if letter.signature:
        pieces.append(f'<div style="color:#666">-- <br>{linebreaks(letter.signature, autoescape=True)}</div>')
    if letter.forwarded:
        pieces.append(f"<p>{escape(_passed_on(letter.forwarded))}</p>{_paragraphs(letter.forwarded.text)}")
    if letter.quoted:
        style = "margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex"
        quotation = f'<blockquote type="cite" style="{style}">{_paragraphs(letter.quoted.text)}</blockquote>'
        pieces.append(f"<p>{escape(_introduced(letter.quoted))}</p>{quotation}")
    return f'<!doctype html><html><body dir="auto">{"".join(pieces)}</body></html>\n'


def _paragraphs(text: str) -> str:
    return str(linebreaks(urlize(text, nofollow=False, autoescape=True), autoescape=False))


def _introduced(quoted: Quoted) -> str:
    """In the words that every mail program knows to fold away."""
    return f"On {quoted.at:%d %b %Y} at {quoted.at:%H:%M} UTC, {one_line(quoted.author, NAME_LENGTH)} wrote:"


def _passed_on(quoted: Quoted) -> str:
    author = one_line(quoted.author, NAME_LENGTH)
    return f"---- {author} wrote on {quoted.at:%d %b %Y} at {quoted.at:%H:%M} UTC ----"


def _subject(letter: Letter) -> str:
    subject = one_line(letter.subject, SUBJECT_LENGTH)
    if letter.forwarded:
        return f"Fwd: {subject}"
    return subject if letter.is_first or subject.lower().startswith("re:") else f"Re: {subject}"
