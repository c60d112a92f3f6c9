"""Bringing a desk back into the folder taken for it: files, database, and what had waited to leave."""

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from heard.backup import place, postgres, sqlite
from heard.backup.archive import KEY, Reader
from heard.backup.manifest import Damaged, Manifest
from heard.backup.place import Refused
from heard.lib import held
from heard.lib.held import Hold
from heard.tickets import replies

PACKED = "database.packed"


def check_place(told: Manifest) -> None:
    """Raises Refused unless the settings name an empty database of the backup's kind, and this program is new
    enough for it."""
    if connection.vendor != told.database:
        kind, other = _kind_names(told.database), _kind_names(connection.vendor)
        raise Refused(
            f"The backup holds a {kind} database, and HEARD_DATABASE_URL names {other}. Name an empty {kind}."
        )
    if postgres.is_used() if connection.vendor == "postgresql" else sqlite.is_used(_database()):
        raise Refused("The database that HEARD_DATABASE_URL names holds tables already. Name an empty one.")
    known = set(MigrationLoader(None).disk_migrations)
    ours = {app for app, _name in known}
    unknown = [f"{app} {name}" for app, name in told.migrations if app in ours and (app, name) not in known]
    if unknown:
        raise Refused(
            f"The backup is of Heard {told.version}, newer than this program (it has {unknown[0]})."
            " Install that version or a later one, and restore again."
        )


def bring_back(backup: Reader) -> None:
    """Files first, then the database, counted. Raises Damaged, postgres.NoProgram and postgres.Failed."""
    told = backup.manifest
    for piece in told.pieces:
        if piece.name not in {KEY, "database"}:
            backup.bring(piece, settings.HOME / piece.name)
    packed = settings.HOME / PACKED
    backup.bring(next(piece for piece in told.pieces if piece.name == "database"), packed)
    if told.database == "postgresql":
        postgres.bring_back(packed, told.program)
    else:
        sqlite.bring_back(packed, _database())
    packed.unlink()
    with connection.cursor() as cursor:
        for table, rows in told.rows.items():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            found = cursor.fetchone()[0]
            if found != rows:
                raise Damaged(f"{table} holds {found} rows, and held {rows} in the backup. Do not use this.")


def end(told: Manifest) -> datetime:
    """The tables are those of this version now: what had waited to leave is put in line, behind the hold.
    Says since when it holds."""
    for number in replies.ready(timezone.now()).values_list("pk", flat=True):
        replies.release(number)
    restored_at = timezone.now()
    held.mark(settings.HOME, Hold(told.began_at, restored_at))
    place.end(settings.HOME)
    return restored_at


def _database() -> Path:
    return Path(os.fspath(settings.DATABASES["default"]["NAME"]))


def _kind_names(vendor: str) -> str:
    return {"postgresql": "PostgreSQL", "sqlite": "SQLite"}.get(vendor, vendor)
