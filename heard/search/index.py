"""Putting texts into the index and finding them again, on either database."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left

from heard.lib.ref import Ref
from heard.search import fold, place, postgres, rank, sqlite
from heard.search.models import Doc
from heard.search.query import Query

LONGEST = 100_000  # characters of one text that are worth indexing
NEWEST = 1_000  # hits that are weighed for the best match
PATIENCE = 0.25  # seconds after which a search says how far it has looked, and goes on when asked
ENOUGH = 100  # hits to weigh, once the time for gathering them is over
STEPS = postgres.STEPS  # stretches of time that are searched one after the other, as powers of two of places
MOST_GROWTH = 16
TRIES = 3
Allowed = tuple[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Text:
    """Something to be found. `at` is when it was said, `who` said it to `whom`: names and addresses."""

    what: Ref
    ticket: int
    at: datetime
    title: str = ""
    who: str = ""
    whom: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, in places: from `above` on, and before `below`."""

    above: int = 1
    below: int = place.LAST


EVER = Span()


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that matches. `id` is its place in time."""

    id: int
    ticket: int
    kind: str
    ref_id: int

    @property
    def at(self) -> datetime:
        """When it was said."""
        return place.moment(self.id)


@dataclass(frozen=True, slots=True)
class Found:
    """Some hits, and below which place the next ones are (None: there are none)."""

    hits: list[Hit]
    below: int | None = None


def put(*texts: Text) -> None:
    """Makes texts findable, in place of what was put for the same things before."""
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                _put(texts)
            return
        except IntegrityError:  # another worker took the same place at the same moment
            if attempt == TRIES:
                raise


def forget(what: Ref) -> None:
    """Takes a text out of the index."""
    Doc.objects.filter(kind=what.kind, ref_id=what.id).delete()


def forget_all(docs: QuerySet[Doc]) -> None:
    """Takes many texts out of the index, in the caller's transaction; nobody who writes waits long for it."""
    _engine().forget(docs)


def find(
    query: Query,
    *,
    among: QuerySet[Any] | None = None,
    span: Span = EVER,
    below: int | None = None,
    limit: int = 50,
) -> Found:
    """The newest texts that `query` describes, each ticket once: where its newest such text stands.

    `among` are the tickets that may be seen, found by their keys. `below` continues an earlier page.
    """
    rest = Span(span.above, min(below or place.LAST, span.below))
    try:
        walk = _Walk(query, _allowed(among), rest, PATIENCE)
    except EmptyResultSet:  # nothing may be seen
        return Found([])
    kept: list[Hit] = []
    seen: set[int] = set()
    # One more than is shown says whether there is another page.
    while walk.goes_on(PATIENCE) and len(kept) <= limit:
        rows = walk.more(limit + 1)
        if below:
            seen |= _told_before(query, rows, Span(below, span.below))
        for hit in rows:
            if hit.ticket not in seen:
                seen.add(hit.ticket)
                kept.append(hit)
    if len(kept) > limit:
        return Found(kept[:limit], kept[limit - 1].id)
    return Found(kept, walk.below if walk.has_more else None)


def best(query: Query, *, among: QuerySet[Any] | None = None, span: Span = EVER) -> list[Hit]:
    """The newest thousand texts that `query` describes, the best match first, each ticket once.

    Fewer where looking for them takes long, because few of many matches may be seen.
    """
    usual = _engine().GATHERING
    try:
        walk = _Walk(query, _allowed(among), span, usual)
    except EmptyResultSet:
        return []
    hits: dict[int, Hit] = {}
    while walk.goes_on(PATIENCE if len(hits) < ENOUGH else usual) and len(hits) < NEWEST:
        hits |= {hit.id: hit for hit in walk.more(NEWEST - len(hits))}
    docs = Doc.objects.filter(pk__in=hits).values_list(
        "pk", *(Left(name, rank.READ) for name in rank.COLUMNS)
    )
    weighed = sorted(((rank.weight(query, *columns), number) for number, *columns in docs), reverse=True)
    once: dict[int, Hit] = {}
    for _weight, number in weighed:
        once.setdefault(hits[number].ticket, hits[number])
    return list(once.values())


