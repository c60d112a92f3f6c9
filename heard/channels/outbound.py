"""What every channel is given to deliver, and how it says what became of it."""

from dataclasses import dataclass


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
