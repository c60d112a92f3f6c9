"""What is left of a ticket when its words go? Number, status, our people, tags, times: what reports count.

Everything that somebody said or wrote in it is removed: messages, notes, subject, files, drafts are the
caller's (they stand above). Done in steps, so that a ticket of a thousand messages holds up nobody.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from heard.channels.models import Arrival, Outgoing
from heard.files import doomed, store
from heard.lib.claim import State
from heard.lib.ref import ref
from heard.phrasing.models import Dismissal, Lift
from heard.search import index
from heard.search.models import Doc
from heard.tickets.models import (
    ACTIVE,
    Attachment,
    Delivery,
    Direction,
    Escalation,
    Matter,
    Message,
    Note,
    RequestLink,
    Status,
    Ticket,
)
from heard.timeline.kinds import Kind
from heard.timeline.record import record

WORDLESS: dict[str, Any] = {
    "subject": "",
    "text": "",
    "whole_text": "",
    "html": None,
    "message_id": "",
    "references": "",
    "delivery_error": "",
    "to": [],
    "cc": [],
    "bcc": [],
    "sensitive": [],
    "emphasis": None,
}
Went = Counter[str]


def some(tickets: Sequence[Ticket], *, most: int, why: str) -> tuple[Went, int]:
    """Empties up to `most` messages of these tickets, one after the other, and the rest of each whose
    messages are done, in the caller's transaction. Says what went, and how many of the tickets, from the
    first on, are empty now.

    The tickets stand in the order of their keys; `why` is a code for the timeline. There are as many
    statements for a hundred small tickets as for one, and two more a ticket for its timeline.
    """
    rows = Message.objects.filter(ticket__in=[ticket.pk for ticket in tickets], words_gone_at=None)
    rows = rows.only("ticket", "arrival", "html", "delivery").order_by("ticket", "pk")
    messages = list(rows[: most + 1])
    went = of_messages(messages[:most])
    rest = messages[most].ticket_id if len(messages) > most else None
    empty = [ticket for ticket in tickets if rest is None or ticket.pk < rest]
    return went + _rest(empty, why), len(empty)


def of_messages(messages: Sequence[Message]) -> Went:
    """Removes the words of these messages with their files, raw mails, sent copies, and from the search."""
    numbers = [message.pk for message in messages]
    if not numbers:
        return Went()
    went = Went(messages=len(numbers))
    went += _files(numbers) + arrivals([each.arrival_id for each in messages if each.arrival_id])
    went += sent_copies(Outgoing.objects.filter(about_kind="message", about_id__in=numbers))
    doomed.note(each.html_id for each in messages)
    index.forget_all(Doc.objects.filter(kind="message", ref_id__in=numbers))
    rows = Message.objects.filter(pk__in=numbers)
    rows.filter(direction=Direction.IN).update(sender_name="")
    if any(each.delivery in (Delivery.WAITING, Delivery.RELEASED) for each in messages):
        _leaves_no_more(numbers)
    rows.update(**WORDLESS, words_gone_at=timezone.now())
    return went


def _leaves_no_more(numbers: list[int]) -> None:
    """What waited is taken back; what was on its way and has no copy left reached nobody."""
    rows = Message.objects.filter(pk__in=numbers)
    rows.filter(delivery=Delivery.WAITING).update(delivery=Delivery.UNDONE, release_at=None)
    left = Outgoing.objects.filter(about_kind="message", about_id__in=numbers).values("about_id")
    rows.filter(delivery=Delivery.RELEASED).exclude(pk__in=left).update(delivery=Delivery.REFUSED)


def arrivals(numbers: Sequence[int]) -> Went:
    """The raw bytes and the envelope go; that something arrived, when and where, stays."""
    rows = Arrival.objects.filter(pk__in=numbers).exclude(raw=store.GONE)
    digests = list(rows.values_list("raw_id", flat=True))
    if not digests:
        return Went()
    doomed.note(digests)
    return Went(raw=rows.update(raw=store.gone(), envelope={}, error=""))


def sent_copies(rows: Any) -> Went:
    """The bytes of copies that left; what has not left will not. One that a worker holds just now ends by
    itself: the outbox sends nothing that is gone."""
    found = list(rows.exclude(content=store.GONE).values_list("pk", "content_id"))
    if not found:
        return Went()
    doomed.note(content for _pk, content in found)
    changed = Outgoing.objects.filter(pk__in=[pk for pk, _content in found])
    changed.exclude(state=State.DONE).filter(lease=None).delete()
    changed.update(content=store.gone(), receipt="", error="")
    return Went(copies=len(found))


def files_of(tickets: Sequence[Ticket], *, most: int) -> tuple[Went, int]:
    """Up to `most` files of these tickets, one after the other, names and all else of them staying; in the
    caller's transaction. Says what went, and how many of the tickets, from the first on, have none left."""
    rows = Attachment.objects.filter(message__ticket__in=[ticket.pk for ticket in tickets])
    rows = rows.exclude(blob=store.GONE).order_by("message__ticket", "pk")
    found = list(rows.values_list("pk", "blob_id", "message__ticket")[: most + 1])
    if found:
        doomed.note(digest for _pk, digest, _ticket in found[:most])
        gone = Attachment.objects.filter(pk__in=[pk for pk, _digest, _ticket in found[:most]])
        gone.update(blob=store.gone())
    rest = found[most][2] if len(found) > most else None
    done = sum(rest is None or ticket.pk < rest for ticket in tickets)
    return Went(files=len(found[:most])), done


