"""One open page: which names and lists it hears, and what it has not heard yet."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from heard.lib.asgi import Send
from heard.live.lists import Shown
from heard.live.names import EVERYTHING


@dataclass(eq=False, slots=True)
class Tab:
    """One open page. `pending` is its bounded queue: a set, since hearing a name twice says no more.

    `grants` are its names by grant; those of a grant that names a list are not told, they make the list due.
    """

    viewer: str
    send: Send
    grants: dict[str, frozenset[str]] = field(default_factory=dict)
    lists: dict[str, Shown] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    sender: asyncio.Task[None] | None = None

    @property
    def heard(self) -> set[str]:
        """The names that it is told."""
        plain = (names for names in self.grants.values() if self.lists.keys().isdisjoint(names))
        return {EVERYTHING}.union(*plain)

    def news(self) -> dict[str, Any]:
        """What it has not heard yet; it counts as heard from now on."""
        lists = {name: new for name, shown in self.lists.items() if (new := shown.news())}
        news = {"changed": sorted(self.pending), "refused": sorted(self.refused), "lists": lists}
        self.pending, self.refused = set(), set()
        return {part: value for part, value in news.items() if value}
