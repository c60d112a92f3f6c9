"""What a channel understood of one arrival: the frozen facts that every kind hands to intake."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

MailKind = Literal["message", "auto_reply", "bounce", "feedback_report", "list", "calendar"]


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox as written in a header: `email` is lower-cased, `name` may be empty."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class InboundFile:
    """One attached file; `inline` when the HTML shows it in place by its `content_id`."""

    name: str
    type: str
    content: bytes
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery that failed: RFC 3464 `status` such as 5.1.1, `permanent` when trying again is no use.

    `message_id` is that of the mail that came back, if the bounce says it.
    """

    recipient: str
    status: str
    permanent: bool
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing a customer (or a machine) sent, read and made safe; bytes in, this out.

    `text` is everything that was written, `visible_text` only the new words; `html` is cleaned.
    `sent_at` is what the sender's clock said and may be missing or wrong: clocks of promises start
    when the arrival was kept. Message-IDs stand without angle brackets. A file without a name has none here:
    the page that shows it invents one. `reported` is the Message-ID of the mail that a feedback report is
    about; `original_sender` is who wrote, if a list that writes in its own name says it. `problems` are codes
    of what was unusual while reading (docs/mail.md). `ticket` is the one that it is about, where the door
    made sure that its sender takes part in it; a new one gets `tags`.
    """

    sender: Address
    subject: str
    text: str
    visible_text: str
    kind: MailKind = "message"
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sent_at: datetime | None = None
    html: str = ""
    files: tuple[InboundFile, ...] = ()
    bounce: Bounce | None = None
    reported: str = ""
    original_sender: Address | None = None
    language: str = ""
    problems: tuple[str, ...] = ()
    ticket: int = 0
    tags: tuple[str, ...] = ()
