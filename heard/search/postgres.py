"""Matching on PostgreSQL: a GIN index over the words, and over the stretch of time each text stands in.

GIN gives all matches in no order, so two common words would mean reading hundreds of thousands of rows to
show the newest fifty. So each text also has the names of the stretches of time that hold it, as if they were
words of it, and the index is asked stretch by stretch, the newest first: it joins three lists as
cheaply as two. Wider stretches follow when a narrow one held little.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from heard.search.query import Query, Term

# Sizes of the stretches as powers of two of places (1/16 s): a day and a half, 12 days, 97 days.
STEPS = (21, 24, 27)
_STRETCHES = ", ".join(f"'~{step}.' || (id >> {step})::text" for step in STEPS)
# Nothing is folded here: the rows hold folded words. The labels tell the columns apart.
WORDS = (
    "(setweight(to_tsvector('simple', title), 'B') || setweight(to_tsvector('simple', who), 'A')"
    " || setweight(to_tsvector('simple', whom), 'C')"
    f" || to_tsvector('simple', body) || array_to_tsvector(ARRAY[{_STRETCHES}]))"
)
TAKE_DOWN = ["DROP INDEX search_doc_words"]
SETUP = [
    # fastupdate keeps new words in a heap that each search would read through.
    f"CREATE INDEX search_doc_words ON search_doc USING gin ({WORDS}) WITH (fastupdate = off)"
]
LABELS = {"who": "A", "title": "B", "whom": "C"}
REBUILD = "ANALYZE search_doc"  # after rows were put in without it


def matching(
    query: Query, below: int, above: int, allowed: tuple[str, Sequence[Any]] | None, limit: int
) -> list[tuple[int, int, str, int]]:
    """Place, ticket and what it is, of the newest texts between two places that `query` describes.

    `allowed` is SQL that gives a row only if the ticket in `doc.ticket` may be seen.
    """
    sought = written(query.terms)
    stretch = next((f"~{step}.{above >> step}" for step in STEPS if _is_within(below, above, step)), "")
    where = ["doc.id < %s", "doc.id >= %s"]
    given: list[Any] = [below, above]
    source = "search_doc doc"
    if query.wanted:
        # OFFSET 0 keeps the planner from walking down the keys instead, reading every text on the way.
        matches = f"{WORDS} @@ ({_and_in(stretch)})"
        source = f"(SELECT id, ticket, kind, ref_id FROM search_doc WHERE {matches} OFFSET 0) doc"  # noqa: S608
        given = [sought, *([stretch] if stretch else []), *given]
    elif sought:
        where.append(f"{WORDS} @@ to_tsquery('simple', %s)")
        given.append(sought)
    if allowed:
        where.append(f"(SELECT true FROM ({allowed[0]}) seen LIMIT 1)")  # noqa: S608 - Django wrote it
        given += allowed[1]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT doc.id, doc.ticket, doc.kind, doc.ref_id FROM {source} WHERE {' AND '.join(where)}"  # noqa: S608 - only %s is put in
            " ORDER BY doc.id DESC LIMIT %s",
            [*given, limit],
        )
        rows: list[tuple[int, int, str, int]] = cursor.fetchall()
    return rows


def written(terms: Sequence[Term]) -> str:
    """Terms in the language of to_tsquery. Folded words hold no sign that means something in it."""
    return " & ".join(_term(term) for term in terms)


def _is_within(below: int, above: int, step: int) -> bool:
    return (below - 1) >> step == above >> step


def _and_in(stretch: str) -> str:
    sought = "to_tsquery('simple', %s)"
    return f"{sought} && quote_literal(%s)::tsquery" if stretch else sought


def _term(term: Term) -> str:
    label = LABELS.get(term.where, "")
    signs = label + ("*" if term.is_prefix else "")
    words = [f"'{word}'" + (f":{label}" if label else "") for word in term.words[:-1]]
    last = f"'{term.words[-1]}'" + (f":{signs}" if signs else "")
    return f"{'!' if term.is_minus else ''}({' <-> '.join([*words, last])})"
