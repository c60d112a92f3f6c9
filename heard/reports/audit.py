"""Who did what, when and from where: the timeline, the newest first, page by page and as a whole.

Ordered by (recorded_at, id), which each filter has an index for, so that a page costs the same at any depth.
"""

import pwd
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from heard.lib.keyset import beyond
from heard.reports import details
from heard.staff.models import Browser, Token
from heard.timeline.labels import label
from heard.timeline.models import Entry

PAGE = 100
BATCH = 1000  # entries of an export in memory


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: those of one person, of one kind, from `since` until before `until`; None: all."""

    person: int | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words: who (empty: the desk itself), what they did, from where (empty: not known), to
    whom, and what exactly it changed (empty: that is all)."""

    entry: Entry
    who: str
    what: str
    where: str
    subject: str
    detail: str = ""


def entries(wanted: Wanted, after: Entry | None = None) -> QuerySet[Entry]:
    """The wanted entries, the newest first; those that come behind `after`."""
    rows = Entry.objects.order_by("-recorded_at", "-pk")
    if wanted.person is not None:
        rows = rows.filter(actor_kind="person", actor_id=wanted.person)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.since:
        rows = rows.filter(recorded_at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(recorded_at__lt=wanted.until)
    if after:
        rows = beyond(rows, "recorded_at", "pk", (after.recorded_at, after.pk))
    return rows


def page(wanted: Wanted, after: Entry | None = None) -> tuple[list[Line], Entry | None]:
    """A page of lines, and the entry behind which the next one begins; None on the last."""
    rows = list(entries(wanted, after)[: PAGE + 1])
    return lines(rows[:PAGE]), rows[PAGE - 1] if len(rows) > PAGE else None


def whole(wanted: Wanted) -> Iterator[Line]:
    """All lines, in batches."""
    after = None
    while rows := list(entries(wanted, after)[:BATCH]):
        yield from lines(rows)
        after = rows[-1]


def lines(rows: Iterable[Entry]) -> list[Line]:
    """These entries with the names they refer to: a question for each kind of thing among them."""
    found = list(rows)
    names = details.names_of(found)
    places = _places(found)
    return [
        Line(
            row,
            names.get((row.actor_kind, row.actor_id), "" if row.actor_kind == "person" else row.actor_kind),
            label(row.kind),
            places.get(_through(row), ""),
            names.get(("person", row.subject_id), "") if row.subject_kind == "person" else "",
            details.detail(row, names),
        )
        for row in found
    ]


def _through(row: Entry) -> tuple[str | None, int | None]:
    """What was used: of a sign-in it is the browser that it is about."""
    if row.through_kind is None and row.about_kind == "browser":
        return row.about_kind, row.about_id
    return row.through_kind, row.through_id


def _places(rows: list[Entry]) -> dict[tuple[str | None, int | None], str]:
    """What `through` stands for: a browser's network and name, or a token's name."""
    used = [_through(row) for row in rows]
    found: dict[tuple[str | None, int | None], str] = {}
    for browser in Browser.objects.filter(pk__in={number for kind, number in used if kind == "browser"}):
        found["browser", browser.pk] = f"{browser.network} {browser.program}".strip()
    for token in Token.objects.filter(pk__in={number for kind, number in used if kind == "token"}):
        found["token", token.pk] = f"API token {token.name}".strip()
    for kind, number in set(used):
        if kind == "command":
            found[kind, number] = f"command line, {_system_user(number or 0)}"  # root's number is not kept
    return found


def _system_user(number: int) -> str:
    """What the machine calls this user of it; the number where it knows no name."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