class _Walk:
    """From the newest text to the oldest, stretch by stretch; wider stretches where little is found.

    A wider one is taken only if that should end within `seconds` of the beginning.
    """

    def __init__(self, query: Query, allowed: Allowed | None, span: Span, seconds: float) -> None:
        self.query, self.allowed, self.seconds = query, allowed, seconds
        self.began = time.monotonic()
        self.has_begun = False
        first, last = _ends()
        self.above, self.below = max(span.above, first), min(span.below, last + 1)
        self.all = last + 1 - first
        self.step = 0

    @property
    def has_more(self) -> bool:
        """Whether something is left to look through."""
        return self.below > self.above

    def goes_on(self, patience: float) -> bool:
        """Whether something is left, and less than `patience` seconds are over. One step is always made."""
        return self.has_more and (not self.has_begun or self._over() < patience)

    def more(self, limit: int) -> list[Hit]:
        """The next texts, at most `limit`; the place below which the walk goes on moves down."""
        self.has_begun, before = True, self._over()
        floor = max(self._floor(), self.above)
        found = _engine().matching(self.query, self.below, floor, self.allowed, limit)
        rows = [Hit(*row) for row in found]
        self.below = rows[-1].id if len(rows) == limit else floor
        took = self._over() - before
        if len(rows) * 8 < limit and self._over() + took * self._growth() < self.seconds:
            self.step += 1
        return rows

    def _over(self) -> float:
        return time.monotonic() - self.began

    def _floor(self) -> int:
        """Where this stretch begins. The last one is everything."""
        if self.step >= len(STEPS):
            return self.above
        step = STEPS[self.step]
        return (self.below - 1) >> step << step

    def _growth(self) -> float:
        """How many times as many texts a wider stretch may hold. Those of all time may be few."""
        if self.step >= len(STEPS):
            return 1
        width = 1 << STEPS[self.step]
        if self.step + 1 < len(STEPS):
            wider = min(self.below - self.above, 1 << STEPS[self.step + 1])
        else:
            wider = self.all if _engine().READS_ALL else self.below - self.above
        return min(wider / width, MOST_GROWTH)


def _ends() -> tuple[int, int]:
    """The first and the last place that is taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT min(id) FROM search_doc), (SELECT max(id) FROM search_doc)")
        first, last = cursor.fetchone()
    return first or 1, last or 0


def _engine() -> Any:
    return postgres if connection.vendor == "postgresql" else sqlite


def _allowed(among: QuerySet[Any] | None) -> Allowed | None:
    """SQL that gives a row only for a ticket in `among`; None when it holds all. Raises EmptyResultSet."""
    if among is None or not among.query.where:
        return None
    one = among.order_by().filter(pk=RawSQL("doc.ticket", ())).values_list(Value(1))
    return one.query.sql_with_params()


def _told_before(query: Query, hits: Sequence[Hit], newer: Span) -> set[int]:
    """Which of these tickets stood on an earlier page already: a newer text of theirs matches."""
    docs = Doc.objects.filter(
        ticket__in={hit.ticket for hit in hits}, pk__gte=newer.above, pk__lt=newer.below
    )
    told = docs.values_list("ticket", *rank.COLUMNS)
    return {ticket for ticket, *columns in told if rank.holds(query, *columns)}


def rows_of(texts: Sequence[Text]) -> list[Doc]:
    """The rows of these texts, not saved yet, each in its place."""
    in_order = sorted(texts, key=lambda text: text.at)
    places = _free_places([text.at for text in in_order])
    return [_doc(number, text) for number, text in zip(places, in_order, strict=True)]


def _put(texts: Sequence[Text]) -> None:
    for kind in {text.what.kind for text in texts}:
        again = [text.what.id for text in texts if text.what.kind == kind]
        Doc.objects.filter(kind=kind, ref_id__in=again).delete()
    Doc.objects.bulk_create(rows_of(texts))


def _free_places(moments: Sequence[datetime]) -> list[int]:
    """A place for each of these moments, which are in order: the first free one from there."""
    wanted = [place.of(at) for at in moments]
    if not wanted:
        return []
    last = wanted[-1] + len(wanted)
    taken = set(Doc.objects.filter(pk__gte=wanted[0], pk__lte=last).values_list("pk", flat=True))
    free: list[int] = []
    for number in wanted:
        here = max(number, free[-1] + 1) if free else number
        while here in taken or (here > last and Doc.objects.filter(pk=here).exists()):
            here += 1
        free.append(here)
    return free


def _doc(number: int, text: Text) -> Doc:
    columns = {name: " ".join(fold.words(getattr(text, name)[:LONGEST])) for name in rank.COLUMNS}
    return Doc(id=number, kind=text.what.kind, ref_id=text.what.id, ticket=text.ticket, **columns)
