"""Files that survive a power cut: whole or not there, and on the disk when the call returns."""

import os
import secrets
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Puts `content` at `path`, in place of what stood there: under another name until it is whole."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)  # the name too must be on the disk


def sync(path: Path) -> None:
    """Waits until a file's content, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
