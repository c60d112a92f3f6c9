"""Matching on PostgreSQL: a GIN index over the words, and over the stretch of time each text stands in.

GIN gives all matches in no order, so two common words would mean reading hundreds of thousands of rows to
show the newest fifty. So each text also has the names of the stretches of time that hold it, as if they were
words of it, and the index is asked stretch by stretch, the newest first: it joins three lists as
cheaply as two. Wider stretches follow when a narrow one held little.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from heard.search.models import Doc
from heard.search.query import Query, Term

# Sizes of the stretches as powers of two of places (1/16 s): a day and a half, 12 days, 97 days.
STEPS = (21, 24, 27)
_STRETCHES = ", ".join(f"'~{step}.' || (id >> {step})::text" for step in STEPS)
# Nothing is folded here: the rows hold folded words. Nothing but words, no labels for columns, no phrases:
# of words the index is sure, and no text is read again to make sure. Columns and phrases are looked up in the
# few rows that are left.
COLUMNS = ("title", "who", "whom", "body")
_TEXT = " || ' ' || ".join(COLUMNS)
WORDS = f"(to_tsvector('simple', {_TEXT}) || array_to_tsvector(ARRAY[{_STRETCHES}]))"
TAKE_DOWN = ["DROP INDEX search_doc_words"]
SETUP = [
    # fastupdate keeps new words in a heap that each search would read through.
    f"CREATE INDEX search_doc_words ON search_doc USING gin ({WORDS}) WITH (fastupdate = off)"
]
REBUILD = "ANALYZE search_doc"  # after rows were put in without it

READS_ALL = True  # without a stretch: all that was ever said, whichever part is asked for
GATHERING = 0.12  # seconds for finding the hits that are weighed for the best match


def forget(docs: QuerySet[Doc]) -> None:
    """Takes these rows out; what they leave in the index is cleaned later, by PostgreSQL itself."""
    docs.delete()


def matching(
    query: Query, below: int, above: int, allowed: tuple[str, Sequence[Any]] | None, limit: int
) -> list[tuple[int, int, str, int]]:
    """Place, ticket and what it is, of the newest texts between two places that `query` describes.

    `allowed` is SQL that gives a row only if the ticket in `doc.ticket` may be seen.
    """
    source, fits, given = _matches(query, below, above)
    where = ["doc.id < %s", "doc.id >= %s", *fits]
    if allowed:
        where.append(f"(SELECT true FROM ({allowed[0]}) seen LIMIT 1)")  # noqa: S608 - Django wrote it
        given += allowed[1]
    sql = f"SELECT doc.id, doc.ticket, doc.kind, doc.ref_id FROM {source} WHERE {' AND '.join(where)}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY doc.id DESC LIMIT %s", [*given, limit])
        rows: list[tuple[int, int, str, int]] = cursor.fetchall()
    return rows


def _matches(query: Query, below: int, above: int) -> tuple[str, list[str], list[Any]]:
    """What is read from, further conditions, and all that is put in up to there, the two places among it."""
    fits, pieces = _looked_up([term for term in query.terms if not _is_word(term)])
    sought = written([term for term in query.terms if _is_word(term) or not term.is_minus])
    if not query.wanted:
        words = [f"{WORDS} @@ to_tsquery('simple', %s)"] if sought else []
        return "search_doc doc", [*words, *fits], [below, above, *([sought] if sought else []), *pieces]
    stretch = next((f"~{step}.{above >> step}" for step in STEPS if _is_within(below, above, step)), "")
    fits.insert(0, f"{WORDS} @@ ({_and_in(stretch)})")
    # OFFSET 0 keeps the planner from walking down the keys instead, reading every text on the way.
    source = f"(SELECT id, ticket, kind, ref_id FROM search_doc WHERE {' AND '.join(fits)} OFFSET 0) doc"  # noqa: S608
    return source, [], [sought, *([stretch] if stretch else []), *pieces, below, above]


def written(terms: Sequence[Term]) -> str:
    """Their words in the language of to_tsquery. Folded words hold no sign that means something in it."""
    return " & ".join(f"{'!' if term.is_minus else ''}{word}" for term in terms for word in _words(term))


def _words(term: Term) -> list[str]:
    *first, last = (f"'{word}'" for word in term.words)
    return [*first, f"{last}:*" if term.is_prefix else last]


def _is_word(term: Term) -> bool:
    """Whether the index alone can be sure of it."""
    return len(term.words) == 1 and not term.where


def _looked_up(terms: Sequence[Term]) -> tuple[list[str], list[Any]]:
    """Conditions for phrases and columns: how they look between spaces (as in rank.py)."""
    fits: list[str] = []
    pieces: list[Any] = []
    for term in terms:
        columns = [term.where] if term.where else COLUMNS
        stands = " OR ".join(f"strpos(' ' || {column} || ' ', %s) > 0" for column in columns)
        fits.append(f"{'NOT ' if term.is_minus else ''}({stands})")
        pieces += [f" {' '.join(term.words)}" + ("" if term.is_prefix else " ")] * len(columns)
    return fits, pieces


def _is_within(below: int, above: int, step: int) -> bool:
    return (below - 1) >> step == above >> step


def _and_in(stretch: str) -> str:
    sought = "to_tsquery('simple', %s)"
    return f"{sought} && quote_literal(%s)::tsquery" if stretch else sought
