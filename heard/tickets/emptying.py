"""What is left of a ticket when its words go? Number, status, our people, tags, times: what reports count.

Everything that somebody said or wrote in it is removed: messages, notes, subject, files, drafts are the
caller's (they stand above). Done in steps, so that a ticket of a thousand messages holds up nobody.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone

from heard.channels.models import Arrival, Outgoing
from heard.files import doomed, store
from heard.lib.claim import State
from heard.lib.ref import ref
from heard.phrasing.models import Dismissal, Lift
from heard.search.models import Doc
from heard.tickets.models import (
    ACTIVE,
    Attachment,
    Delivery,
    Direction,
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
}
Went = Counter[str]


def some(ticket: Ticket, *, most: int, why: str) -> tuple[Went, bool]:
    """Empties up to `most` messages of a ticket, and the rest of it once these are done, in the caller's
    transaction. `why` is a code for the timeline. Says what went, and whether the ticket is empty now."""
    rows = Message.objects.filter(ticket=ticket.pk, words_gone_at=None).order_by("pk")[: most + 1]
    messages = list(rows)
    went = of_messages(messages[:most])
    if len(messages) > most:
        return went, False
    return went + _rest(ticket, why), True


def of_messages(messages: Sequence[Message]) -> Went:
    """Removes the words of these messages with their files, raw mails, sent copies, and from the search."""
    numbers = [message.pk for message in messages]
    if not numbers:
        return Went()
    went = Went(messages=len(numbers))
    went += _files(numbers) + arrivals([each.arrival_id for each in messages if each.arrival_id])
    went += sent_copies(Outgoing.objects.filter(about_kind="message", about_id__in=numbers))
    doomed.note(each.html_id for each in messages)
    Doc.objects.filter(kind="message", ref_id__in=numbers).delete()
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


def files_of(ticket: Ticket, *, most: int) -> tuple[Went, bool]:
    """The files of a ticket, names and all else of it staying; in the caller's transaction."""
    rows = Attachment.objects.filter(message__ticket=ticket.pk).exclude(blob=store.GONE)
    found = list(rows.order_by("pk").values_list("pk", "blob_id")[: most + 1])
    if found:
        doomed.note(digest for _pk, digest in found[:most])
        Attachment.objects.filter(pk__in=[pk for pk, _digest in found[:most]]).update(blob=store.gone())
    return Went(files=len(found[:most])), len(found) <= most


def _files(messages: list[int]) -> Went:
    rows = Attachment.objects.filter(message__in=messages)
    digests = list(rows.values_list("blob_id", flat=True))
    if not digests:
        return Went()
    doomed.note(digests)
    rows.delete()
    return Went(files=len(digests))


def _rest(ticket: Ticket, why: str) -> Went:
    """What is not a message: notes, what the matter is, links to it, its own words."""
    went = Went(tickets=1)
    notes = Note.objects.filter(ticket=ticket.pk).exclude(text="")
    went["notes"] = notes.update(text="")
    Matter.objects.filter(ticket=ticket.pk).delete()
    RequestLink.objects.filter(ticket=ticket.pk).delete()
    Dismissal.objects.filter(ticket=ticket.pk).update(reason="")
    Lift.objects.filter(ticket=ticket.pk).update(reason="")
    Doc.objects.filter(ticket=ticket.pk).delete()
    now, was = timezone.now(), ticket.status
    Ticket.objects.filter(pk=ticket.pk).update(
        subject="",
        snippet="",
        status=Status.CLOSED if was in ACTIVE else was,
        waiting_since=None,
        hold_until=None,
        solved_at=ticket.solved_at or now,
        words_gone_at=now,
        version=F("version") + 1,
    )
    if was in ACTIVE:
        data = {"from": str(was), "to": Status.CLOSED.value}
        record(Kind.TICKET_STATUS_CHANGED, ref(ticket), data=data, at=now)
    record(Kind.TICKET_EMPTIED, ref(ticket), data={"why": why}, at=now)
    return went
