"""Tickets: which there are, one of them, a new one, and changing one."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja import Status as Answered
from pydantic import ConfigDict

from heard.lib.keyset import beyond
from heard.staff.models import Person
from heard.tickets import changes, conversation, finding, organise, tags, told
from heard.tickets.access import ticket_for, tickets_of
from heard.tickets.changes import NotPossible
from heard.tickets.models import Message, Note, Status, Ticket, TicketTag
from heard.tickets.models import Told as How
from heard.tickets.organise import Stale
from heard.tickets.tags import NotATag
from heard.tickets.told import NotWritable, Told
from heard.web.api import rows as ticket_rows
from heard.web.api import said
from heard.web.api.bearer import person_of
from heard.web.api.problems import Problem
from heard.web.api.rows import TicketOut, Urgency
from heard.web.api.said import MessageOut
from heard.web.api.shapes import Id, In, Limit, Moment, Words, example, example_of, no_cursor, number_in

router = Router(tags=["tickets"])
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class TicketsOut(Schema):
    """Some tickets, and the cursor of those after them."""

    items: list[TicketOut]
    next: str | None

    model_config = example({"items": [example_of(TicketOut)], "next": "17"})


class WholeTicketOut(TicketOut):
    """A ticket with everything that was said and noted in it, the oldest first."""

    messages: list[MessageOut]

    model_config = example(example_of(TicketOut) | {"messages": [example_of(MessageOut)]})


class Wanted(Schema):
    """Which tickets. With `q` what a search finds, the newest words first; the other filters are left out."""

    limit: Limit = 50
    cursor: str | None = Field(None, max_length=80, description="`next` of the page before.")
    q: Words | None = Field(None, max_length=1000, description="As typed on the search page.")
    order: Literal["number", "changed"] = Field("number", description="The newest first, or changed last.")
    status: list[Status] = Field([], max_length=6)
    priority: Urgency | None = None
    assignee: str | None = Field(
        None, pattern=r"^(me|none|[1-9][0-9]{0,17})$", description="A number, `me`, or `none`."
    )
    team: str | None = Field(None, pattern=r"^(none|[1-9][0-9]{0,17})$", description="A number, or `none`.")
    customer: Id | None = None
    tag: Words | None = Field(None, max_length=60)
    changed_since: Moment | None = None


class CustomerIn(In):
    """Who said it: known by the address, or new."""

    email: Words = Field(max_length=254)
    name: Words = Field("", max_length=200)


class TicketIn(In):
    """A matter that came in elsewhere. Who sees only their teams' tickets names one of these teams."""

    customer: CustomerIn
    subject: Words = Field("", max_length=500)
    text: Words = Field(min_length=1, max_length=told.LONGEST)
    told: Literal["phone", "visit", "elsewhere"] = Field("elsewhere", description="How they said it.")
    channel: Id | None = Field(None, description="The mailbox that answers leave through; else the first.")
    acknowledge: bool = Field(False, description="The customer hears by mail that we have it.")
    priority: Urgency = Urgency.NORMAL
    assignee: Id | None = None
    team: Id | None = None
    tags: list[Words] = Field([], max_length=tags.MOST)

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "customer": {"email": "ada@okoye.example", "name": "Ada Okoye"},
                    "subject": "My bell",
                    "text": "She called: the bell fell off.",
                    "tags": ["bell"],
                }
            ]
        }
    )


class ChangeIn(In):
    """What shall be otherwise; what is not named stays. null takes a person, a team or a date away."""

    subject: Words | None = Field(None, max_length=500)
    status: Status | None = None
    hold_until: Moment | None = Field(None, description="With status `hold`: when it opens by itself.")
    priority: Urgency | None = None
    assignee: Id | None = None
    team: Id | None = None
    tags: list[Words] | None = Field(None, max_length=tags.MOST, description="All that it shall have.")
    version: int | None = Field(None, description="409 when the ticket is not this version any more.")

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"status": "hold", "hold_until": "2026-11-20T08:00:00Z", "team": 1}]}
    )


@router.get("", response=TicketsOut)
def tickets(request: HttpRequest, query: Query[Wanted]) -> dict[str, Any]:
    """Tickets that the token's person may see, the newest number first."""
    me = person_of(request, "tickets:read")
    if query.q:
        return _found(me, query.q, number_in(query.cursor), query.limit)
    rows = _narrowed(tickets_of(me), query, me)
    rows = _after(rows, query)[: query.limit + 1]
    items = ticket_rows.shown(rows)
    more = len(items) > query.limit
    return {"items": items[: query.limit], "next": _cursor(items[query.limit - 1], query) if more else None}


@router.post("", response={201: TicketOut})
def write_down(request: HttpRequest, body: TicketIn) -> Answered[dict[str, Any]]:
    """Opens a ticket with what a customer said elsewhere."""
    me = person_of(request, "tickets:write")
    customer = body.customer
    how = How(body.told)
    words = Told(
        customer.email, customer.name, body.subject, body.text, acknowledge=body.acknowledge, how=how
    )
    try:
        with transaction.atomic():
            ticket = told.write_down(words, told.mailbox(body.channel), by=me)
            _place(ticket, body, me)
            if not tickets_of(me).filter(pk=ticket.pk).exists():
                raise NotPossible(_("You could not see this ticket yourself. Name one of your teams."))
    except (NotWritable, NotPossible, NotATag) as reason:
        raise Problem(422, str(reason)) from reason
    return Answered(201, _one(ticket.number))


