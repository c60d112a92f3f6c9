"""Messages, replies and notes of a ticket: reading them, and saying something."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict

from heard.drafts import send
from heard.drafts.gates import Lifting, NotLiftable
from heard.drafts.send import Elsewhere, NewsMeanwhile, NotSendable, Stopped, Wish
from heard.staff.models import Person
from heard.tickets import lineage, mentions
from heard.tickets.access import ticket_for
from heard.tickets.envelope import Copies as Addressed
from heard.tickets.models import Attachment, Delivery, Message, Note, Ticket
from heard.web.api import said
from heard.web.api.bearer import person_of
from heard.web.api.problems import Problem
from heard.web.api.said import MessageOut
from heard.web.api.shapes import Id, In, Moment, Paging, Words, example, example_of, number_in, page

router = Router(tags=["messages and notes"])
Address = Words
MOST_NOTE = 100_000


class MessagesOut(Schema):
    """Some messages (or notes), the oldest first, and the cursor of those after them."""

    items: list[MessageOut]
    next: str | None

    model_config = example({"items": [example_of(MessageOut)], "next": None})


class Copies(In):
    """Other addresses. Where one of the three is given, it goes to exactly these; else as the page does."""

    to: list[Address] | None = Field(None, max_length=send.MOST_COPIES)
    cc: list[Address] | None = Field(None, max_length=send.MOST_COPIES)
    bcc: list[Address] | None = Field(None, max_length=send.MOST_COPIES)


class LiftIn(In):
    """A lead opens the gates of these codes for this reply, with a reason that is kept."""

    codes: list[Words] = Field(min_length=1, max_length=20)
    reason: Words = Field(min_length=1, max_length=500)

    def meant(self) -> Lifting:
        """What the gates are asked."""
        return Lifting(tuple(self.codes), self.reason)


class ReplyIn(Copies):
    """Words to the customer. `seen`: the newest message that you know of; 409 if a newer one came."""

    text: Words = Field(min_length=1, max_length=send.LONGEST)
    at: Moment | None = Field(None, description="When it leaves; else after the time to undo it.")
    seen: int | None = None
    solve: bool = Field(False, description="The ticket is solved when it leaves.")
    confidence: int | None = Field(None, ge=0, le=100, description="How sure the fix is, in per cent.")
    lift: LiftIn | None = None

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "It is in the post."}]})


class NoteIn(In):
    """Words for the company alone. `@` and a name tells that person."""

    text: Words = Field(min_length=1, max_length=MOST_NOTE)
    until_solved: bool | None = Field(
        None,
        description="Its words go when the ticket is solved. "
        "Absent: so it is if they speak of children or of others.",
    )

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Old model, see @Ugo."}]})


@router.get("/{int:number}/messages", response=MessagesOut, by_alias=True)
def messages(request: HttpRequest, number: Id, query: Query[Paging]) -> dict[str, Any]:
    """What was said, also in tickets that were merged into this one."""
    found = ticket_for(person_of(request, "tickets:read"), number)
    rows = _messages(lineage.numbers_of(found.number)).filter(pk__gt=number_in(query.cursor) or 0)
    items = [said.message(row, row.attachments.all()) for row in rows.order_by("pk")[: query.limit + 1]]
    return page(items, query.limit)


@router.get("/{int:number}/messages/{int:message}", response=MessageOut, by_alias=True)
def message(request: HttpRequest, number: Id, message: Id) -> dict[str, Any]:
    """One message."""
    found = ticket_for(person_of(request, "tickets:read"), number)
    row = get_object_or_404(_messages(lineage.numbers_of(found.number)), pk=message)
    return said.message(row, row.attachments.all())


@router.post("/{int:number}/replies", response={201: MessageOut}, by_alias=True)
def reply(request: HttpRequest, number: Id, body: ReplyIn) -> Status[dict[str, Any]]:
    """Replies to the customer. It leaves after the undo time; its `delivery` says how far it got."""
    me = person_of(request, "tickets:reply")
    ticket = ticket_for(me, number)
    wish = Wish(
        copies=copies_in(body),
        seen=body.seen,
        at=body.at,
        solves=body.solve,
        confidence=body.confidence,
        lifting=body.lift.meant() if body.lift else None,
    )
    return Status(201, sending(ticket, me, body.text, wish))


@router.delete("/{int:number}/replies/{int:message}", response={204: None})
def undo(request: HttpRequest, number: Id, message: Id) -> Status[None]:
    """Takes back a reply that waits; it is a draft again. 409 when it has left."""
    me = person_of(request, "tickets:reply")
    found = get_object_or_404(Message, pk=message, ticket=ticket_for(me, number), direction="out")
    if not send.undo(found, by=me):
        raise Problem(409, _("It has left already, or was taken back."), name="too-late")
    return Status(204, None)


@router.get("/{int:number}/notes", response=MessagesOut, by_alias=True)
def notes(request: HttpRequest, number: Id, query: Query[Paging]) -> dict[str, Any]:
    """What was noted inside the company."""
    found = ticket_for(person_of(request, "tickets:read"), number)
    rows = _notes(lineage.numbers_of(found.number)).filter(pk__gt=number_in(query.cursor) or 0)
    return page([said.note(row) for row in rows.order_by("pk")[: query.limit + 1]], query.limit)


@router.get("/{int:number}/notes/{int:note}", response=MessageOut, by_alias=True)
def note(request: HttpRequest, number: Id, note: Id) -> dict[str, Any]:
    """One note."""
    found = ticket_for(person_of(request, "tickets:read"), number)
    return said.note(get_object_or_404(_notes(lineage.numbers_of(found.number)), pk=note))


@router.post("/{int:number}/notes", response={201: MessageOut}, by_alias=True)
def add_note(request: HttpRequest, number: Id, body: NoteIn) -> Status[dict[str, Any]]:
    """Writes a note that only the company sees, and tells those whom it calls by name."""
    me = person_of(request, "notes:write")
    ticket = ticket_for(me, number)
    words = body.text.replace("\r\n", "\n").strip()
    if not words:
        raise Problem(422, _("The note is empty. Write what the others should know."))
    return Status(201, said.note(mentions.add_note(ticket, words, by=me, until_solved=body.until_solved)))


def copies_in(body: Copies) -> Addressed | None:
    """The addresses of a body; None where none of the three is named. Raises Problem."""
    if body.to is None and body.cc is None and body.bcc is None:
        return None
    try:
        return send.copies_of(body.to or [], body.cc or [], body.bcc or [])
    except NotSendable as reason:
        raise Problem(422, str(reason)) from reason


def sending(ticket: Ticket, me: Person, text: str, wish: Wish) -> dict[str, Any]:
    """Sends it through the gates, as the page does, and says how it stands. Raises Problem."""
    try:
        sent = send.send(ticket, me, text, wish=wish)
    except NewsMeanwhile as news:
        raise Problem(409, str(news), name="news", news=[row.pk for row in news.news]) from news
    except Stopped as stopped:
        findings = [
            {"code": each.code, "start": each.start, "end": each.end, "why": each.why}
            for each in stopped.shut
        ]
        raise Problem(422, str(stopped), name="stopped", findings=findings) from stopped
    except NotLiftable as reason:
        raise Problem(422, str(reason), name="not-liftable") from reason
    except Elsewhere as on:
        raise Problem(409, str(on), name="merged", into=on.into) from on
    except NotSendable as reason:
        raise Problem(422, str(reason), name="not-sendable") from reason
    return said.message(sent, list(sent.attachments.select_related("blob")))


def _messages(family: list[int]) -> Any:
    rows = Message.objects.filter(ticket__in=family).exclude(delivery=Delivery.UNDONE)
    files = Attachment.objects.select_related("blob").defer("blob__inline").order_by("pk")
    files_too = Prefetch("attachments", queryset=files)
    return rows.select_related("identity", "person", "ticket__channel").prefetch_related(files_too)


def _notes(family: list[int]) -> Any:
    return Note.objects.filter(ticket__in=family).select_related("person")
