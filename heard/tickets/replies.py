"""Our side of the conversation: written, released when the wait is over, and what became of it."""

import uuid
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.channels import outbox
from heard.channels.models import Outgoing
from heard.channels.outbound import Letter, Quoted
from heard.channels.registry import KINDS, addresses_of
from heard.customers.models import Identity
from heard.lib.claim import State
from heard.lib.ref import Ref, ref
from heard.phrasing import lifts
from heard.staff import desk, people
from heard.staff.models import Person, Role
from heard.tickets import envelope, lineage, macro_acts, organise
from heard.tickets.envelope import Envelope, columns
from heard.tickets.models import ACTIVE, Delivery, Direction, Message, Status, Ticket
from heard.tickets.organise import Stale
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record

JUST_WORDS = Envelope()
QUOTED_LENGTH = 20_000  # characters of the customer's words that go back to them


def write(  # noqa: PLR0913 - each by name
    ticket: Ticket,
    person: Person,
    text: str,
    *,
    release_at: datetime,
    at: datetime | None = None,
    wrapped: Envelope = JUST_WORDS,
    solves: bool = False,
) -> Message:
    """A reply, written `at` (now, if absent), that leaves at `release_at` unless it is taken back before.

    With `solves` the ticket is solved when it leaves, unless the customer wrote meanwhile.

    What is passed on to somebody outside is no reply: it answers nobody and changes nobody's last words.
    """
    with transaction.atomic():
        message = Message.objects.create(
            ticket=ticket,
            direction=Direction.OUT,
            identity=ticket.identity,
            person=person,
            sender_name=ticket.channel.name if person.role == Role.SERVICE else person.name,
            subject=ticket.subject,
            text=text,
            at=at or timezone.now(),
            message_id=_new_message_id(ticket.channel.address),
            delivery=Delivery.WAITING,
            release_at=release_at,
            solves=solves,
            **columns(wrapped),
        )
        envelope.enclose(message, wrapped.files)
        kind = Kind.FORWARD_WRITTEN if wrapped.forwards else Kind.MESSAGE_WRITTEN
        record(kind, ref(ticket), about=ref(message), actor=ref(person), at=message.at)
    return message


def automatic(ticket: Ticket, text: str, *, is_markdown: bool | None = None) -> Message:
    """A message that the desk itself sends now, in the caller's transaction; it keeps no promise."""
    return Message.objects.create(
        ticket=ticket,
        direction=Direction.OUT,
        identity=ticket.identity,
        sender_name=ticket.channel.name,
        subject=ticket.subject,
        text=text,
        at=timezone.now(),
        message_id=_new_message_id(ticket.channel.address),
        delivery=Delivery.RELEASED,
        is_automatic=True,
        is_markdown=is_markdown,
    )


def take_back(message: Message, *, by: Person) -> bool:
    """Undoes a reply that has not left; gates that were lifted for it are open again. False when too late."""
    with transaction.atomic():
        mine = Message.objects.filter(pk=message.pk, delivery=Delivery.WAITING)
        if not mine.update(delivery=Delivery.UNDONE, release_at=None):
            return False
        lifts.give_back(message.ticket_id, message=message.pk)
        record(Kind.MESSAGE_UNDONE, Ref("ticket", message.ticket_id), about=ref(message), actor=ref(by))
    return True


def postpone(message: Message, *, by: Person, release_at: datetime) -> bool:
    """Gives a waiting message another hour. False when it has left."""
    with transaction.atomic():
        if not Message.objects.filter(pk=message.pk, delivery=Delivery.WAITING).update(release_at=release_at):
            return False
        record(Kind.MESSAGE_POSTPONED, Ref("ticket", message.ticket_id), about=ref(message), actor=ref(by))
    return True


def ready(now: datetime) -> QuerySet[Message]:
    """Replies whose wait is over. One written "in the future" was written before the clock was set back."""
    over = Q(release_at__lte=now) | Q(at__gt=now + timedelta(minutes=1))
    return Message.objects.filter(over, delivery=Delivery.WAITING)


