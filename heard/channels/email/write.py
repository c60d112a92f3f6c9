"""Writing a mail: the words and headers of one reply, as bytes for the wire."""

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from django.utils.html import escape, linebreaks, urlize

from heard.channels.outbound import Letter, Quoted
from heard.lib.words import one_line

NAME_LENGTH, SUBJECT_LENGTH = 120, 400
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,240}>")  # others had better not be repeated in a header


def as_mail(letter: Letter) -> bytes:
    """The mail, whatever the customer calls themselves: names and subject cannot make headers."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((one_line(letter.sender_name, NAME_LENGTH), letter.sender))
    mail["To"] = formataddr((one_line(letter.recipient_name, NAME_LENGTH), letter.recipient))
    if letter.cc:
        mail["Cc"] = ", ".join(letter.cc)
    mail["Subject"] = _answering(one_line(letter.subject, SUBJECT_LENGTH))
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = letter.message_id
    before = [name for name in letter.references if _MESSAGE_ID.fullmatch(name)]
    if before:
        mail["In-Reply-To"] = before[-1]
        mail["References"] = " ".join(before)
    if letter.is_automatic:  # RFC 3834: no machine may answer this
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
        mail["Precedence"] = "auto_reply"
    mail.set_content(_plain(letter))
    mail.add_alternative(_html(letter), subtype="html")
    return mail.as_bytes()


def _plain(letter: Letter) -> str:
    pieces = [letter.text]
    if letter.signature:
        pieces.append(f"-- \n{letter.signature}")
    if letter.quoted:
        lines = "\n".join(f"> {line}".rstrip() for line in letter.quoted.text.splitlines())
        pieces.append(f"{_introduced(letter.quoted)}\n{lines}")
    return "\n\n".join(pieces) + "\n"


def _html(letter: Letter) -> str:
    """The same words with paragraphs and links; everything that people wrote is escaped."""
    pieces = [_paragraphs(letter.text)]
    if letter.signature:
        pieces.append(f'<div style="color:#666">-- <br>{linebreaks(letter.signature, autoescape=True)}</div>')
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


def _answering(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"
