"""Which ticket a mail belongs to: by the messages that it refers to."""

import re

from heard.channels.inbound import Inbound
from heard.lib.words import one_line
from heard.tickets.models import Message, Ticket

MOST_REFERENCES = 50  # the newest ones stand last


def ticket_of(inbound: Inbound) -> Ticket | None:
    """The ticket of the newest message that `inbound` answers (RFC 5322 3.6.4), or None."""
    named = [*inbound.references, *re.findall(r"<[^<>\s]+>", inbound.in_reply_to)]
    wanted = list(dict.fromkeys(one_line(name, 250) for name in reversed(named)))[:MOST_REFERENCES]
    if not wanted:
        return None
    message = (
        Message.objects.filter(message_id__in=wanted).select_related("ticket").order_by("-at", "-pk").first()
    )
    return message.ticket if message else None
