"""The kinds of channels: one line each."""

from collections.abc import Callable
from dataclasses import dataclass

from heard.channels.email import reader as email_reader
from heard.channels.email import send as email_send
from heard.channels.inbound import Inbound
from heard.channels.outbound import Outbound, Receipt


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of channel reads what came and delivers what leaves."""

    read: Callable[[bytes], Inbound]
    deliver: Callable[[Outbound], Receipt]


KINDS = {
    "email": Kind(read=email_reader.read, deliver=email_send.deliver),
}
