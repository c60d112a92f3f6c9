"""Which ticket a mail belongs to: by the messages that it refers to."""

from heard.channels.inbound import Inbound
from heard.lib.words import one_line
from heard.tickets import lineage
from heard.tickets.models import Message, Ticket

MOST_REFERENCES = 50  # the newest ones stand last


def header_form(name: str) -> str:
    """A Message-ID as headers and our tables write it: in angle brackets."""
    return one_line(f"<{name.strip('<>')}>", 250) if name else ""


def ticket_of(inbound: Inbound) -> Ticket | None:
    """The ticket of the newest message that `inbound` answers (RFC 5322 3.6.4), or None. Of a merged one that
    in which its matter goes on."""
    if inbound.ticket:
        about = Ticket.objects.filter(number=inbound.ticket).first()
        return lineage.root_of(about) if about else None
    named = [*inbound.references, *([inbound.in_reply_to] if inbound.in_reply_to else [])]
    wanted = list(dict.fromkeys(header_form(name) for name in reversed(named)))[:MOST_REFERENCES]
    if not wanted:
        return None
    message = (
        Message.objects.filter(message_id__in=wanted).select_related("ticket").order_by("-at", "-pk").first()
    )
    return lineage.root_of(message.ticket) if message else None
