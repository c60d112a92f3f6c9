"""Taking one arrival in: who wrote, which ticket it belongs to, what was said. One transaction."""

import hashlib
from functools import partial

from django.db import IntegrityError, transaction

from heard.channels import arrivals, groups, outbox
from heard.channels.inbound import Address, Inbound
from heard.channels.models import Arrival, Aside, Channel
from heard.channels.registry import addresses_of
from heard.customers import identities, zones
from heard.customers.models import Identity
from heard.files import store
from heard.lib import emphasis, sensitive
from heard.lib.ref import NOBODY, ref
from heard.lib.words import one_line, storable
from heard.tickets import covering, emptying, participants, tags, threads
from heard.tickets.models import Attachment, Direction, Message, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record


def take_in(arrival: Arrival, inbound: Inbound) -> Message | None:
    """Makes the message of `arrival`; None when it is set aside instead, with the reason.

    Raises LeaseLost when another worker took the arrival over meanwhile; nothing is written then.
    """
    fingerprint = None if arrival.insisted else fingerprint_of(inbound)
    inbound = groups.behind(inbound, arrival.channel.group)
    try:
        with transaction.atomic():
            ticket = threads.ticket_of(inbound)
            why = _reason_to_set_aside(arrival, inbound, ticket, fingerprint)
            if why is not Aside.NONE:
                arrivals.set_aside(arrival, why)
                if why is Aside.SEEN_BEFORE and _is_gone(fingerprint):
                    emptying.arrivals([arrival.pk])
                return None
            return _take_in(arrival, inbound, ticket, fingerprint)
    except IntegrityError:  # through two doors at once: the other one was first
        with transaction.atomic():
            if not fingerprint or not Message.objects.filter(fingerprint=fingerprint).exists():
                raise
            arrivals.set_aside(arrival, Aside.SEEN_BEFORE)
            return None


def _reason_to_set_aside(
    arrival: Arrival, inbound: Inbound, ticket: Ticket | None, fingerprint: str | None
) -> Aside:
    if arrival.insisted:
        return Aside.NONE
    if fingerprint and Message.objects.filter(fingerprint=fingerprint).exists():
        return Aside.SEEN_BEFORE
    if _is_ours(inbound, arrival.channel):
        return Aside.OWN
    if inbound.bounce:
        bounce = inbound.bounce
        outbox.bounced(
            bounce.message_id,
            bounce.recipient.lower(),
            status=bounce.status,
            permanent=bounce.permanent,
            at=arrival.kept_at,
        )
        return Aside.BOUNCE
    if inbound.kind == "feedback_report":
        _tell_reported(inbound)
        return Aside.FEEDBACK
    return Aside.AUTO_REPLY if inbound.kind == "auto_reply" and ticket is None else Aside.NONE


def _is_gone(fingerprint: str | None) -> bool:
    """Whether the same mail came before and was removed for good: it is not kept a second time."""
    return Message.objects.filter(fingerprint=fingerprint).exclude(words_gone_at=None).exists()


def _tell_reported(inbound: Inbound) -> None:
    """Says on the ticket that a mail of ours was marked as spam, if the report says which."""
    name = threads.header_form(inbound.reported)
    ours = Message.objects.filter(direction=Direction.OUT, message_id=name).select_related("ticket")
    if name and (message := ours.first()):
        record(Kind.MESSAGE_REPORTED, ref(message.ticket), about=ref(message))


def _is_ours(inbound: Inbound, channel: Channel) -> bool:
    name = threads.header_form(inbound.message_id)
    if name and Message.objects.filter(direction=Direction.OUT, message_id=name).exists():
        return True
    if channel.group and inbound.sender.email == channel.group:
        return False  # somebody whom the group does not name
    return Channel.objects.filter(address=inbound.sender.email).exclude(address="").exists()


def _take_in(arrival: Arrival, inbound: Inbound, ticket: Ticket | None, fingerprint: str | None) -> Message:
    who = _sender(arrival, inbound, ticket)
    if who.blocked_since and ticket and ticket.status != Status.SPAM:
        ticket = None  # what they send goes to the spam, not into a matter that somebody works on
    doubtful = participants.is_doubtful(inbound)
    opened = ticket is None
    if ticket is None:
        ticket = _open(arrival, inbound, who)
        doubtful = "dmarc_failed" in inbound.problems  # where its answers go is whom the ticket is with
    elif participants.is_stranger(ticket, who) and not participants.joins(
        ticket, who, inbound, at=arrival.kept_at
    ):
        doubtful = True
        participants.meet(ticket, who)
    message = _message(arrival, inbound, ticket, who)
    message.fingerprint = fingerprint
    message.is_unconfirmed = doubtful
    message.is_automatic = inbound.kind == "auto_reply"
    message.cc = [] if doubtful or message.is_automatic else participants.copied_in(ticket, inbound)
    message.save(force_insert=True)
    _attach(message, inbound)
    if inbound.kind == "message" and not doubtful:
        zones.notice(who.customer, inbound.sent_at)
    arrivals.taken(arrival)
    _tell(message, inbound, opened=opened)
    return message