def release(number: int) -> bool:
    """Sends message `number` on its way: the fact and the outbox rows in one transaction.

    False when it was taken back, or released by another worker, a moment ago.
    """
    with transaction.atomic():
        if not Message.objects.filter(pk=number, delivery=Delivery.WAITING).update(
            delivery=Delivery.RELEASED
        ):
            return False
        message = Message.objects.select_related(
            "ticket__channel", "ticket__identity__customer", "person", "forwards"
        ).get(pk=number)
        ticket = message.ticket
        references = [] if message.forwards_id else _references(ticket)
        to, message.cc, message.bcc = envelope.address(message)
        Message.objects.filter(pk=number).update(
            references=" ".join(references), cc=message.cc, bcc=message.bcc
        )
        outbox.queue(
            ticket.channel,
            ref(message),
            [*to, *message.cc, *message.bcc],
            message_id=message.message_id,
            content=KINDS[ticket.channel.kind].write(letter(message, references)),
        )
        assert message.person  # noqa: S101 - replies are written by people
        kind = Kind.FORWARD_SENT if message.forwards_id else Kind.MESSAGE_SENT
        sent = record(kind, ref(ticket), about=ref(message), actor=ref(message.person), at=message.at)
        _promise(message, ref(message.person), cause=sent)
        macro_acts.do(message, by=message.person)
        if not message.forwards_id:
            _take(message, message.person)
        if message.solves:
            _solve(message, message.person)
    return True


def _promise(message: Message, actor: Ref, *, cause: Entry) -> None:
    """What it promises is promised when it leaves, and on record then: what was taken back never was."""
    for data in message.promises or ():
        record(
            Kind.PROMISE_SPOTTED,
            ref(message.ticket),
            about=ref(message),
            actor=actor,
            at=message.at,
            cause=cause,
            data=data,
        )


def _take(message: Message, by: Person) -> None:
    """Nobody's ticket becomes that of whoever answers it, when the answer leaves; never somebody else's, and
    no program's; and none at a desk that does not want it."""
    if not desk.answering_takes():
        return
    number = lineage.root_number(message.ticket_id)
    ticket = Ticket.objects.filter(number=number, assignee=None).first()
    if ticket and people.assignable().filter(pk=by.pk).exists():
        with suppress(Stale):  # somebody was a moment faster
            organise.assign(ticket, by, by=by, was=None, at=message.at)  # as the sending is dated


def _solve(message: Message, by: Person) -> None:
    """The ticket is solved with this reply, in the transaction in which it leaves; not so where the customer
    wrote since, or nobody works on it any more."""
    ticket = Ticket.objects.select_for_update().get(pk=message.ticket_id)
    theirs = Message.objects.filter(ticket=ticket, direction=Direction.IN, is_automatic=False)
    if ticket.status in ACTIVE and not theirs.filter(at__gt=message.at).exists():
        organise.set_status(ticket, Status.SOLVED, by=by, was=Status(ticket.status))


def hold(number: int, error: str) -> bool:
    """Says on a waiting message that it cannot be sent, and why, so that its writer sees it."""
    with transaction.atomic():
        mine = Message.objects.filter(pk=number, delivery=Delivery.WAITING)
        if not mine.update(delivery=Delivery.REFUSED, release_at=None, delivery_error=error):
            return False
        message = Message.objects.only("ticket_id").get(pk=number)
        lifts.give_back(message.ticket_id, message=number)
        record(Kind.MESSAGE_HELD, Ref("ticket", message.ticket_id), about=ref(message))
    return True


