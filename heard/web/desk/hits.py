"""How a hit looks as a row: whose ticket it is, what was said there, and by whom."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from heard.customers import phones
from heard.search import snippets
from heard.search.index import Hit
from heard.search.query import Query
from heard.staff.models import Person
from heard.tickets.access import tickets_of
from heard.tickets.models import Direction, Message, Note, Status

STATUS_LABELS = dict(Status.choices)
COLUMNS = ("number", "subject", "status", "customer__name", "channel__kind", "identity__kind")


def rows(
    me: Person, hits: Sequence[Hit], query: Query, *, length: int = snippets.LENGTH
) -> list[dict[str, Any]]:
    """One row a hit, in the same order, of tickets that `me` may see; the passage that matched is marked."""
    numbers = {hit.ticket for hit in hits}
    tickets = {row["number"]: row for row in tickets_of(me).filter(number__in=numbers).values(*COLUMNS)}
    said = _said(hits)
    return [
        _row(hit, tickets[hit.ticket], said[hit.kind, hit.ref_id], query, length)
        for hit in hits
        if hit.ticket in tickets and (hit.kind, hit.ref_id) in said
    ]


def _said(hits: Sequence[Hit]) -> dict[tuple[str, int], dict[str, Any]]:
    """The words themselves, which the index does not hold."""
    messages = Message.objects.filter(pk__in=[hit.ref_id for hit in hits if hit.kind == "message"])
    notes = Note.objects.filter(pk__in=[hit.ref_id for hit in hits if hit.kind == "note"])
    said: dict[tuple[str, int], dict[str, Any]] = {}
    for row in messages.values("pk", "text", "direction", "sender_name"):
        said["message", row["pk"]] = dict(row)
    for each in notes.values("pk", "text", "person__name"):
        said["note", each["pk"]] = dict(each)
    return said


def _row(hit: Hit, ticket: dict[str, Any], said: dict[str, Any], query: Query, length: int) -> dict[str, Any]:
    is_note = hit.kind == "note"
    around = snippets.AROUND * length // snippets.LENGTH
    return {
        "number": hit.ticket,
        "url": f"{reverse('desk:ticket', args=[hit.ticket])}#{hit.kind}-{hit.ref_id}",
        "subject": snippets.marked(ticket["subject"], query.terms),
        "name": snippets.marked(ticket["customer__name"], query.terms),
        "channel_kind": phones.door(ticket["identity__kind"], ticket["channel__kind"]),
        "status": ticket["status"],
        "status_label": STATUS_LABELS[ticket["status"]],
        "snippet": snippets.marked(said["text"], query.terms, length=length, around=around),
        "is_note": is_note,
        "is_customers": not is_note and said["direction"] == Direction.IN,
        "author": said["person__name"] if is_note else said["sender_name"],
        "at": hit.at,
    }
