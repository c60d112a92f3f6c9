"""Lists in open pages: made once for all who look at them, and sent as what is new since the last time.

A grant that names a list beside other names asks for it: whenever one of the others changes, the list is due.
All that are due are made in a round, some at once, at most one round in a pause and a third of the time.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

logger = logging.getLogger(__name__)

Wish = tuple[str, str]  # a viewer, and the name of a list

_LIST = "list:"
GATHER_SECONDS = 0.05  # one act often changes several names
AT_ONCE = 25  # lists; those who click meanwhile wait for no more than these


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as a viewer may see it: each row's HTML by its number, from the top; what stands below; and how
    much is in the lists beside it."""

    rows: dict[int, str]
    below: str
    counts: dict[str, str]

    def since(self, last: "Listing | None") -> dict[str, Any]:
        """What a page that shows `last` must hear to show this; empty when it is the same."""
        known = last.rows if last else {}
        rows = {number: row for number, row in self.rows.items() if known.get(number) != row}
        if (
            last
            and not rows
            and [*known] == [*self.rows]
            and (last.below, last.counts) == (self.below, self.counts)
        ):
            return {}
        return {"order": [*self.rows], "rows": rows, "below": self.below, "counts": self.counts}


# Makes some of the lists of a round. Whatever may not be seen (any more), or does not exist, is left out.
Make = Callable[[set[Wish]], Awaitable[dict[Wish, Listing]]]
# Begins a round: what it reads for the first lists it may use for all of them.
Begin = Callable[[], Make]


@dataclass(eq=False, slots=True)
class Shown:
    """A list in one open page. `arrived` is called with it made anew, or with None: the page shall ask."""

    wish: Wish
    because: frozenset[str]
    arrived: Callable[["Shown", Listing | None], None]
    latest: Listing | None = None
    sent: Listing | None = None

    def news(self) -> dict[str, Any]:
        """What the page has not heard yet; it counts as heard from now on."""
        last, self.sent = self.sent, self.latest
        return self.latest.since(last) if self.latest and self.latest is not last else {}


class Lists:
    """Makes the lists of one process that are due. `pause`: seconds from one round to the next."""

    def __init__(self, begin: Begin, pause: float) -> None:
        self._begin, self._pause = begin, pause
        self._due: set[Shown] = set()
        self._making: asyncio.Task[None] | None = None

    def due(self, shown: Shown) -> None:
        """Has it made soon."""
        self._due.add(shown)
        if self._making is None:
            self._making = asyncio.get_running_loop().create_task(self._make_all())

    def forget(self, shown: Shown) -> None:
        """It is not looked at any more."""
        self._due.discard(shown)

    async def _make_all(self) -> None:
        try:
            await asyncio.sleep(GATHER_SECONDS)
            while self._due:
                began = time.monotonic()
                make = self._begin()
                due, self._due = sorted(self._due, key=lambda shown: shown.wish), set()
                for first in range(0, len(due), AT_ONCE):
                    await self._make_some(make, due[first : first + AT_ONCE])
                await asyncio.sleep(max(0.0, began + self._pause - time.monotonic()))
        finally:
            self._making = None

    async def _make_some(self, make: Make, due: list[Shown]) -> None:
        began = time.monotonic()
        made = await self._made(make, {shown.wish for shown in due})
        for shown in due:
            shown.arrived(shown, made.get(shown.wish))
        await asyncio.sleep(2 * (time.monotonic() - began))

    async def _made(self, make: Make, wishes: set[Wish]) -> dict[Wish, Listing]:
        try:
            return await make(wishes)
        except Exception:  # whatever it is: each page asks for itself, and its answer says what is wrong
            logger.exception("live names: %d open lists could not be made", len(wishes))
            return {}


def nobody() -> Make:
    """Where nobody makes lists, each page asks for itself."""
    return _none_made


async def _none_made(_wishes: set[Wish]) -> dict[Wish, Listing]:
    return {}


def list_name(*parts: str) -> str:
    """The live name of a list; only the last part may hold colons."""
    return _LIST + ":".join(parts)


def parts_of(name: str, count: int) -> list[str]:
    """The so many parts that `list_name` was made of."""
    return name.removeprefix(_LIST).split(":", count - 1)


def is_list(name: str) -> bool:
    """Whether a live name is that of a list."""
    return name.startswith(_LIST)