def _sender(arrival: Arrival, inbound: Inbound, ticket: Ticket | None) -> Identity:
    """Who wrote. In a first mail the Reply-To counts: contact forms write in a customer's stead."""
    sender = inbound.sender
    if ticket is None and inbound.reply_to and not _is_our_address(inbound.reply_to[0]):
        sender = Address(inbound.reply_to[0].email, inbound.reply_to[0].name or sender.name)
    said = (sender.email, str(arrival.envelope.get("from", "")))
    address = next((one for one in said if "@" in one), "")
    return identities.identity_of(
        addresses_of(arrival.channel.kind), address, name=sender.name, at=arrival.kept_at
    )


def _is_our_address(address: Address) -> bool:
    return Channel.objects.filter(address=address.email).exists()


def _open(arrival: Arrival, inbound: Inbound, who: Identity) -> Ticket:
    return Ticket.objects.create(
        subject=covering.words(one_line(inbound.subject, 500)),
        customer=who.customer,
        identity=identities.answered_at(who),
        channel=arrival.channel,
        status=Status.SPAM if who.blocked_since else Status.NEW,
        opened_at=arrival.kept_at,
        changed_at=arrival.kept_at,
        waiting_since=None if who.blocked_since else arrival.kept_at,
        is_bulk=inbound.kind == "list",
    )


def _message(arrival: Arrival, inbound: Inbound, ticket: Ticket, who: Identity) -> Message:
    """The message as it was said, not saved yet."""
    words = covering.words(storable(inbound.visible_text))
    html = covering.html(storable(inbound.html)) if inbound.html else ""
    return Message(
        ticket=ticket,
        direction=Direction.IN,
        identity=who,
        sender_name=one_line(inbound.sender.name or who.customer.name, 200),
        subject=covering.words(one_line(inbound.subject, 500)),
        text=words,
        emphasis=(emphasis.places(html, words) if html else None) or None,
        whole_text=covering.words(storable(inbound.text)) if inbound.text != inbound.visible_text else "",
        html=store.keep(html.encode()) if html else None,
        at=arrival.kept_at,
        message_id=threads.header_form(inbound.message_id),
        references=storable(" ".join(map(threads.header_form, inbound.references[-50:]))),
        arrival=arrival,
        sensitive=sensitive.kinds(inbound.text),
        shares_id=not arrival.insisted and _id_came_before(inbound),
        language=inbound.language[:12],
    )


def _id_came_before(inbound: Inbound) -> bool:
    """Whether another mail had this Message-ID; what is the same in all was set aside before."""
    name = threads.header_form(inbound.message_id)
    return bool(name) and Message.objects.filter(message_id=name).exists()


def _attach(message: Message, inbound: Inbound) -> None:
    blobs = store.keep_many([file.content for file in inbound.files])
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            blob=blob,
            name=one_line(file.name, 255),
            type=one_line(file.type, 100),
            inline=file.inline,
            content_id=one_line(file.content_id, 250),
        )
        for file, blob in zip(inbound.files, blobs, strict=True)
    )


def _tell(message: Message, inbound: Inbound, *, opened: bool) -> None:
    """The facts. A machine's reply is one of its own, which starts and keeps nothing."""
    actor = ref(message.identity.customer) if message.identity else NOBODY
    tell = partial(record, subject=ref(message.ticket), about=ref(message), actor=actor, at=message.at)
    if message.is_automatic:
        tell(Kind.MESSAGE_AUTOMATIC)
        return
    cause: Entry | None = None
    if opened:
        cause = tell(Kind.TICKET_OPENED, data=_unanswered(message, inbound))
        tags.put(message.ticket, inbound.tags, by=actor, at=message.at)
    by_machine = "auto_generated" in inbound.problems
    tell(Kind.MESSAGE_RECEIVED, cause=cause, data={"by_machine": True} if by_machine else None)


def _unanswered(message: Message, inbound: Inbound) -> dict[str, str | int | bool] | None:
    """Why nothing is acknowledged: a machine wrote, or somebody whose address is blocked."""
    if message.ticket.status == Status.SPAM:
        return {"by_machine": True, "blocked": True}
    return {"by_machine": True} if "auto_generated" in inbound.problems else None


def fingerprint_of(inbound: Inbound) -> str | None:
    """Of the Message-ID and the content as read, so that the trace of a second door makes no difference."""
    if not inbound.message_id:
        return None
    content = hashlib.sha256(inbound.message_id.encode(errors="replace"))
    for words in (inbound.subject, inbound.text or inbound.html):
        content.update(b"\0" + " ".join(words.split()).encode(errors="replace"))
    for file in inbound.files:
        content.update(b"\0" + hashlib.sha256(file.content).digest())
    return content.hexdigest()
