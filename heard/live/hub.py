"""One WebSocket for each open page: it says which names it may hear, and hears when they change.

Client: `{"watch": [grant, …], "leave": [grant, …]}`. Server: `{"changed": [name, …], "refused": [grant, …],
"lists": {name: news}}`, each part only when there is something in it; the name `*` means everything.
Names only: what changed is asked for again, through access. Lists alone are sent (live/lists.py), since
hundreds of pages would ask for them at once. Nothing is resumed: after a reconnect the page re-reads.
"""

import asyncio
import json
import logging
import random
import time
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from heard.lib.asgi import Message, Receive, Scope, Send, cut
from heard.live import grants
from heard.live.grants import BadGrant
from heard.live.lists import Begin, Listing, Lists, Shown, is_list, nobody
from heard.live.names import EVERYTHING, SEES_LESS, SIGNED_OUT
from heard.live.origin import same_origin
from heard.live.tab import Tab

logger = logging.getLogger(__name__)

Who = Callable[[Scope], Awaitable[str | None]]

POLICY, GOING_AWAY = 1008, 1001


@dataclass(frozen=True, slots=True)
class HubLimits:
    """Bounds of one process's hub; times in seconds."""

    tabs: int = 10_000
    grants_each: int = 200
    pending_each: int = 100
    message_bytes: int = 128 * 1024
    messages_a_second: float = 20.0
    burst: int = 40
    send_seconds: float = 20.0
    # Then the page connects again and its session is checked again.
    lifetime: float = 3600.0
    remembered_names: int = 20_000
    # Between two messages to one page, and from one making of the open lists to the next.
    pause: float = 0.25
    lists_pause: float = 0.5


class Rude(Exception):
    """The client broke the rules of the conversation."""


