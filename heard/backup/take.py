"""Taking a backup while the desk runs: under another name until it is whole, on the disk and checked."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import metadata
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from heard.backup import archive, last, postgres, sqlite
from heard.backup.archive import KEY, Writer
from heard.backup.manifest import Manifest
from heard.backup.snapshot import Snapshot
from heard.lib import disk

SMALL = (KEY, "first_run_code", "demo_sign_in")  # beside the database and the stored files


class Busy(Exception):
    """Another backup of this desk is being taken."""


def take(target: Path) -> Manifest:
    """Writes the desk of this moment to `target`, in place of what stood there. Killed at any moment it
    leaves the old file alone. Raises Busy, Damaged, postgres.NoProgram, postgres.Failed and OSError."""
    with _alone(), _draft(target) as folder:
        whole = folder / "backup"
        told = _write(whole, folder)
        with archive.opened(whole) as again:
            again.check()
        size = whole.stat().st_size
        whole.rename(target)
        disk.sync(target.parent)
        last.note(last.Taken(at=told.began_at, path=str(target.absolute()), size=size))
    return told


def _write(whole: Path, folder: Path) -> Manifest:
    began = timezone.now()
    with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        writer = Writer(file)
        for name in [*SMALL, *_receipts()]:  # before the database: no receipt of a mail that it lacks
            if (settings.HOME / name).is_file():
                writer.add(name, settings.HOME / name)
        with _snapshot(folder) as snapshot:
            writer.add("database", snapshot.packed)
            missing = _add_files(writer, snapshot.large_contents())
            told = Manifest(
                began_at=began,
                version=version(),
                database=snapshot.database,
                program=snapshot.program,
                migrations=snapshot.migrations(),
                rows=snapshot.rows(_tables()),
                missing=missing,
                pieces=writer.pieces,
            )
        writer.close(told)
        file.flush()
        os.fsync(file.fileno())
    return told


def version() -> str:
    """Which Heard this is."""
    try:
        return metadata.version("heard")
    except metadata.PackageNotFoundError:
        return "unknown"


def _add_files(writer: Writer, digests: list[str]) -> list[str]:
    """Adds the stored contents; says which were not there."""
    missing = []
    for digest in digests:
        name = f"{digest[:2]}/{digest}"
        try:
            writer.add(f"files/{name}", settings.FILES / name)
        except FileNotFoundError:
            missing.append(digest)
    return missing


def _snapshot(folder: Path) -> AbstractContextManager[Snapshot]:
    if connection.vendor == "postgresql":
        return postgres.snapshot(folder)
    return sqlite.snapshot(Path(str(settings.DATABASES["default"]["NAME"])), folder)


def _tables() -> list[str]:
    """Our models' tables that are there: those of an older desk may be fewer."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(ours & set(connection.introspection.table_names()))


def _receipts() -> list[str]:
    return sorted(f"receipts/{path.name}" for path in (settings.HOME / "receipts").glob("*.jsonl"))


@contextmanager
def _alone() -> Iterator[None]:
    with (settings.HOME / "backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # gone with the process, however it ends
        except BlockingIOError:
            raise Busy("Another backup of this desk is being taken. Wait until it has ended.") from None
        yield


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    """A folder beside `target`, so that the rename at the end stays on one disk. What a killed backup left
    there is thrown away first."""
    for left in target.parent.glob(f".{target.name}.*.part"):
        shutil.rmtree(left, ignore_errors=True)
    folder = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
