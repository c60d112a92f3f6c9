"""Matching on SQLite: an FTS5 table beside the index rows, kept by triggers."""

from collections.abc import Sequence

from django.db import connection

SETUP = [
    """CREATE VIRTUAL TABLE search_words USING fts5(
        title, body, content='search_doc', content_rowid='id',
        tokenize="unicode61 remove_diacritics 2", prefix='2 3')""",
    """CREATE TRIGGER search_doc_added AFTER INSERT ON search_doc BEGIN
        INSERT INTO search_words(rowid, title, body) VALUES (new.id, new.title, new.body); END""",
    """CREATE TRIGGER search_doc_gone AFTER DELETE ON search_doc BEGIN
        INSERT INTO search_words(search_words, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body); END""",
    """CREATE TRIGGER search_doc_changed AFTER UPDATE ON search_doc BEGIN
        INSERT INTO search_words(search_words, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body);
        INSERT INTO search_words(rowid, title, body) VALUES (new.id, new.title, new.body); END""",
]


def matching(words: Sequence[str], before: int | None, limit: int) -> list[int]:
    """Ids of the newest index rows that hold all `words`; the last word may be a beginning."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM search_words WHERE search_words MATCH %s AND rowid < %s"
            " ORDER BY rowid DESC LIMIT %s",
            [_query(words), before or 2**62, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def newest(words: Sequence[str], tickets: Sequence[int]) -> dict[int, int]:
    """For each of these tickets its newest index row that holds all `words`."""
    places = ", ".join(["%s"] * len(tickets)) or "NULL"
    found = (
        "SELECT doc.ticket, max(doc.id) FROM search_words"  # noqa: S608 - only %s is put in
        " JOIN search_doc doc ON doc.id = search_words.rowid"
        f" WHERE search_words MATCH %s AND doc.ticket IN ({places}) GROUP BY doc.ticket"
    )
    with connection.cursor() as cursor:
        cursor.execute(found, [_query(words), *tickets])
        return dict(cursor.fetchall())


def _query(words: Sequence[str]) -> str:
    return " ".join(f'"{word}"' for word in words) + "*"
