"""Writing a mail: the words and headers of one reply, as bytes for the wire."""

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from heard.channels.outbound import Letter
from heard.lib.words import one_line

NAME_LENGTH, SUBJECT_LENGTH = 120, 400
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,240}>")  # others had better not be repeated in a header


def as_mail(letter: Letter) -> bytes:
    """The mail, whatever the customer calls themselves: names and subject cannot make headers."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((one_line(letter.sender_name, NAME_LENGTH), letter.sender))
    mail["To"] = formataddr((one_line(letter.recipient_name, NAME_LENGTH), letter.recipient))
    mail["Subject"] = _answering(one_line(letter.subject, SUBJECT_LENGTH))
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = letter.message_id
    before = [name for name in letter.references if _MESSAGE_ID.fullmatch(name)]
    if before:
        mail["In-Reply-To"] = before[-1]
        mail["References"] = " ".join(before)
    mail.set_content(letter.text)
    return mail.as_bytes()


def _answering(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"
