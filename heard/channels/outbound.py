"""What every channel is given to write and deliver, and how it says what became of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Quoted:
    """What the letter answers."""

    author: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with a letter; with a `content_id` the words show it in place."""

    name: str
    type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one of our people wrote to one customer, before it has the form of its channel.

    `references` are the names of what was said before, the newest last. An automatic one says so to machines.
    `text` is Markdown where `is_markdown`. `also_to` stand beside the recipient. Whoever gets a blind copy is
    not in a letter at all. `forwarded` is what it passes on instead of answering. One that
    `is_first` answers nothing.
    """

    sender_name: str
    sender: str
    recipient_name: str
    recipient: str
    subject: str
    text: str
    message_id: str
    references: tuple[str, ...]
    at: datetime
    cc: tuple[str, ...] = ()
    also_to: tuple[str, ...] = ()
    files: tuple[Enclosed, ...] = ()
    is_markdown: bool = False
    forwarded: Quoted | None = None
    signature: str = ""
    quoted: Quoted | None = None
    is_automatic: bool = False
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Outbound:
    """One finished message for one recipient; `content` is what goes over the wire."""

    sender: str
    recipient: str
    message_id: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side took it; `words` is what it said."""

    words: str


class Retry(Exception):
    """Not now: try again later. `unsure` when the other side may have taken it all the same."""

    def __init__(self, words: str, *, unsure: bool = False) -> None:
        super().__init__(words)
        self.unsure = unsure


class Refused(Exception):
    """Never: the other side will not take this, however often we try."""
