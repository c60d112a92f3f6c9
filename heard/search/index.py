"""Putting texts into the index and finding them again, on either database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from heard.lib.ref import Ref
from heard.search import fold, postgres, sqlite
from heard.search.models import Doc

LONGEST = 100_000  # characters of one text that are worth indexing


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that matches. Newest first; `body` is the text as it was put."""

    id: int
    ticket: int
    kind: str
    ref_id: int
    at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Found:
    """Some hits, and where the next page begins (None: there is none)."""

    hits: list[Hit]
    before: int | None


def put(what: Ref, ticket: int, *, at: datetime, title: str, body: str) -> None:
    """Makes a text findable, in place of what was put for the same thing before."""
    Doc.objects.update_or_create(
        kind=what.kind,
        ref_id=what.id,
        defaults={"ticket": ticket, "at": at, "title": title[:1000], "body": body[:LONGEST]},
    )


def find(query: str, *, before: int | None = None, limit: int = 50) -> Found:
    """The newest texts that hold every word of `query`, below `before` of an earlier page."""
    words = fold.words(query)
    if not words:
        return Found([], None)
    ids = _engine().matching(words, before, limit + 1)
    hits = _hits(ids[:limit])
    return Found(hits, ids[limit - 1] if len(ids) > limit else None)


def find_newest(query: str, *, before: int | None = None, limit: int = 50) -> Found:
    """Like `find`, but each ticket once over all pages: where its newest matching text stands."""
    words = fold.words(query)
    kept: list[Hit] = []
    while words:
        ids = _engine().matching(words, before, limit + 1)
        hits = _hits(ids[:limit])
        newest = _engine().newest(words, sorted({hit.ticket for hit in hits}))
        for hit in hits:
            before = hit.id
            if newest.get(hit.ticket) == hit.id:
                kept.append(hit)
                if len(kept) == limit:
                    return Found(kept, before)
        if len(ids) <= limit:
            break
    return Found(kept, None)


def _engine() -> Any:
    return postgres if connection.vendor == "postgresql" else sqlite


def _hits(ids: list[int]) -> list[Hit]:
    rows = {row.pk: row for row in Doc.objects.filter(pk__in=ids)}
    return [
        Hit(id=row.pk, ticket=row.ticket, kind=row.kind, ref_id=row.ref_id, at=row.at, body=row.body)
        for row in (rows[pk] for pk in ids if pk in rows)
    ]
