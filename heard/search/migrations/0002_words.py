"""The database's own full-text index beside the rows: FTS5 on SQLite, tsvector on PostgreSQL."""

from django.db import migrations

SQLITE = [
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

FOLD = (
    "translate(lower({}), 'àáâãäåāăąçćčďèéêëēėęěìíîïīįłñńňòóôõöøōőŕřśšşťùúûüūůűųýÿźżž@./:-_+',"
    " 'aaaaaaaaacccdeeeeeeeeiiiiiilnnnoooooooorrssstuuuuuuuuyyzzz       ')"
)
POSTGRESQL = [
    "ALTER TABLE search_doc ADD COLUMN words tsvector GENERATED ALWAYS AS"
    f" (to_tsvector('simple', left({FOLD.format('title')} || ' ' || {FOLD.format('body')}, 100000))) STORED",
    "CREATE INDEX search_doc_words ON search_doc USING gin (words)",
]


def make(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