def delivered(entry: Entry) -> None:
    """The outbox said what became of one copy: brings it back onto the message (at once)."""
    if entry.about_kind != "message":
        return
    copies = list(Outgoing.objects.filter(about_kind="message", about_id=entry.about_id))
    states = {copy.state for copy in copies}
    came_back = entry.kind == Kind.OUTGOING_BOUNCED
    if states == {State.DONE}:
        delivery = Delivery.SENT
    elif State.WAITING in states:
        delivery = Delivery.RELEASED
    elif State.DONE in states:
        delivery = Delivery.PARTLY
    else:
        delivery = Delivery.BOUNCED if came_back else Delivery.REFUSED
    errors = [f"{copy.recipient}: {copy.error}" for copy in copies if copy.state == State.FAILED]
    if came_back and not entry.data["permanent"]:
        errors.append(
            _("A mail server had trouble with it (%s), which may pass. Ask again if nobody answers.")
            % entry.data["status"]
        )
    Message.objects.filter(pk=entry.about_id).update(delivery=delivery, delivery_error="\n".join(errors))
    if entry.data.get("possibly_repeated"):
        Message.objects.filter(pk=entry.about_id).update(possibly_repeated=True)


def came_back(entry: Entry) -> None:
    """A mail came back for good: nothing more is sent to that address until a person says so (at once)."""
    if not entry.data["permanent"]:
        return
    copy = Outgoing.objects.get(pk=entry.subject_id)
    here = Identity.objects.filter(kind=addresses_of(copy.channel.kind), address=copy.recipient)
    here.filter(unreachable_since=None).update(unreachable_since=entry.at)


def _references(ticket: Ticket) -> list[str]:
    """The Message-IDs said so far, the newest last (RFC 5322 3.6.4), not too many for a header."""
    said = Message.objects.filter(ticket=ticket).exclude(message_id="")
    said = said.filter(forwards=None).filter(
        Q(direction=Direction.IN) | Q(delivery__in=[Delivery.SENT, Delivery.RELEASED])
    )
    newest = list(said.order_by("-at", "-pk").values_list("message_id", flat=True)[:20])
    return newest[::-1]


def letter(message: Message, references: list[str]) -> Letter:
    """The message with everything that its channel needs to write it."""
    ticket = message.ticket
    customer = ticket.identity
    to = message.to or [customer.address]
    first = customer.address if customer.address in to else to[0]
    passed_on = message.forwards
    return Letter(
        sender_name=_signed(message.sender_name, ticket.channel.name),
        sender=ticket.channel.address,
        recipient_name=customer.customer.name if first == customer.address else "",
        recipient=first,
        subject=ticket.subject,
        text=message.text,
        message_id=message.message_id,
        references=tuple(name for name in references if name != message.message_id),
        at=message.at,
        cc=tuple(message.cc),
        signature=_signature(message),
        quoted=None if passed_on else _answered(message),
        is_automatic=message.is_automatic,
        also_to=tuple(one for one in to if one != first),
        files=envelope.enclosed(message),
        is_markdown=bool(message.is_markdown) or not message.is_automatic,
        forwarded=Quoted(passed_on.sender_name, passed_on.at, passed_on.whole_text or passed_on.text)
        if passed_on
        else None,
    )


def _signature(message: Message) -> str:
    """The person's own lines, then the mailbox's."""
    own = message.person.signature if message.person else ""
    return "\n".join(each for each in (own, message.ticket.channel.signature) if each)


def _signed(person: str, company: str) -> str:
    """Who writes, as the customer's mail program shows it."""
    return company if person == company else f"{person}, {company}"


def _answered(message: Message) -> Quoted | None:
    """The customer's last words before `message`."""
    said = Message.objects.filter(ticket=message.ticket, direction=Direction.IN, is_automatic=False)
    last = said.filter(at__lte=message.at).order_by("-at", "-pk").first()
    return Quoted(last.sender_name, last.at, last.text[:QUOTED_LENGTH]) if last else None


def _new_message_id(address: str) -> str:
    return f"<{uuid.uuid4().hex}@{address.rpartition('@')[2] or 'heard.invalid'}>"
