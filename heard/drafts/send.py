"""Sending a reply, whoever asks (page, API, bulk): it waits a moment so that it can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.channels.registry import addresses_of
from heard.coach import Finding
from heard.customers.models import Identity
from heard.drafts import gates, keep
from heard.drafts.gates import Lifting
from heard.drafts.models import Draft, Way
from heard.drafts.promised import Answer, spotted
from heard.drafts.review import Reviewed
from heard.lib.ref import ref
from heard.lib.words import storable
from heard.phrasing import variables
from heard.phrasing.models import Macro
from heard.staff import desk
from heard.staff.models import Person
from heard.tickets import ended, envelope, macro_acts, openings, replies
from heard.tickets.ended import Ended, Erased, GoesOn
from heard.tickets.envelope import Copies, Enclosure, Envelope
from heard.tickets.models import Attachment, Delivery, Direction, Message, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LONGEST = 200_000
MOST_COPIES = 20
LATEST = timedelta(days=366)


class NotSendable(ValueError):
    """The reply cannot be sent; the message says why and what to do."""


class Elsewhere(NotSendable):
    """The ticket was merged: the reply is to be sent in the one numbered `into`."""

    def __init__(self, reason: GoesOn) -> None:
        super().__init__(str(reason))
        self.into = reason.into


class NewsMeanwhile(NotSendable):
    """Something was said since the reply was begun: it is not sent until its writer has seen it."""

    def __init__(self, news: Sequence[Message]) -> None:
        self.news = list(news)
        self.is_ours = all(one.direction == Direction.OUT for one in self.news)
        super().__init__(
            _("A colleague replied while you were writing. Read it, then send again.")
            if self.is_ours
            else _("A message came while you were writing. Read it, then send again.")
        )


class Unopened(NotSendable):
    """Nobody opened what the customer sent along: somebody does, or it is pressed again."""

    def __init__(self, files: Sequence[Attachment]) -> None:
        self.files = list(files)
        named = ", ".join(f"“{file.name}”" for file in self.files[:3])
        super().__init__(
            _("Nobody has opened %(files)s yet. Open it, or send all the same.") % {"files": named}
        )


class Stopped(NotSendable):
    """A finding of the coach holds the reply: it is changed, or a lead lifts the gate."""

    def __init__(self, shut: Sequence[Finding], text: str) -> None:
        super().__init__(gates.spelled(shut, text))
        self.shut, self.text = list(shut), text


@dataclass(frozen=True, slots=True)
class Wish:
    """What a writer chose besides the words. `seen` is the newest message they knew of (None: all of them).

    `draft` ends with the sending, and its files go along. `key` names the page: pressed twice, sent once.
    `macro` was used for the words; what it does besides is done when the reply leaves. `promised` are the
    answers to the offers to keep a promise in view. `solves`: the ticket is solved when the reply leaves.
    `confidence` is how sure they are that the fix works, in per cent (R-044); None: not said.
    `lifting` opens gates for this reply alone: where it is refused all the same, they stay shut. `unopened`:
    it goes although nobody opened a file of the customer's; a page says so once it was asked.
    """

    copies: Copies | None = None
    draft: Draft | None = None
    key: UUID | None = None
    seen: int | None = None
    at: datetime | None = None
    macro: Macro | None = None
    promised: tuple[Answer, ...] = ()
    solves: bool = False
    confidence: int | None = None
    lifting: Lifting | None = None
    unopened: bool = True


NOTHING_ELSE = Wish()


def send(ticket: Ticket, person: Person, text: str, *, wish: Wish = NOTHING_ELSE) -> Message:
    """Writes the reply and lets it leave after the undo time, or at `wish.at`. Raises NotSendable, and
    NotLiftable.

    A second press on the same page is the same reply: it is written once, and given again.
    """
    words = _sendable(text)
    check_address(ticket, wish.copies)
    with transaction.atomic():
        if wish.key and (before := Message.objects.filter(key=wish.key).first()):
            if before.text == words:
                return before
            wish = replace(wish, key=None)
        _check_end(ticket)
        _check_news(ticket, wish.seen, person)
        left = _unopened(ticket, wish)
        read = _pass_gates(ticket, person, words, wish.lifting, confidence=wish.confidence)
        wrapped = Envelope(
            copies=wish.copies,
            files=_files(wish.draft),
            key=wish.key,
            then=macro_acts.noted(wish.macro) if wish.macro else None,
            promises=[spotted(each, wish.promised) for each in read.promises],
            confidence=wish.confidence,
        )
        try:
            with transaction.atomic():
                message = replies.write(
                    ticket, person, words, release_at=_leaves(wish.at), wrapped=wrapped, solves=wish.solves
                )
        except IntegrityError:  # the other press was a moment faster
            return Message.objects.get(key=wish.key)
        gates.passed(message, read)
        if left:
            data = {"count": left}
            record(Kind.FILES_LEFT_UNOPENED, ref(ticket), about=ref(message), actor=ref(person), data=data)
        if wish.copies:
            envelope.join(ticket, wish.copies.cc)
        if wish.draft:
            keep.throw_away(ticket, person, Way.REPLY)
    return message


def forward(
    message: Message, person: Person, to: Sequence[str], text: str, *, lifting: Lifting | None = None
) -> Message:
    """Passes a message on to somebody outside, with its files; they do not become participants.

    The words before it pass the gates of a reply. Raises NotSendable, NotLiftable.
    """
    addresses = _addresses(to)
    if not addresses:
        raise NotSendable(_("Nobody is named. Write the address that it should go to."))
    files = [
        Enclosure(file.blob, file.name, file.type, file.content_id)
        for file in message.attachments.select_related("blob").order_by("pk")
    ]
    wrapped = Envelope(copies=Copies(to=addresses), files=files, forwards=message)
    words = _sendable(text) if text.strip() else ""
    ticket = message.ticket
    with transaction.atomic():
        try:
            ended.check_erased(ticket)
        except Erased as reason:
            raise NotSendable(str(reason)) from reason
        read = _pass_gates(ticket, person, words, lifting)
        passed_on = replies.write(ticket, person, words, release_at=_leaves(None), wrapped=wrapped)
        gates.passed(passed_on, read)
    return passed_on


def undo(message: Message, *, by: Person) -> bool:
    """Takes a waiting reply back and makes it a draft again. False when it has left."""
    with transaction.atomic():
        if not replies.take_back(message, by=by):
            return False
        if message.forwards_id is None:
            keep.bring_back(message, by=by)
    return True


def postpone(message: Message, at: datetime, *, by: Person) -> bool:
    """Lets a waiting reply leave at another time. False when it has left; raises NotSendable."""
    return replies.postpone(message, by=by, release_at=_leaves(at))


def _pass_gates(
    ticket: Ticket, person: Person, words: str, lifting: Lifting | None, *, confidence: int | None = None
) -> Reviewed:
    """What the coach finds in words that may leave, in the transaction that writes them. Raises Stopped,
    NotLiftable; then nothing was lifted either."""
    if lifting:
        gates.lift(ticket, lifting.codes, reason=lifting.reason, by=person)
    read, shut = gates.standing(ticket, person, words, confidence=confidence)
    if shut:
        raise Stopped(shut, words)
    return read


def _sendable(text: str) -> str:
    words = storable(text).replace("\r\n", "\n").strip()
    if not words:
        raise NotSendable(_("The reply is empty. Write what the customer should read."))
    if len(words) > LONGEST:
        raise NotSendable(
            _("The reply is longer than %(most)s characters. Put the rest into a file.")
            % {"most": f"{LONGEST:,}"}
        )
    if left := variables.left_in(words):
        raise NotSendable(
            _("%(names)s is not filled in. Write there what the customer should read, or take it out.")
            % {"names": ", ".join(left)}
        )
    return words


def _check_end(ticket: Ticket) -> None:
    """Raises NotSendable where nothing more is said; first in the transaction, as `ended` has it."""
    try:
        ended.check(ticket)
    except GoesOn as reason:
        raise Elsewhere(reason) from reason
    except Ended as reason:
        raise NotSendable(str(reason)) from reason


def _check_news(ticket: Ticket, seen: int | None, person: Person) -> None:
    """What the customer said meanwhile, and what a colleague did: two answers help nobody."""
    if seen is None:
        return
    replied = Q(direction=Direction.OUT, person__isnull=False, forwards=None) & ~Q(delivery=Delivery.UNDONE)
    said = Message.objects.filter(Q(direction=Direction.IN) | replied & ~Q(person=person))
    if news := list(said.filter(ticket=ticket, pk__gt=seen).order_by("pk")):
        raise NewsMeanwhile(news)


def _unopened(ticket: Ticket, wish: Wish) -> int:
    """How many files of the customer's nobody opened. Raises Unopened where that holds the reply."""
    if not desk.asks_for_unopened():
        return 0
    files = list(openings.unopened(ticket))
    if files and not wish.unopened:
        raise Unopened(files)
    return len(files)


