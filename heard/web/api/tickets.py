"""Tickets, their messages, and replying."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status
from ninja.errors import HttpError

from heard.drafts import send
from heard.drafts.send import NotSendable
from heard.staff.models import Person
from heard.tickets import conversation, finding
from heard.tickets.access import ticket_for, tickets_of
from heard.tickets.models import Message, Note, Ticket
from heard.web.api.bearer import person_of

router = Router(tags=["tickets"])
MOST = 200


class CustomerOut(Schema):
    """Whose ticket it is."""

    name: str
    email: str


class TicketOut(Schema):
    """A ticket as it stands in lists."""

    number: int
    subject: str
    status: str
    customer: CustomerOut
    assignee: str | None = Field(description="The sign-in address of the person it is assigned to.")
    tags: list[str]
    opened_at: datetime
    changed_at: datetime


class TicketsOut(Schema):
    """Some tickets, and the cursor of those after them."""

    items: list[TicketOut]
    next: str | None


class MessageOut(Schema):
    """Something said to or by the customer (`in`, `out`), or noted inside the company (`note`)."""

    id: int
    direction: str
    sender: str = Field(serialization_alias="from")
    text: str
    sent_at: datetime
    delivery: str | None = Field(
        description="Of an outgoing message: waiting, released, sent, partly or refused."
    )


class WholeTicketOut(TicketOut):
    """A ticket with everything in it, the oldest first."""

    messages: list[MessageOut]


class ReplyIn(Schema):
    """Words to the customer."""

    text: str


class ListQuery(Schema):
    """Which tickets: the newest number first; with `q` what a search finds, the newest words first."""

    limit: int = Field(50, ge=1, le=MOST)
    cursor: str | None = None
    q: str | None = None


@router.get("", response=TicketsOut, by_alias=True)
def tickets(request: HttpRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """Tickets, the newest number first."""
    me = person_of(request, "tickets:read")
    below = _cursor(query.cursor)
    if query.q:
        return _found(me, query.q, below, query.limit)
    rows = _listed(me)
    if below:
        rows = rows.filter(number__lt=below)
    found = list(rows.order_by("-number")[: query.limit + 1])
    return _page(found[: query.limit], found[query.limit - 1].number if len(found) > query.limit else None)


@router.get("/{int:number}", response=WholeTicketOut, by_alias=True)
def ticket(request: HttpRequest, number: int) -> dict[str, Any]:
    """One ticket with its messages and notes."""
    me = person_of(request, "tickets:read")
    found = ticket_for(me, number)
    said = conversation.of(found, me)
    items: list[Message | Note] = [*said.messages, *said.notes]
    items.sort(key=lambda item: item.at)
    return _ticket(found) | {"messages": [_message(found, item) for item in items]}


@router.post("/{int:number}/replies", response={201: MessageOut}, by_alias=True)
def reply(request: HttpRequest, number: int, body: ReplyIn) -> Status[dict[str, Any]]:
    """Replies to the customer. It leaves after the undo time; its `delivery` says how far it got."""
    me = person_of(request, "tickets:reply")
    found = ticket_for(me, number)
    try:
        message = send.send(found, me, body.text)
    except NotSendable as reason:
        raise HttpError(422, str(reason)) from reason
    return Status(201, _message(found, message))


def _listed(me: Person) -> Any:
    return tickets_of(me).select_related("customer", "identity", "assignee")


def _found(me: Person, words: str, before: int | None, limit: int) -> dict[str, Any]:
    """Tickets by the newest text in them that matches; each once over all pages."""
    found = finding.newest(finding.ask(me, words), below=before, limit=limit)
    rows = {row.number: row for row in _listed(me).filter(number__in=[hit.ticket for hit in found.hits])}
    return _page([rows[hit.ticket] for hit in found.hits if hit.ticket in rows], found.below)


def _page(rows: list[Ticket], after: int | None) -> dict[str, Any]:
    return {"items": [_ticket(row) for row in rows], "next": str(after) if after else None}


def _ticket(row: Ticket) -> dict[str, Any]:
    return {
        "number": row.number,
        "subject": row.subject,
        "status": row.status,
        "customer": {"name": row.customer.name, "email": row.identity.address},
        "assignee": row.assignee.email if row.assignee else None,
        "tags": row.tags,
        "opened_at": row.opened_at,
        "changed_at": row.changed_at,
    }


def _message(ticket: Ticket, item: Message | Note) -> dict[str, Any]:
    if isinstance(item, Note):
        return {
            "id": item.pk,
            "direction": "note",
            "sender": item.person.email,
            "text": item.text,
            "sent_at": item.at,
            "delivery": None,
        }
    incoming = item.direction == "in"
    address = item.identity.address if item.identity else ""
    return {
        "id": item.pk,
        "direction": item.direction,
        "sender": address if incoming else ticket.channel.address,
        "text": item.text,
        "sent_at": item.at,
        "delivery": item.delivery or None,
    }


def _cursor(written: str | None) -> int | None:
    if not written:
        return None
    if not written.isdecimal() or len(written) > 18:
        raise HttpError(422, "This cursor is not one of ours. Take it from `next` of the answer before.")
    return int(written)
