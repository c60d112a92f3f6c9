"""One reply to many customers: kept while it is written, sent in each one's own ticket, taken back as one."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.drafts import recipients, send
from heard.drafts.models import ReplyToMany
from heard.drafts.recipients import MOST, Recipient
from heard.drafts.send import NewsMeanwhile, NotSendable, Wish
from heard.lib.words import storable
from heard.phrasing.models import Macro
from heard.staff.models import Person
from heard.tickets import replies
from heard.tickets.models import Delivery, Message


class ChangedElsewhere(Exception):
    """The words were changed in another window; they stand there as `words`."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many replies were taken back, and how many had left."""

    back: int
    gone: int


def begin(person: Person, numbers: Iterable[int]) -> ReplyToMany:
    """Makes these tickets the ones that get the reply. Words that were begun and not sent stay."""
    chosen = recipients.newest(sorted(set(numbers))[:MOST])
    with transaction.atomic():
        row, _new = ReplyToMany.objects.select_for_update().get_or_create(person=person)
        text = "" if row.sent else row.text
        macro = None if row.sent else row.macro
        _write(row, tickets=chosen, text=text, macro=macro, key=uuid.uuid4(), sent=[], refused={})
    return row


def of(person: Person) -> ReplyToMany | None:
    """What `person` writes to many, or has just sent to them."""
    return ReplyToMany.objects.select_related("macro").filter(person=person).first()


def keep(row: ReplyToMany, text: str, *, version: int, macro: Macro | None) -> None:
    """Keeps the words. Raises ChangedElsewhere when another window has kept others meanwhile."""
    words = storable(text).replace("\r\n", "\n")
    mine = ReplyToMany.objects.filter(pk=row.pk, version=version, sent=[])
    if not mine.update(text=words, macro=macro, version=F("version") + 1, kept_at=timezone.now()):
        row.refresh_from_db()
        if row.text != words:
            raise ChangedElsewhere(row.text)
    row.refresh_from_db()


def leave_out(row: ReplyToMany, number: int) -> None:
    """This ticket gets no reply."""
    tickets = {name: seen for name, seen in row.tickets.items() if name != str(number)}
    _write(row, tickets=tickets)


def throw_away(person: Person) -> None:
    """Ends it unsent. What was sent stays sent."""
    ReplyToMany.objects.filter(person=person).delete()


def send_all(row: ReplyToMany, *, at: datetime | None = None) -> None:
    """Sends it to everybody who can get it, each as an answer in their own ticket, now or `at` an hour.

    Whoever wrote since the tickets were chosen gets nothing, nor does anybody for whom a gate stands; the
    row says why. Raises NotSendable when the words themselves cannot be sent. Pressed twice, or gone on with
    after a crash, it goes to everybody once.
    """
    _check_words(row)
    person = row.person
    found = recipients.plan(person, map(int, row.tickets), row.text)
    sent: list[int] = []
    refused = {each.number: each.why for each in found.left_out}
    wish = Wish(at=at, macro=row.macro)
    for each in found.gets:
        number = each.ticket.number
        try:
            _send_one(row, each, wish)
        except NewsMeanwhile as news:
            refused[number] = _meanwhile(news)
        except NotSendable as reason:
            refused[number] = str(reason)
        else:
            sent.append(number)
    _write(row, sent=sent, refused=refused)


def _meanwhile(news: NewsMeanwhile) -> str:
    """What was said since it was chosen, in words for whoever wrote to many."""
    last = news.news[-1]
    if news.is_ours:
        said = {"who": last.sender_name, "words": last.text[:200]}
        return _("%(who)s replied meanwhile: “%(words)s”") % said
    return _("They wrote meanwhile: “%(words)s”") % {"words": last.text[:200]}


def messages_of(row: ReplyToMany) -> QuerySet[Message]:
    """The replies that it became."""
    keys = [_key(row.key, number) for number in row.sent]
    return Message.objects.filter(key__in=keys).order_by("ticket_id")


def take_back(row: ReplyToMany) -> TakenBack:
    """Takes back all that have not left, and makes it a draft again, to those alone."""
    with transaction.atomic():
        waiting = list(messages_of(row).filter(delivery=Delivery.WAITING).select_related("ticket"))
        back = [message.ticket_id for message in waiting if replies.take_back(message, by=row.person)]
        gone = len(row.sent) - len(back)
        if back:
            again(row, back)
    return TakenBack(len(back), gone)


def again(row: ReplyToMany, numbers: Iterable[int]) -> None:
    """Makes it a draft once more, to these alone: what they wrote last is seen now."""
    chosen = recipients.newest(numbers)
    _write(row, tickets=chosen, key=uuid.uuid4(), sent=[], refused={})


def _check_words(row: ReplyToMany) -> None:
    if not row.text.strip():
        raise NotSendable(_("The reply is empty. Write what the customers should read."))
    if not row.tickets:
        raise NotSendable(_("Nobody is left who could get it. Select tickets in the list."))


def _send_one(row: ReplyToMany, to: Recipient, wish: Wish) -> Message:
    number = to.ticket.number
    own = replace(wish, key=_key(row.key, number), seen=int(row.tickets[str(number)]))
    return send.send(to.ticket, row.person, to.text, wish=own)


def _key(key: UUID, number: int) -> UUID:
    """The key of the message that goes into one of the tickets."""
    return uuid.uuid5(key, str(number))


def _write(row: ReplyToMany, **fields: object) -> None:
    fields |= {"version": row.version + 1, "kept_at": timezone.now()}
    ReplyToMany.objects.filter(pk=row.pk).update(**fields)
    row.refresh_from_db()
