"""What happened, one fact after the other: from a cursor on, and missing none."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from heard.staff import roles
from heard.staff.models import Person
from heard.staff.roles import Act
from heard.tickets.access import Sight, sight_of, tickets_of
from heard.timeline import feed
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.web.api.bearer import person_of
from heard.web.api.problems import Problem
from heard.web.api.shapes import Id, Limit, example, example_of, no_cursor

router = Router(tags=["timeline"])
NOW = "now"


class RefOut(Schema):
    """A thing, by its kind and number."""

    kind: str
    id: int


class EntryOut(Schema):
    """One fact: references and codes, never words or addresses."""

    id: int
    kind: str
    at: datetime
    recorded_at: datetime
    subject: RefOut
    about: RefOut | None
    actor: RefOut | None
    cause: int | None
    data: dict[str, Any]

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 4711,
                    "kind": "ticket.status_changed",
                    "at": "2026-11-16T10:42:00Z",
                    "recorded_at": "2026-11-16T10:42:00Z",
                    "subject": {"kind": "ticket", "id": 17},
                    "about": None,
                    "actor": {"kind": "person", "id": 2},
                    "cause": None,
                    "data": {"from": "open", "to": "solved"},
                }
            ]
        }
    )


class TimelineOut(Schema):
    """Some facts. `cursor` is the place behind them, also when there were none: ask again with it."""

    items: list[EntryOut]
    cursor: str

    model_config = example({"items": [example_of(EntryOut)], "cursor": "40961.7311.4711"})


class Wanted(Schema):
    """From where on, and which facts."""

    limit: Limit = 100
    cursor: str | None = Field(
        None, max_length=80, description="Of the answer before; `now` for what comes from now on."
    )
    kind: list[Kind] = Field([], max_length=100)
    ticket: Id | None = None


@router.get("", response=TimelineOut)
def timeline(request: HttpRequest, query: Query[Wanted]) -> dict[str, Any]:
    """Facts about tickets that the token's person may see; for leads who see everything all others, too."""
    rows = _seen_by(person_of(request, "timeline:read"))
    if query.cursor == NOW:
        return {"items": [], "cursor": str(feed.end())}
    if query.kind:
        rows = rows.filter(kind__in=query.kind)
    if query.ticket:
        rows = rows.filter(subject_kind="ticket", subject_id=query.ticket)
    found, behind = feed.after(_place(query.cursor), rows, query.limit)
    return {"items": [_told(entry) for entry in found], "cursor": str(behind)}


def _seen_by(me: Person) -> QuerySet[Entry]:
    sees_all = sight_of(me) is Sight.ALL
    if sees_all and roles.may(me, Act.SETUP):
        return Entry.objects.all()
    rows = Entry.objects.filter(subject_kind="ticket")
    return rows if sees_all else rows.filter(Exists(tickets_of(me).filter(pk=OuterRef("subject_id"))))


def _place(cursor: str | None) -> feed.Place:
    try:
        return feed.place(cursor) if cursor else feed.BEGINNING
    except feed.NoCursor:
        raise no_cursor() from None
    except feed.OldCursor:
        words = _("This cursor is of another database, perhaps before a restore. Begin without one.")
        raise Problem(410, words, name="old-cursor") from None


def _told(row: Entry) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "at": row.at,
        "recorded_at": row.recorded_at,
        "subject": {"kind": row.subject_kind, "id": row.subject_id},
        "about": {"kind": row.about_kind, "id": row.about_id} if row.about_kind else None,
        "actor": {"kind": row.actor_kind, "id": row.actor_id} if row.actor_kind else None,
        "cause": row.cause_id,
        "data": row.data,
    }
