"""Matching on PostgreSQL: a tsvector column with a GIN index, made by the database itself."""

from collections.abc import Sequence

from django.db import connection

# Accents are folded by `translate`, since the extension unaccent is not everywhere. It also parts what the
# parser would keep whole (addresses, hosts, file names), as SQLite's does.
FOLD = (
    "translate(lower({}), 'àáâãäåāăąçćčďèéêëēėęěìíîïīįłñńňòóôõöøōőŕřśšşťùúûüūůűųýÿźżž@./:-_+',"
    " 'aaaaaaaaacccdeeeeeeeeiiiiiilnnnoooooooorrssstuuuuuuuuyyzzz       ')"
)
SETUP = [
    "ALTER TABLE search_doc ADD COLUMN words tsvector GENERATED ALWAYS AS"
    f" (to_tsvector('simple', left({FOLD.format('title')} || ' ' || {FOLD.format('body')}, 100000))) STORED",
    "CREATE INDEX search_doc_words ON search_doc USING gin (words)",
]


def matching(words: Sequence[str], before: int | None, limit: int) -> list[int]:
    """Ids of the newest index rows that hold all `words`; the last word may be a beginning."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM search_doc WHERE words @@ to_tsquery('simple', %s) AND id < %s"
            " ORDER BY id DESC LIMIT %s",
            [_query(words), before or 2**62, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def newest(words: Sequence[str], tickets: Sequence[int]) -> dict[int, int]:
    """For each of these tickets its newest index row that holds all `words`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ticket, max(id) FROM search_doc WHERE words @@ to_tsquery('simple', %s)"
            " AND ticket = ANY(%s) GROUP BY ticket",
            [_query(words), list(tickets)],
        )
        return dict(cursor.fetchall())


def _query(words: Sequence[str]) -> str:
    return " & ".join(f"'{word}'" for word in words) + ":*"