def notes(numbers: Sequence[int]) -> None:
    """The words of these notes go, also from the search; that each was written, by whom and when, stays."""
    index.forget_all(Doc.objects.filter(kind="note", ref_id__in=numbers))
    Note.objects.filter(pk__in=numbers).update(text="")


def _files(messages: list[int]) -> Went:
    rows = Attachment.objects.filter(message__in=messages)
    digests = list(rows.values_list("blob_id", flat=True))
    if not digests:
        return Went()
    doomed.note(digests)
    rows.delete()
    return Went(files=len(digests))


def _rest(tickets: Sequence[Ticket], why: str) -> Went:
    """What is not a message: notes, what the matter is, links to it, its own words."""
    numbers = [ticket.pk for ticket in tickets]
    if not numbers:
        return Went()
    went = Went(tickets=len(numbers))
    went["notes"] = Note.objects.filter(ticket__in=numbers).exclude(text="").update(text="")
    Matter.objects.filter(ticket__in=numbers).delete()
    Escalation.objects.filter(ticket__in=numbers).exclude(reason="").update(reason="")
    RequestLink.objects.filter(ticket__in=numbers).delete()
    Dismissal.objects.filter(ticket__in=numbers).update(reason="")
    Lift.objects.filter(ticket__in=numbers).update(reason="")
    index.forget_all(Doc.objects.filter(ticket__in=numbers))
    now = timezone.now()
    Ticket.objects.filter(pk__in=numbers).update(**_wordless(now))
    for ticket in tickets:
        if ticket.status in ACTIVE:
            data = {"from": str(ticket.status), "to": Status.CLOSED.value}
            record(Kind.TICKET_STATUS_CHANGED, ref(ticket), data=data, at=now)
        record(Kind.TICKET_EMPTIED, ref(ticket), data={"why": why}, at=now)
    return went


def _wordless(now: datetime) -> dict[str, Any]:
    """The columns of a ticket that is empty since now, whatever its status was."""
    return {
        "subject": "",
        "snippet": "",
        "status": Case(When(status__in=ACTIVE, then=Value(Status.CLOSED.value)), default=F("status")),
        "waiting_since": None,
        "hold_until": None,
        "solved_at": Case(When(status=Status.SPAM, then=None), default=Coalesce("solved_at", Value(now))),
        "words_gone_at": now,
        "version": F("version") + 1,
    }
