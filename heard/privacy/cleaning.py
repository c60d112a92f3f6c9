"""Are the bytes really gone? The database's own files are written anew, so that no gap keeps removed words.

A row that was changed or deleted may stand in unused parts of the files until something else is written over
it. SQLite: the search index is merged, VACUUM writes the file anew, the log is emptied; nobody else can write
meanwhile. PostgreSQL: VACUUM FULL writes each table with words anew, and locks that table meanwhile; its
statistics, which hold samples of the words, are made again and written anew too. The log (pg_wal) ends with
a segment switch and a checkpoint where the account may ask for them.
"""

import contextlib
import time
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from heard.lib import claim
from heard.lib.claim import State
from heard.privacy.models import Cleaning, Erasure

LEASE = timedelta(hours=1)  # a large database takes minutes
LATER = timedelta(minutes=10)
NIGHT = 3  # o'clock on the machine's clock
MERGED_PAGES = 200  # of the search index in one transaction: some milliseconds
PATIENCE = 100  # looks for a moment in which nobody reads the log, a tenth of a second apart
LOCK_PATIENCE = "20s"
WORDS = [
    "alerts.Notice",
    "channels.Arrival",
    "channels.Outgoing",
    "channels.Reconciliation",
    "customers.Customer",
    "customers.ErasureWish",
    "customers.Identity",
    "customers.SignIn",
    "customers.CustomerSession",
    "drafts.Draft",
    "drafts.DraftFile",
    "drafts.ReplyToMany",
    "files.Blob",
    "phrasing.Dismissal",
    "phrasing.Lift",
    "privacy.Erasure",
    "reactions.Reaction",
    "search.Doc",
    "search.Name",
    "staff.KeptAnswer",
    "tickets.Attachment",
    "tickets.Escalation",
    "tickets.Matter",
    "tickets.Message",
    "tickets.Note",
    "tickets.RequestLink",
    "tickets.Ticket",
]  # the tables that ever hold a customer's words, name or address


def want(*, at_once: bool = False) -> None:
    """Something was removed for good: the files are cleaned in the coming night, or now. In the caller's
    transaction."""
    due = claim.AT_ONCE if at_once else night(timezone.now())
    waiting = Cleaning.objects.filter(state=State.WAITING, lease=None)
    if not waiting.exists():
        Cleaning.objects.create(due_at=due)
    elif at_once:
        waiting.update(due_at=due)


def night(now: datetime, hour: int = NIGHT) -> datetime:
    """The next time that it is this hour where the desk is."""
    here = timezone.localtime(now)
    tonight = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return tonight if tonight > here else tonight + timedelta(days=1)


def go_on() -> int:
    """Cleans, if it is wanted and due; says whether it did. What it finds locked it tries again later."""
    rows = claim.claim(Cleaning.objects.all(), lease=LEASE)
    for row in rows:
        _clean(row)
    return len(rows)


def _clean(row: Cleaning) -> None:
    began = timezone.now()
    if claim.lost_too_often(row):
        claim.finish(row, State.FAILED, error="Its worker stopped three times while cleaning.")
        return
    try:
        _postgresql() if connection.vendor == "postgresql" else _sqlite()
    except OperationalError as locked:
        claim.again(row, timezone.now() + LATER, error=str(locked)[:500])
        return
    with transaction.atomic():
        claim.finish(row, State.DONE, began_at=began, ended_at=timezone.now())
        Erasure.objects.filter(gone_at__lte=began, clean_at=None).update(clean_at=timezone.now())


def _sqlite() -> None:
    """Each statement by itself. Raises OperationalError while others hold the database."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=ON")
        _merge_words(cursor)
        cursor.execute("VACUUM")
        for _look in range(PATIENCE):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _in_log, _written = cursor.fetchone()
            if not busy:
                return
            time.sleep(0.1)
    raise OperationalError("The log could not be emptied: somebody reads the database all the time.")


def _merge_words(cursor: Any) -> None:
    """The parts of the search index become one, which holds no removed words: a little at a time, as
    https://www.sqlite.org/fts5.html#the_merge_command has it."""
    pages = -MERGED_PAGES
    while True:
        before = _changes(cursor)
        cursor.execute("INSERT INTO search_words(search_words, rank) VALUES('merge', %s)", [pages])
        if _changes(cursor) - before < 2:
            return
        pages = MERGED_PAGES
        time.sleep(0.001)  # let others write


def _changes(cursor: Any) -> int:
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])


def _postgresql() -> None:
    """Each table by itself, with a lock on it for as long as that takes."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_PATIENCE}'")
        try:
            for label in WORDS:
                model = apps.get_model(label)
                cursor.execute(f'VACUUM (FULL, ANALYZE) "{model._meta.db_table}"')
                if not model._default_manager.exists():
                    _drop_samples(cursor, model._meta.db_table)
            for statement in ("VACUUM FULL pg_catalog.pg_statistic", "SELECT pg_switch_wal()", "CHECKPOINT"):
                with contextlib.suppress(
                    DatabaseError
                ):  # for owners and administrators only: docs/privacy.md
                    cursor.execute(statement)
        finally:
            cursor.execute("SET lock_timeout = 0")


def _drop_samples(cursor: Any, table: str) -> None:
    """ANALYZE passes an empty table over, and the samples of what was there stay. To be given the type that
    it has makes a column forget them; an empty table takes no time for it."""
    cursor.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = %s::regclass"
        " AND attnum > 0 AND NOT attisdropped AND atttypid IN"
        " ('text'::regtype, 'varchar'::regtype, 'jsonb'::regtype, 'bytea'::regtype)",
        [table],
    )
    for column, kind in cursor.fetchall():
        cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind}')