def check_address(ticket: Ticket, copies: Copies | None) -> None:
    """Raises NotSendable when there is nowhere to send a reply."""
    if ticket.customer.erased_at:
        raise NotSendable(str(Erased()))
    if not ticket.identity.address:
        raise NotSendable(_("The customer's address is not known, so there is nowhere to send a reply."))
    if ticket.identity.is_phone:
        raise NotSendable(
            _(
                "Only a telephone number is known of this customer. Call them, and keep what was said as a"
                " note; or add their mail address, beside the ticket."
            )
        )
    if copies and copies.to and not _is_customers(ticket, copies.to):
        raise NotSendable(
            _(
                "%(addresses)s is not the customer. Keep an address of theirs in To, or forward a"
                " message instead."
            )
            % {"addresses": ", ".join(copies.to)}
        )
    customer = ticket.identity
    if customer.unreachable_since and not (copies and copies.to and customer.address not in copies.to):
        raise NotSendable(
            _(
                "Mail to %(address)s came back, so nothing is sent there. If the address works again,"
                " say so beside the customer's name; otherwise write to another one."
            )
            % {"address": customer.address}
        )


def _is_customers(ticket: Ticket, to: Sequence[str]) -> bool:
    return Identity.objects.filter(
        customer=ticket.customer_id, kind=addresses_of(ticket.channel.kind), address__in=to
    ).exists()


