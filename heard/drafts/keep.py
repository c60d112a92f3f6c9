"""Keeping what is being written: after each pause, for each person, so that nothing typed is ever lost."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from heard.drafts.models import Draft, Way
from heard.lib.prepared import Prepared
from heard.lib.words import storable
from heard.live.names import publish
from heard.phrasing.models import Macro
from heard.staff.models import Person
from heard.tickets import ended, lineage, views
from heard.tickets.models import Message, Note, Ticket


class AlreadySent(Exception):
    """These words left the page a moment ago."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How a draft stands now; not `taken` when it was changed elsewhere, and stands as it did."""

    draft: Draft
    taken: bool


def name_of(ticket: int) -> str:
    """The live name of who is at a ticket and what they are writing."""
    return f"people-at:{ticket}"


def newest_message(ticket: Ticket) -> int:
    """The ticket's newest message; what comes after it was not seen by whoever begins to write now."""
    newest = Message.objects.filter(ticket=ticket).aggregate(Max("pk"))["pk__max"]
    return int(newest or 0)


def keep(  # noqa: PLR0913 - each by name
    ticket: Ticket,
    person: Person,
    way: Way,
    text: str,
    *,
    version: int,
    key: UUID,
    seen: int = 0,
    copies: Mapping[str, list[str]] | None = None,
    confidence: int | None = None,
    macro: int | None = None,
) -> Kept:
    """Keeps the words. `version` is the one that the writer's page knew, 0 for a draft that just began.

    `confidence` in per cent, 0 when its writer no longer says one, None to leave it as it stands; `macro` the
    number of the one used for it, likewise.

    Two tabs, or two machines: whoever knew an older version is told, and nothing is overwritten. Raises
    AlreadySent for words that come late, after they were sent from the page called `key`, and Ended in a
    ticket whose customer was erased, or that goes on in another.
    """
    words = storable(text).replace("\r\n", "\n")
    with transaction.atomic():
        ended.check(ticket)
        row = Draft.objects.filter(ticket=ticket, person=person, way=way)
        fields = {
            "text": words,
            "kept_at": timezone.now(),
            **({} if copies is None else {"copies": dict(copies)}),
            **({} if confidence is None else {"confidence": confidence or None}),
            **({} if macro is None else {"macro_id": macro or None}),
        }
        taken = bool(row.filter(version=version).update(version=F("version") + 1, **fields))
        if not taken and not row.exists():
            if (Message if way == Way.REPLY else Note).objects.filter(key=key).exists():
                raise AlreadySent
            taken = _begin(ticket, person, way, seen=seen, key=key, **fields)
            publish([views.LIVE])  # its row says that somebody writes there
        draft = row.get()
        if taken:
            publish([name_of(ticket.pk)])
    is_same = draft.text == words and (copies is None or dict(copies) == draft.copies)
    return Kept(draft, taken or is_same)


def begun(ticket: Ticket, person: Person, way: Way, key: UUID | None = None) -> Draft:
    """The person's draft, begun now if there is none: a file may come before the first word. Raises Ended."""
    with transaction.atomic():
        ended.check(ticket)
        if not Draft.objects.filter(ticket=ticket, person=person, way=way).exists():
            newest = newest_message(ticket)
            _begin(ticket, person, way, seen=newest, version=0, key=key or uuid.uuid4())
        return Draft.objects.get(ticket=ticket, person=person, way=way)


def drafts_at(ticket: Ticket) -> list[Draft]:
    """Everything that is being written in a ticket, by anybody. Only behind access to the ticket."""
    return _drafts(ticket=ticket.pk)


_drafts = Prepared(
    lambda ticket: Draft.objects.filter(ticket=ticket).select_related("person").order_by("began_at", "pk")
)


def uses(draft: Draft, macro: Macro | None) -> None:
    """Notes which macro was taken for it, before it is sent: it may be refused."""
    if draft.macro_id != (macro.pk if macro else None):
        Draft.objects.filter(pk=draft.pk).update(macro=macro)


def throw_away(ticket: Ticket, person: Person, way: Way) -> None:
    """Ends a draft unsent."""
    with transaction.atomic():
        ended_here, _rows = Draft.objects.filter(ticket=ticket, person=person, way=way).delete()
        publish([name_of(ticket.pk), *([views.LIVE] if ended_here else [])])


def take_over(draft: Draft, *, by: Person) -> Draft:
    """Makes somebody's draft the draft of `by`, with its files; behind what they had written themselves."""
    with transaction.atomic():
        theirs = Draft.objects.select_for_update().get(pk=draft.pk)
        if theirs.person_id != by.pk:
            _join(theirs, theirs.ticket, by, version=F("version") + 1)
        return Draft.objects.get(ticket=theirs.ticket, person=by, way=theirs.way)


def go_along(ticket: Ticket, into: Ticket) -> None:
    """Takes all drafts of a ticket into the one in which it goes on, in the transaction that merges them.
    Whoever had begun one there, too, has both in one."""
    fields: dict[str, object] = {} if ticket.customer_id == into.customer_id else {"copies": {}}
    for draft in Draft.objects.select_for_update().filter(ticket=ticket).order_by("pk"):
        _join(draft, into, draft.person, **fields)


def _join(draft: Draft, ticket: Ticket, person: Person, **fields: object) -> None:
    """Puts a draft into another ticket or another hand; what stands there already stays before it."""
    there = Draft.objects.filter(ticket=ticket, person=person, way=draft.way).first()
    if there is None:
        Draft.objects.filter(pk=draft.pk).update(ticket=ticket, person=person, **fields)
    else:
        words = "\n\n".join(text for text in (there.text, draft.text) if text.strip())
        Draft.objects.filter(pk=there.pk).update(
            text=words,
            version=F("version") + 1,
            seen=min(there.seen, draft.seen),
            macro=there.macro_id or draft.macro_id,
        )
        draft.files.update(draft=there)
        draft.delete()
    publish([name_of(draft.ticket_id), name_of(ticket.pk), views.LIVE])


def bring_back(message: Message, *, by: Person) -> None:
    """Makes a draft of a message that was taken back, before whatever was begun since. In the caller's
    transaction."""
    draft = begun(lineage.root_of(message.ticket), by, Way.REPLY)
    words = "\n\n".join(text for text in (message.text, draft.text) if text.strip())
    copies = (
        {"to": message.to, "cc": message.cc, "bcc": message.bcc} if message.copies_chosen else draft.copies
    )
    used: int = (message.then or {}).get("macro", 0)
    macro = Macro.objects.filter(pk=used).first() or draft.macro
    sure = draft.confidence if message.confidence is None else message.confidence
    Draft.objects.filter(pk=draft.pk).update(
        text=words, copies=copies, macro=macro, confidence=sure, version=F("version") + 1
    )
    for file in message.attachments.select_related("blob"):
        draft.files.create(blob=file.blob, name=file.name, type=file.type, content_id=file.content_id)
    publish([name_of(draft.ticket_id)])


def _begin(ticket: Ticket, person: Person, way: Way, *, seen: int, **fields: object) -> bool:
    try:
        with transaction.atomic():
            Draft.objects.create(ticket=ticket, person=person, way=way, seen=seen, **fields)
    except IntegrityError:  # another tab was first
        return False
    return True
