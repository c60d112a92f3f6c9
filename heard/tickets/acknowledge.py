"""What a customer hears by itself when they wrote: once a ticket, never to machines, never in a loop."""

import re
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.channels import hold, outbox
from heard.channels.registry import KINDS
from heard.lib.ref import ref
from heard.tickets import quick_replies, replies
from heard.tickets.models import Delivery, Direction, Message, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record

NUMBER = "{number}"  # stands in the words where the ticket's number belongs
ANSWERED = "{answered}"  # where the form's sentence belongs that says by when one is answered
TOO_LATE = timedelta(days=1)  # whoever wrote so long ago, or whose old mail was read in, is not told now
MOST_A_DAY = 3  # automatic mails to one address: two desks that answer each other stop after these
NOBODY_READS = re.compile(
    r"(?:no|do[-_.]?not|never)[-_.]?(?:reply|answer|respond)|mailer[-_.]?daemon|postmaster|bounces?|"
    r"notifications?|noreply.*|nicht[-_.]?antworten|ne[-_.]?pas[-_.]?repondre|no[-_.]?responder",
    re.IGNORECASE,
)


def opened(entry: Entry) -> None:
    """Answers a ticket's first message with a quick answer, or acknowledges it where its channel has words
    for it: one automatic mail at most, and none where anything speaks against it.

    Not while the outbox is held after a restore: whose mail is read a second time was told the first time.
    """
    if hold.is_standing():
        return
    ticket = Ticket.objects.select_related("channel", "identity__customer", "customer").get(
        pk=entry.subject_id
    )
    late = timezone.now() - entry.at > TOO_LATE
    if late or entry.data.get("by_machine") or not _may_hear(ticket):
        return
    with transaction.atomic():
        first = Message.objects.get(pk=entry.about_id)
        if first.is_unconfirmed:
            return
        if quick := quick_replies.answer_for(ticket, first):
            answer, words = quick
            message = _send(ticket, first, replies.automatic(ticket, words, is_markdown=True))
            quick_replies.given(ticket, answer, message, cause=entry)
        elif ticket.channel.acknowledgement and ticket.customer.confirms:
            message = _send(ticket, first, replies.automatic(ticket, _words(ticket)))
            record(Kind.MESSAGE_ACKNOWLEDGED, ref(ticket), about=ref(message), cause=entry)


def _send(ticket: Ticket, first: Message, message: Message) -> Message:
    """Puts it in line, as an answer to the first message."""
    kind = KINDS[ticket.channel.kind]
    letter = replies.letter(message, [first.message_id] if first.message_id else [])
    if kind.is_typed:
        subject = _("Your request No. %(number)s") % {"number": ticket.number}
        letter = replace(letter, subject=subject, recipient_name="", quoted=None, is_first=True)
    outbox.queue(
        ticket.channel,
        ref(message),
        [ticket.identity.address],
        message_id=message.message_id,
        content=kind.write(letter),
    )
    return message


def _words(ticket: Ticket) -> str:
    """The channel's words, with what only this ticket and its form know."""
    words = ticket.channel.acknowledgement.replace(NUMBER, str(ticket.number))
    form = getattr(ticket.channel, "form", None) if ANSWERED in words else None
    return words.replace(ANSWERED, form.by_when) if form else words


def _may_hear(ticket: Ticket) -> bool:
    address = ticket.identity.address
    if (
        ticket.is_bulk
        or ticket.identity.unreachable_since
        or NOBODY_READS.fullmatch(address.partition("@")[0])
    ):
        return False
    if not address or address in (ticket.channel.address, ticket.channel.group):
        return False
    automatic = Message.objects.filter(direction=Direction.OUT, is_automatic=True).exclude(
        delivery=Delivery.UNDONE
    )
    if automatic.filter(ticket=ticket).exists():
        return False
    today = timezone.now() - timedelta(days=1)
    return automatic.filter(identity=ticket.identity, at__gte=today).count() < MOST_A_DAY
