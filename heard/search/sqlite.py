"""Matching on SQLite: an FTS5 table beside the index rows, kept by triggers.

FTS5 walks its lists from the newest key downwards and stops at the limit, so two common words cost no more
than two rare ones. It holds no text (external content) and no column sizes (only its own ranking wants them).
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from heard.search.models import Doc
from heard.search.query import Query, Term

TAKE_DOWN = [
    "DROP TRIGGER search_doc_added",
    "DROP TRIGGER search_doc_gone",
    "DROP TRIGGER search_doc_changed",
    "DROP TABLE search_words",
    "DROP INDEX IF EXISTS search_doc_short",
]
_DELETE = """INSERT INTO search_words(search_words, rowid, title, who, whom, body)
        VALUES ('delete', old.id, old.title, old.who, old.whom, old.body);"""
_INSERT = """INSERT INTO search_words(rowid, title, who, whom, body)
        VALUES (new.id, new.title, new.who, new.whom, new.body);"""
SETUP = [
    """CREATE VIRTUAL TABLE search_words USING fts5(
        title, who, whom, body, content='search_doc', content_rowid='id',
        tokenize="unicode61 remove_diacritics 0", prefix='2 3', columnsize=0)""",
    # What is read of thousands of hits to ask whose they are, without the pages that hold their words.
    "CREATE INDEX search_doc_short ON search_doc (id, ticket, kind, ref_id)",
    f"CREATE TRIGGER search_doc_added AFTER INSERT ON search_doc BEGIN {_INSERT} END",
    f"CREATE TRIGGER search_doc_gone AFTER DELETE ON search_doc BEGIN {_DELETE} END",
    f"CREATE TRIGGER search_doc_changed AFTER UPDATE OF id, title, who, whom, body ON search_doc"
    f" BEGIN {_DELETE} {_INSERT} END",
]
REBUILD = "INSERT INTO search_words(search_words) VALUES ('rebuild')"  # after rows were put in without it

MERGED = 16  # pages of 4 kB that a removal merges, or one a row
NO_MERGES, MERGES = 0, 4  # of as many parts of the index as FTS5 merges by itself

READS_ALL = False  # FTS5 reads no further than the places that are asked for
GATHERING = 0.04  # seconds for finding the hits that are weighed for the best match


def forget(docs: QuerySet[Doc]) -> None:
    """Takes these rows out, in the caller's transaction, and merges about as much of the index as they were.

    By itself FTS5 merges by the megabyte in whichever transaction happens to fill the next 64 pages, see
    https://www.sqlite.org/fts5.html#the_automerge_configuration_option, and all who write wait for it.
    """
    with connection.cursor() as cursor:
        _configure(cursor, "automerge", NO_MERGES)
        removed, _by_model = docs.delete()
        _configure(cursor, "merge", max(MERGED, removed))  # it writes first what was removed
        _configure(cursor, "automerge", MERGES)


def _configure(cursor: Any, option: str, value: int) -> None:
    cursor.execute("INSERT INTO search_words(search_words, rank) VALUES (%s, %s)", [option, value])


def matching(
    query: Query, below: int, above: int, allowed: tuple[str, Sequence[Any]] | None, limit: int
) -> list[tuple[int, int, str, int]]:
    """Place, ticket and what it is, of the newest texts between two places that `query` describes.

    `allowed` is SQL that gives a row only if the ticket in `doc.ticket` may be seen.
    """
    wanted = written(query.wanted)
    where = ["doc.id < %s", "doc.id >= %s"]
    given: list[Any] = [below, above]
    source = "search_doc doc"
    if wanted:
        # CROSS JOIN keeps the order of the two: from the list of words to the rows.
        rows = "search_doc doc INDEXED BY search_doc_short"
        source = f"search_words CROSS JOIN {rows} ON doc.id = search_words.rowid"
        where = ["search_words MATCH %s", "search_words.rowid < %s", "search_words.rowid >= %s"]
        given = [_without(wanted, query), below, above]
    elif query.terms:
        unwanted = "SELECT rowid FROM search_words WHERE search_words MATCH %s AND rowid < %s AND rowid >= %s"
        where.append(f"doc.id NOT IN ({unwanted})")
        given += [written(query.terms, " OR "), below, above]
    if allowed:
        where.append(f"EXISTS ({allowed[0]})")
        given += allowed[1]
    order = "search_words.rowid" if wanted else "doc.id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT doc.id, doc.ticket, doc.kind, doc.ref_id FROM {source} WHERE {' AND '.join(where)}"  # noqa: S608 - only %s is put in
            f" ORDER BY {order} DESC LIMIT %s",
            [*given, limit],
        )
        found: list[tuple[int, int, str, int]] = cursor.fetchall()
    return found


def written(terms: Sequence[Term], between: str = " AND ") -> str:
    """Terms in FTS5's language. Each word is quoted, so nothing that was typed is part of it."""
    return between.join(_term(term) for term in terms)


def _without(wanted: str, query: Query) -> str:
    unwanted = [term for term in query.terms if term.is_minus]
    return f"({wanted}) NOT ({written(unwanted, ' OR ')})" if unwanted else wanted


def _term(term: Term) -> str:
    column = f"{term.where} : " if term.where else ""
    return f'{column}"{" ".join(term.words)}"{" *" if term.is_prefix else ""}'
