"""Before the tables change: is this program right for them, is there room, and a copy as the way back."""

import shutil
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from heard.backup import postgres, sqlite
from heard.lib import disk

ROOM = 3  # times the size of the database: the copy, and tables that are written anew
KEPT = 2  # copies


class Refused(Exception):
    """The tables stay as they are; the message says why and what to do."""


def prepare() -> str:
    """Looks, and copies the database if its tables will change; says in words where the copy is, if there is
    anything to say. Raises Refused, and OSError.

    An upgrade that was killed goes on with the copy that it made first, from before any change.
    """
    executor = MigrationExecutor(connection)
    applied, known = set(executor.loader.applied_migrations), set(executor.loader.disk_migrations)
    ours = {each.label for each in apps.get_app_configs() if each.name.startswith("heard.")}
    newer = sorted(each for each in applied - known if each[0] in ours)
    if newer:
        raise Refused(
            f"The database was used with a newer Heard: it has {'.'.join(newer[0])}, which this one does not"
            " know. Install that version again, or restore a backup of before into a new HEARD_HOME."
        )
    if not applied or not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ""
    _folder().mkdir(exist_ok=True, mode=0o700)
    if not _unfinished().exists():
        return _copied()
    return f"An upgrade was stopped half-way and goes on. The database of before stands in {_folder()}."


def done() -> None:
    """The tables are those of this version: only the newest copies are kept."""
    if _unfinished().exists():
        copies = sorted(path for path in _folder().iterdir() if path.suffix in {".sqlite3", ".dump"})
        for old in copies[:-KEPT]:
            old.unlink()
        _unfinished().unlink()


def _copied() -> str:
    need, free = ROOM * _size(), shutil.disk_usage(settings.HOME).free
    if free < need:
        raise Refused(
            f"The upgrade needs {need / 1e6:,.0f} MB in {settings.HOME}, and {free / 1e6:,.0f} MB are free."
            " Make room, and start again. Nothing was changed."
        )
    made = f"{timezone.now():%Y%m%d-%H%M%S}"
    try:
        copy = _dump(made) if connection.vendor == "postgresql" else _copy(made)
    except postgres.NoProgram as reason:
        return f"The tables are changed without a copy of before. {reason}"
    except postgres.Failed as fault:
        raise Refused(f"No copy of the database could be made. {fault}") from None
    disk.sync(copy)
    disk.sync(_folder())
    _unfinished().touch()
    return f"The database as it was stands in {copy}; docs/running.md says how to go back to it."


def _copy(made: str) -> Path:
    draft, copy = _folder() / "draft", _folder() / f"{made}.sqlite3"
    draft.unlink(missing_ok=True)
    sqlite.copy(Path(str(settings.DATABASES["default"]["NAME"])), draft)
    draft.chmod(0o600)
    return draft.rename(copy)


def _dump(made: str) -> Path:
    with postgres.snapshot(_folder()) as snapshot:
        return snapshot.packed.rename(_folder() / f"{made}.dump")


def _size() -> int:
    """How large the database is, in bytes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    return Path(str(settings.DATABASES["default"]["NAME"])).stat().st_size


def _folder() -> Path:
    folder: Path = settings.HOME / "before-upgrade"
    return folder


def _unfinished() -> Path:
    return _folder() / "unfinished"
