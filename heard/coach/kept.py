"""What has been translated before: the shipped lines as expressions, kept beside them as Python does.

Translating all lines takes longer than everything else at the start. The result is written once into
`__pycache__` beside the lexicon, under a name that changes with the files, the code and Python itself; where
that folder cannot be written, the lines are translated at each start.
"""

import contextlib
import marshal
import os
import sys
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from heard.coach import patterns
from heard.coach.patterns import Families, Translation
from heard.coach.rules import Rule


class Kept:
    """The translations of one folder's lines; empty when there are none yet or the files have changed."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "__pycache__" / f"{_fingerprint(folder)}.{sys.implementation.cache_tag}"
        self.translations: dict[str, Translation] = {}
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
            self.translations = marshal.loads(self._file.read_bytes())  # noqa: S302  # trusted as the code is

    def keep(self, rules: Iterable[Rule], signals: Iterable[Rule], families: Families) -> None:
        """Write all translations, unless they are there or the folder does not let us."""
        if self.translations is not families.translations or self._file.exists():
            return
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(exist_ok=True)
            for rule in [*rules, *signals]:
                for line in rule.lines():
                    line.check()
            written = self._file.with_suffix(f".{os.getpid()}")
            written.write_bytes(marshal.dumps(families.translations))
            written.replace(self._file)
            for old in self._file.parent.glob(f"*.{sys.implementation.cache_tag}"):
                if old != self._file:
                    old.unlink(missing_ok=True)


def _fingerprint(folder: Path) -> str:
    """Changes when a file of the folder, or the code that translates, is another: name, size and time."""
    known = blake2b(digest_size=10)
    for path in [Path(patterns.__file__), *sorted(folder.rglob("*.txt"))]:
        about = path.stat()
        known.update(f"{path.name} {about.st_size} {about.st_mtime_ns}\n".encode())
    return known.hexdigest()
