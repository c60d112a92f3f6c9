"""Which small files travel together? Sources stay small, a page asks for few: each list here is sent as one.

No bundler: styles stand one after the other, and scripts too, each in a block of its own. So a script that is
joined exports nothing (its neighbours hear of it by events); what it imports is still fetched as a file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCES = Path(__file__).parent / "static"
JOINED: Mapping[str, Sequence[str]] = {
    "css/desk.css": ("css/tokens.css", "css/parts.css", "css/list.css"),
    "css/writing.css": ("css/ticket.css", "css/composer.css", "css/coach.css"),
    "js/desk.js": (
        "js/when.js",
        "js/live.js",
        "js/keys.js",
        "js/narrow.js",
        "js/focus.js",
        "js/notices.js",
        "js/palette.js",
        "js/list.js",
        "js/select.js",
        "js/heard.js",
    ),
    "js/writing.js": (
        "js/field.js",
        "js/marks.js",
        "js/signed.js",
        "js/composer.js",
        "js/drafts.js",
        "js/enclose.js",
        "js/macros.js",
        "js/coach.js",
        "js/heat.js",
        "js/mentions.js",
        "js/presence.js",
        "js/theirs.js",
    ),
}
_IMPORT = re.compile(r"^import .*\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


class Exports(Exception):
    """A script that exports cannot be joined: nobody could import from inside its block."""


def join(parts: Sequence[str]) -> str:
    """The sources one after the other; of scripts the imports first. Raises Exports."""
    texts = {part: (SOURCES / part).read_text() for part in parts}
    if parts[0].endswith(".css"):
        return "\n".join(texts.values())
    for part, text in texts.items():
        if _EXPORT.search(text):
            raise Exports(f"{part} exports something, so it cannot be joined. Leave it out of web/joined.py.")
    imports = "".join(line for text in texts.values() for line in _IMPORT.findall(text))
    blocks = (f"{{ // {part}\n{_IMPORT.sub('', text)}}}\n" for part, text in texts.items())
    return imports + "".join(blocks)


class Finder(BaseFinder):
    """Offers the joined files to collectstatic and, while somebody develops, to every request anew."""

    storage = FileSystemStorage(settings.HOME / "joined")

    def check(self, **_named: Any) -> Any:
        """Nothing can be set wrong here."""
        return []

    def find(self, path: str, find_all: bool = False, **_named: Any) -> Any:
        """Where the joined file is; an empty list for any other, as Django's own finders answer."""
        if path not in JOINED:
            return []
        made = Path(self.storage.path(path))
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(join(JOINED[path]))
        return [str(made)] if find_all else str(made)

    def list(self, _ignored: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """All of them."""
        for path in JOINED:
            self.find(path)
            yield path, self.storage
