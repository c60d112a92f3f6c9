"""The kinds of channels: one line each."""

from collections.abc import Callable
from dataclasses import dataclass

from heard.channels.email import reader as email_reader
from heard.channels.email import send as email_send
from heard.channels.email import write as email_write
from heard.channels.form import receive as form_receive
from heard.channels.inbound import Inbound
from heard.channels.outbound import Letter, Outbound, Receipt


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of channel reads what came, writes what leaves and delivers it.

    `addresses` is the kind of address that its customers have: a form asks for a mail address, and answers
    leave by mail. Where `is_typed`, anybody may have typed that address, so no automatic mail repeats a word
    of what came with it.
    """

    read: Callable[[bytes], Inbound]
    write: Callable[[Letter], bytes]
    deliver: Callable[[Outbound], Receipt]
    addresses: str
    is_typed: bool = False


KINDS = {
    "email": Kind(
        read=email_reader.read, write=email_write.as_mail, deliver=email_send.deliver, addresses="email"
    ),
    "form": Kind(
        read=form_receive.read,
        write=email_write.as_mail,
        deliver=email_send.deliver,
        addresses="email",
        is_typed=True,
    ),
}


def addresses_of(kind: str) -> str:
    """The kind of address that customers of such a channel have."""
    return KINDS[kind].addresses