def copies_of(to: Sequence[str], cc: Sequence[str], bcc: Sequence[str]) -> Copies:
    """Addresses as a person typed them. Raises NotSendable for one that is none, or too many."""
    copies = Copies(_addresses(to), _addresses(cc), _addresses(bcc))
    if len(copies.to) + len(copies.cc) + len(copies.bcc) > MOST_COPIES:
        raise NotSendable(
            _("These are more than %(most)s addresses. A newsletter program does this better.")
            % {"most": MOST_COPIES}
        )
    return copies


def _addresses(written: Sequence[str]) -> tuple[str, ...]:
    found = [one.strip().lower() for one in written if one.strip()]
    for one in found:
        try:
            validate_email(one)
        except ValidationError:
            raise NotSendable(
                _("%(address)s is not an address. Write it like name@example.com.") % {"address": one}
            ) from None
    return tuple(dict.fromkeys(found))


def _files(draft: Draft | None) -> list[Enclosure]:
    rows = draft.files.select_related("blob").order_by("pk") if draft and draft.pk else []
    return [Enclosure(row.blob, row.name, row.type, row.content_id) for row in rows]


def _leaves(at: datetime | None) -> datetime:
    now = timezone.now()
    if at and at > now + LATEST:
        raise NotSendable(_("This is more than a year away. Choose an earlier day."))
    return max(at or now, now + timedelta(seconds=settings.UNDO_SECONDS))