class Hub:
    """All open pages of one process. `who` says which viewer a connection belongs to, or None; `begin`
    begins a round of making lists as their viewers may see them now."""

    def __init__(self, who: Who, limits: HubLimits | None = None, begin: Begin = nobody) -> None:
        self.who = who
        self.limits = limits or HubLimits()
        self.lists = Lists(begin, self.limits.lists_pause)
        self.tabs: set[Tab] = set()
        self.watchers: defaultdict[str, set[Tab]] = defaultdict(set)
        # When each name last changed, oldest first; complete since `since`.
        self.recent: OrderedDict[str, float] = OrderedDict()
        self.since = time.time()
        # When somebody began to see less: grants that were made for them before count no more.
        self.less_since: dict[str, float] = {}
        self._cutting: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        viewer = await self._admitted(scope)
        if viewer is None:
            await send({"type": "websocket.close", "code": POLICY})
            return
        await send({"type": "websocket.accept"})
        tab = Tab(viewer, send)
        self.tabs.add(tab)
        ending = None
        try:
            async with asyncio.timeout(self.limits.lifetime * random.uniform(0.75, 1)):  # noqa: S311 - no secret
                await self._listen(tab, receive)
        except TimeoutError:
            ending = GOING_AWAY, "please connect again"
        except Rude as rude:
            ending = POLICY, str(rude)
        finally:
            self._forget(tab)
        if ending:
            await self._end(tab, *ending)

    def tell(self, names: Iterable[str]) -> None:
        """Tell the pages that watch them; never waits for any of them."""
        now = time.time()
        told = set(names)
        if EVERYTHING in told:
            self.recent.clear()
            self.since = now
            for tab in self.tabs:
                self._tell(tab, told)
            return
        self._remember(told, now)
        for name in told:
            if name.startswith(SIGNED_OUT):
                self._cut(name.removeprefix(SIGNED_OUT))
            if name.startswith(SEES_LESS):
                self._take_back(name.removeprefix(SEES_LESS), now)
            for tab in self.watchers.get(name, ()):
                self._tell(tab, {name})

    def _take_back(self, viewer: str, now: float) -> None:
        """Refuses what a viewer's pages watch: each is read again through access, and watches what it may."""
        self.less_since[viewer] = now
        for tab in [tab for tab in self.tabs if tab.viewer == viewer]:
            for text in list(tab.grants):
                self._leave(tab, text)
                tab.refused.add(text)
            tab.pending.clear()
            self._wake(tab)

    def _cut(self, viewer: str) -> None:
        """Closes the pages of a viewer, who comes in again only with a session that still holds."""
        for tab in [tab for tab in self.tabs if tab.viewer == viewer]:
            self._forget(tab)
            task = asyncio.get_running_loop().create_task(self._end(tab, GOING_AWAY, "please connect again"))
            self._cutting.add(task)
            task.add_done_callback(self._cutting.discard)

    async def _admitted(self, scope: Scope) -> str | None:
        if not same_origin(scope["headers"]):
            return None
        viewer = await self.who(scope)
        if len(self.tabs) >= self.limits.tabs:
            logger.warning("live names: all %d places are taken; a page was sent away", self.limits.tabs)
            return None
        return viewer

    async def _listen(self, tab: Tab, receive: Receive) -> None:
        """Obey until the client leaves. A hasty one is read slowly, which costs nobody but itself."""
        allowed, before = float(self.limits.burst), time.monotonic()
        while (message := await receive())["type"] == "websocket.receive":
            now = time.monotonic()
            allowed = min(self.limits.burst, allowed + (now - before) * self.limits.messages_a_second) - 1
            before = now
            if allowed < 0:
                await asyncio.sleep(-allowed / self.limits.messages_a_second)
            watch, leave = self._wishes(message)
            for text in leave:
                self._leave(tab, text)
            for text in watch:
                self._watch(tab, text)

    def _wishes(self, message: Message) -> tuple[list[str], list[str]]:
        text = message.get("text") or ""
        if len(text) > self.limits.message_bytes:
            raise Rude("message too long")
        try:
            wishes: Any = json.loads(text)
            watch, leave = wishes.get("watch", []), wishes.get("leave", [])
        except (ValueError, AttributeError, RecursionError) as error:
            raise Rude("not a JSON object") from error
        if not all(
            isinstance(part, list) and all(isinstance(x, str) for x in part) for part in (watch, leave)
        ):
            raise Rude("watch and leave are lists of grants")
        return watch, leave

    def _watch(self, tab: Tab, text: str) -> None:
        try:
            grant = grants.read(text, tab.viewer)
            if grant.read_at + grants.MAKING_SECONDS < self.less_since.get(tab.viewer, 0.0):
                raise BadGrant("its viewer sees less since then")
        except BadGrant:
            tab.refused.add(text)
            self._wake(tab)
            return
        if len(tab.grants) >= self.limits.grants_each:
            raise Rude(f"at most {self.limits.grants_each} grants")
        tab.grants[text] = grant.names
        for name in grant.names:
            self.watchers[name].add(tab)
            if is_list(name):
                tab.lists.setdefault(
                    name, Shown((tab.viewer, name), grant.names, partial(self._arrived, tab))
                )
        # What changed after the page was read and before it could watch.
        missed = {name for name in grant.names if self.recent.get(name, 0.0) >= grant.read_at}
        self._tell(tab, {EVERYTHING} if grant.read_at < self.since else missed)

    def _leave(self, tab: Tab, text: str) -> None:
        names = tab.grants.pop(text, frozenset())
        gone = names.difference(*tab.grants.values())
        self._unwatch(tab, gone)
        for name in gone & tab.lists.keys():
            self.lists.forget(tab.lists.pop(name))

    def _unwatch(self, tab: Tab, names: frozenset[str]) -> None:
        for name in names:
            self.watchers[name].discard(tab)
            if not self.watchers[name]:
                del self.watchers[name]

    def _forget(self, tab: Tab) -> None:
        self.tabs.discard(tab)
        self._unwatch(tab, frozenset().union(*tab.grants.values()))
        tab.grants.clear()
        for shown in tab.lists.values():
            self.lists.forget(shown)
        tab.lists.clear()
        if tab.sender is not None and tab.sender is not asyncio.current_task():
            tab.sender.cancel()

    def _remember(self, names: set[str], now: float) -> None:
        for name in names:
            self.recent[name] = now
            self.recent.move_to_end(name)
        while len(self.recent) > self.limits.remembered_names:
            _, self.since = self.recent.popitem(last=False)

    def _tell(self, tab: Tab, names: set[str]) -> None:
        for shown in tab.lists.values():
            if EVERYTHING in names or not names.isdisjoint(shown.because):
                self.lists.due(shown)
        names = names & tab.heard
        if not names or EVERYTHING in tab.pending:
            return
        tab.pending |= names
        if EVERYTHING in names or len(tab.pending) > self.limits.pending_each:
            tab.pending = {EVERYTHING}
        self._wake(tab)

    def _arrived(self, tab: Tab, shown: Shown, listing: Listing | None) -> None:
        """A list of the tab was made, or could not be: then the tab hears its name and asks."""
        if tab.lists.get(shown.wish[1]) is not shown:
            return  # left meanwhile
        if listing is None:
            tab.pending.add(shown.wish[1])
        else:
            shown.latest = listing
        self._wake(tab)

    def _wake(self, tab: Tab) -> None:
        # A task only while there is something to send: an idle page costs none.
        if tab.sender is None:
            tab.sender = asyncio.get_running_loop().create_task(self._speak(tab))

    async def _speak(self, tab: Tab) -> None:
        try:
            while news := tab.news():
                async with asyncio.timeout(self.limits.send_seconds):
                    await tab.send({"type": "websocket.send", "text": json.dumps(news)})
                await asyncio.sleep(self.limits.pause)
        except OSError:  # the client left, or took nothing for too long
            self._forget(tab)
            cut(tab.send)
        finally:
            tab.sender = None

    async def _end(self, tab: Tab, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(self.limits.send_seconds):
                await tab.send({"type": "websocket.close", "code": code, "reason": reason})
        except OSError:
            cut(tab.send)