@router.get("/{int:number}", response=WholeTicketOut, by_alias=True)
def ticket(request: HttpRequest, number: Id) -> dict[str, Any]:
    """One ticket with its messages and notes, and those of tickets merged into it."""
    me = person_of(request, "tickets:read")
    found = ticket_for(me, number)
    spoken = conversation.of(found, me)
    items: list[Message | Note] = [*spoken.messages, *spoken.notes]
    items.sort(key=lambda item: item.at)
    for message in spoken.messages:
        message.ticket = found  # of the same channel family: what is told of it is the mailbox's address
    return _one(number) | {
        "messages": [
            said.note(item) if isinstance(item, Note) else said.message(item, spoken.files.get(item.pk, []))
            for item in items
        ]
    }


@router.patch("/{int:number}", response=TicketOut)
def change(request: HttpRequest, number: Id, body: ChangeIn) -> dict[str, Any]:
    """Changes what is named: all of it, or nothing."""
    me = person_of(request, "tickets:write")
    found = ticket_for(me, number)
    try:
        with transaction.atomic():
            row = Ticket.objects.select_for_update().get(pk=found.pk)
            if body.version is not None and body.version != row.version:
                raise Stale(row)
            for what, value in _wishes(row, body):
                changes.make(me, [number], what, value, until=body.hold_until)
    except Stale as stale:
        raise Problem(409, str(stale), name="stale", version=stale.ticket.version) from stale
    except (NotPossible, NotATag) as reason:
        raise Problem(422, str(reason)) from reason
    return _one(number)


def _narrowed(rows: QuerySet[Ticket], query: Wanted, me: Person) -> QuerySet[Ticket]:
    if query.status:
        rows = rows.filter(status__in=query.status)
    if query.priority:
        rows = rows.filter(priority=query.priority.number)
    if query.assignee:
        rows = rows.filter(assignee=me.pk if query.assignee == "me" else _number_or_none(query.assignee))
    if query.team:
        rows = rows.filter(team=_number_or_none(query.team))
    if query.customer:
        rows = rows.filter(customer=query.customer)
    if query.tag:
        rows = rows.filter(number__in=TicketTag.objects.filter(tag=query.tag).values("ticket"))
    if query.changed_since:
        rows = rows.filter(changed_at__gte=query.changed_since)
    return rows


def _number_or_none(written: str) -> int | None:
    return None if written == "none" else int(written)


def _after(rows: QuerySet[Ticket], query: Wanted) -> QuerySet[Ticket]:
    """In order, and behind the cursor: a number, or the time of the last change and a number."""
    if query.order == "number":
        below = number_in(query.cursor)
        return (rows.filter(number__lt=below) if below is not None else rows).order_by("-number")
    rows = rows.order_by("-changed_at", "-number")
    if not query.cursor:
        return rows
    at, number = (number_in(part or "-") for part in (query.cursor.partition("-")[::2]))
    if at is None or number is None or at > 10**16:
        raise no_cursor()
    return beyond(rows, "changed_at", "number", (EPOCH + at * MICROSECOND, number))


def _cursor(row: dict[str, Any], query: Wanted) -> str:
    if query.order == "number":
        return str(row["number"])
    return f"{(row['changed_at'] - EPOCH) // MICROSECOND}-{row['number']}"


def _found(me: Person, words: str, before: int | None, limit: int) -> dict[str, Any]:
    """Tickets by the newest text in them that matches; each once over all pages."""
    found = finding.newest(finding.ask(me, words), below=before, limit=limit)
    numbers = [hit.ticket for hit in found.hits]
    items = {row["number"]: row for row in ticket_rows.shown(tickets_of(me).filter(number__in=numbers))}
    return {
        "items": [items[number] for number in numbers if number in items],
        "next": str(found.below) if found.below else None,
    }


def _place(ticket: Ticket, body: TicketIn, me: Person) -> None:
    """To whom it goes, how soon, and with which tags."""
    if body.team:
        organise.give_to_team(ticket, changes.meant("team", str(body.team)), by=me, was=None)
    if body.assignee:
        organise.assign(ticket, changes.meant("assignee", str(body.assignee)), by=me, was=None)
    if body.priority is not Urgency.NORMAL:
        organise.set_priority(ticket, body.priority.number, by=me, was=Urgency.NORMAL.number)
    for word in body.tags:
        tags.add(ticket, word, by=me)


def _wishes(row: Ticket, body: ChangeIn) -> list[tuple[str, str]]:
    """What is named, as the verbs of the pages take it."""
    named = body.model_fields_set
    wishes: list[tuple[str, str]] = []
    if body.tags is not None:
        wanted = [tags.spelled(word) for word in body.tags]
        wishes += [("untag", tag) for tag in row.tags if tag not in wanted]
        wishes += [("tag", tag) for tag in wanted if tag not in row.tags]
    if body.subject is not None:
        wishes.append(("subject", body.subject))
    if body.priority is not None:
        wishes.append(("priority", str(body.priority.number.value)))
    if "hold_until" in named and body.status is not Status.HOLD and row.status != Status.HOLD:
        raise NotPossible(_("Only a ticket on hold opens by itself. Name the status, too."))
    if body.status is not None or "hold_until" in named:
        wishes.append(("status", (body.status or Status.HOLD).value))
    # Last, because whoever gives it to another team may not see it any more.
    wishes += [(what, str(getattr(body, what) or "")) for what in ("assignee", "team") if what in named]
    return wishes


def _one(number: int) -> dict[str, Any]:
    (row,) = ticket_rows.shown(Ticket.objects.filter(number=number))
    return row
