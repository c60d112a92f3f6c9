"""Which build of the pages is this? A short name that changes when a template, a style or a text does."""

import hashlib
from importlib.metadata import version
from pathlib import Path


def _name() -> str:
    """Of the size and time of every file that pages are made of, and of what else brings or treats them."""
    told = hashlib.blake2s(digest_size=6)
    told.update(" ".join(version(name) for name in ("django", "django-allauth", "whitenoise")).encode())
    folder = Path(__file__).parent
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        stat = path.stat()
        told.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns};".encode())
    return told.hexdigest()


BUILD = _name()
