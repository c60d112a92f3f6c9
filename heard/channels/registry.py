"""The kinds of channels: one line each."""

from collections.abc import Callable
from dataclasses import dataclass

from heard.channels.email import reader as email_reader
from heard.channels.email import send as email_send
from heard.channels.email import write as email_write
from heard.channels.inbound import Inbound
from heard.channels.outbound import Letter, Outbound, Receipt


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of channel reads what came, writes what leaves and delivers it."""

    read: Callable[[bytes], Inbound]
    write: Callable[[Letter], bytes]
    deliver: Callable[[Outbound], Receipt]


KINDS = {
    "email": Kind(read=email_reader.read, write=email_write.as_mail, deliver=email_send.deliver),
}
