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
    query = " ".join(f'"{word}"' for word in words) + "*"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM search_words WHERE search_words MATCH %s AND rowid < %s"
            " ORDER BY rowid DESC LIMIT %s",
            [query, before or 2**62, limit],
        )
        return [row[0] for row in cursor.fetchall()]
