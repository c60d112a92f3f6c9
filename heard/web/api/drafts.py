"""Drafts of replies: what the token's person is writing in a ticket, its files, and sending it."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict

from heard.drafts import files, keep
from heard.drafts.files import MOST_BYTES, TooMuch
from heard.drafts.models import Draft, DraftFile, Way
from heard.drafts.send import LONGEST, Wish
from heard.staff.models import Person
from heard.tickets.access import ticket_for
from heard.tickets.models import Ticket
from heard.web.api.bearer import person_of
from heard.web.api.files import BYTES
from heard.web.api.problems import Problem
from heard.web.api.said import MessageOut
from heard.web.api.shapes import Id, In, Moment, Words, example, example_of
from heard.web.api.writing import Copies, LiftIn, copies_in, sending

router = Router(tags=["drafts"])
FILES = Prefetch(
    "files", queryset=DraftFile.objects.select_related("blob").defer("blob__inline").order_by("pk")
)


class DraftFileOut(Schema):
    """A file that goes with the draft."""

    id: int
    name: str
    size: int
    sha256: str

    model_config = example({"id": 7, "name": "label.pdf", "size": 20480, "sha256": "2c26b46b" * 8})


class DraftOut(Schema):
    """What one person is writing. Its `version` rises with each change."""

    person: str = Field(description="Their sign-in address.")
    way: Way
    text: str
    to: list[str]
    cc: list[str]
    bcc: list[str]
    version: int
    seen: int = Field(description="The ticket's newest message when it was begun.")
    kept_at: datetime
    files: list[DraftFileOut]

    model_config = example(
        {
            "person": "tom@larkfield.example",
            "way": "reply",
            "text": "Hello Ada,",
            "to": [],
            "cc": [],
            "bcc": [],
            "version": 1,
            "seen": 31,
            "kept_at": "2026-11-16T10:40:00Z",
            "files": [example_of(DraftFileOut)],
        }
    )


class DraftsOut(Schema):
    """Everything that is being written in a ticket."""

    items: list[DraftOut]

    model_config = example({"items": [example_of(DraftOut)]})


class ReplyDraftIn(Copies):
    """The draft as it shall stand. `version` is the one that you know, 0 for a new one."""

    text: Words = Field("", max_length=LONGEST)
    version: int = Field(0, ge=0, le=2**31 - 1)

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Hello Ada,", "version": 0}]})


class SendingIn(In):
    """How it leaves. `seen`: the newest message that you know of, else the newest when it was begun."""

    at: Moment | None = None
    seen: int | None = None
    lift: LiftIn | None = None

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class Called(Schema):
    """What a file is called."""

    name: Words = Field(min_length=1, max_length=255)


@router.get("/{int:number}/drafts", response=DraftsOut)
def drafts(request: HttpRequest, number: Id) -> dict[str, Any]:
    """Replies and notes that are being written in the ticket, by anybody."""
    ticket = ticket_for(person_of(request, "tickets:read"), number)
    return {"items": [_told(row) for row in _rows(ticket)]}


@router.get("/{int:number}/draft", response=DraftOut)
def draft(request: HttpRequest, number: Id) -> dict[str, Any]:
    """One's own reply as it stands."""
    return _told(_mine(*_at(request, number)))


@router.put("/{int:number}/draft", response=DraftOut)
def keep_draft(request: HttpRequest, number: Id, body: ReplyDraftIn) -> dict[str, Any]:
    """Keeps one's own reply. 409, with how it stands, when it was changed elsewhere."""
    ticket, me = _at(request, number)
    copies = copies_in(body)
    kept = keep.keep(
        ticket,
        me,
        Way.REPLY,
        body.text,
        version=body.version,
        key=uuid.uuid4(),
        seen=keep.newest_message(ticket),
        copies={"to": [*copies.to], "cc": [*copies.cc], "bcc": [*copies.bcc]} if copies else None,
    )
    if not kept.taken:
        words = _("This draft was changed elsewhere. Read it, and keep yours with its version.")
        raise Problem(409, words, name="stale", version=kept.draft.version, text=kept.draft.text)
    return _told(kept.draft)


@router.delete("/{int:number}/draft", response={204: None})
def throw_away(request: HttpRequest, number: Id) -> Status[None]:
    """Ends one's own reply unsent."""
    ticket, me = _at(request, number)
    _mine(ticket, me)
    keep.throw_away(ticket, me, Way.REPLY)
    return Status(204, None)


@router.post("/{int:number}/draft/sending", response={201: MessageOut}, by_alias=True)
def send_draft(request: HttpRequest, number: Id, body: SendingIn) -> Status[dict[str, Any]]:
    """Sends one's own reply with its files, through the gates of the coach."""
    ticket, me = _at(request, number)
    mine = _mine(ticket, me)
    copies = copies_in(Copies(**mine.copies)) if mine.copies else None
    seen = mine.seen if body.seen is None else body.seen
    wish = Wish(
        copies=copies,
        draft=mine,
        key=mine.key,
        seen=seen,
        at=body.at,
        macro=mine.macro,
        confidence=mine.confidence,
        lifting=body.lift.meant() if body.lift else None,
    )
    return Status(201, sending(ticket, me, mine.text, wish))


@router.post(
    "/{int:number}/draft/files",
    response={201: DraftFileOut},
    url_name="add_file",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": BYTES}},
        }
    },
)
def add_file(request: HttpRequest, number: Id, query: Query[Called]) -> Status[dict[str, Any]]:
    """Adds a file, the body as it is; its type is told by its content, for pictures, and else left open."""
    ticket, me = _at(request, number)
    content = request.body
    try:
        row = files.add(ticket, me, query.name, content)
    except TooMuch as reason:
        raise Problem(413 if len(content) > MOST_BYTES else 422, str(reason)) from reason
    return Status(201, _file(row))


@router.delete("/{int:number}/draft/files/{int:file}", response={204: None})
def remove_file(request: HttpRequest, number: Id, file: Id) -> Status[None]:
    """Takes a file away from one's own draft."""
    ticket, me = _at(request, number)
    files.remove(get_object_or_404(DraftFile, pk=file, draft__ticket=ticket, draft__person=me))
    return Status(204, None)


def _at(request: HttpRequest, number: int) -> tuple[Ticket, Person]:
    me = person_of(request, "tickets:reply")
    return ticket_for(me, number), me


def _mine(ticket: Ticket, me: Person) -> Draft:
    return get_object_or_404(_rows(ticket), person=me, way=Way.REPLY)


def _rows(ticket: Ticket) -> QuerySet[Draft]:
    rows = Draft.objects.filter(ticket=ticket).select_related("person").prefetch_related(FILES)
    return rows.order_by("began_at", "pk")


def _told(row: Draft) -> dict[str, Any]:
    return {
        "person": row.person.email,
        "way": row.way,
        "text": row.text,
        **{way: row.copies.get(way, []) for way in ("to", "cc", "bcc")},
        "version": row.version,
        "seen": row.seen,
        "kept_at": row.kept_at,
        "files": [_file(each) for each in row.files.all()],
    }


def _file(row: DraftFile) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name, "size": row.blob.size, "sha256": row.blob_id}
