"""The empty folder that a desk is restored into: taken with a mark, so that a restore that was killed shows.

Needs no Django: the settings are read only when the key is in its place.
"""

import shutil
from pathlib import Path

from heard.backup.archive import KEY, Reader
from heard.lib import disk, held

MARK = "restoring"  # stands in the data folder until the desk is whole


class Refused(Exception):
    """It cannot be restored here; the message says why and what to do."""


def begin(home: Path, backup: Reader) -> None:
    """Takes an empty folder for the desk: the hold and the key first. Raises Refused when it is used."""
    if home.exists() and any(home.iterdir()) and not is_unfinished(home):
        raise Refused(
            f"{home} is not empty. Set HEARD_HOME to an empty or a new folder, and leave this one as it is."
        )
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _empty(home)
    held.mark(home, held.Hold(backup.manifest.began_at))
    for piece in backup.manifest.pieces:
        if piece.name == KEY:
            backup.bring(piece, home / KEY)


def end(home: Path) -> None:
    """The desk in it is whole."""
    disk.sync(home)
    (home / MARK).unlink()


def is_unfinished(home: Path) -> bool:
    """Whether a restore into this folder was begun and has not ended."""
    return (home / MARK).exists()


def _empty(home: Path) -> None:
    """Throws away what a restore left that was killed; its mark says that nothing else is here."""
    (home / MARK).touch(mode=0o600)
    for path in home.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != MARK:
            path.unlink()
    disk.sync(home)
