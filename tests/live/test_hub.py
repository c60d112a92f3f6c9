"""The hub over real WebSockets: who hears what, who is refused, and what a slow page costs the others."""

import asyncio
import json
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from heard.lib.asgi import Scope
from heard.live.grants import MAKING_SECONDS, grant
from heard.live.hub import Hub, HubLimits
from heard.live.lists import Begin, nobody
from heard.live.names import SEES_LESS, SIGNED_OUT
from tests.serving import serving, wait_until


async def who(scope: Scope) -> str | None:
    """Tests sign in by naming themselves in a cookie."""
    cookies = dict(scope["headers"]).get(b"cookie", b"").decode()
    return cookies.removeprefix("viewer=") or None


@contextmanager
def hub_served(limits: HubLimits | None = None, begin: Begin = nobody) -> Iterator[tuple["Served", Hub]]:
    hub = Hub(who, limits, begin)
    served = Served(hub)
    with serving(served, ws_per_message_deflate=False) as port:
        served.port = port
        yield served, hub


class Served:
    """The hub as an app that remembers its loop, so that a test can tell it something."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.port = 0
        self.loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.loop = asyncio.get_running_loop()
        if scope["type"] == "websocket":
            await self.hub(scope, receive, send)

    def tell(self, *names: str) -> None:
        assert self.loop
        self.loop.call_soon_threadsafe(self.hub.tell, names)

    def page(self, viewer: str = "agent:7", origin: str | None = None) -> Any:
        here = f"http://127.0.0.1:{self.port}"
        cookie = {"Cookie": f"viewer={viewer}"} if viewer else {}
        return connect(
            here.replace("http", "ws") + "/live",
            additional_headers={"Origin": here if origin is None else origin, **cookie},
            compression=None,
            proxy=None,
        )


def run(act: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(20):
            await act()

    asyncio.run(limited())


async def say(page: ClientConnection, **wishes: list[str]) -> None:
    await page.send(json.dumps(wishes))


async def hear(page: ClientConnection) -> dict[str, list[str]]:
    heard: dict[str, list[str]] = json.loads(await page.recv())
    return heard


async def watching(hub: Hub, *names: str) -> None:
    while not all(name in hub.watchers for name in names):
        await asyncio.sleep(0.005)


def test_a_page_hears_its_names_and_no_others() -> None:
    with hub_served() as (served, hub):

        async def act() -> None:
            async with served.page() as page, served.page("agent:8") as other:
                await say(page, watch=[grant(["ticket:12", "inbox"], "agent:7")])
                await say(other, watch=[grant(["ticket:13"], "agent:8")])
                await watching(hub, "ticket:12", "ticket:13")
                served.tell("ticket:12", "ticket:13", "ticket:14")
                assert await hear(page) == {"changed": ["ticket:12"]}
                assert await hear(other) == {"changed": ["ticket:13"]}

        run(act)
        wait_until(lambda: (hub.tabs, dict(hub.watchers)) == (set(), {}))


def test_leaving_one_grant_keeps_what_another_gives() -> None:
    with hub_served() as (served, hub):

        async def act() -> None:
            async with served.page() as page:
                first, second = grant(["inbox", "ticket:1"], "agent:7"), grant(["inbox"], "agent:7")
                await say(page, watch=[first, second])
                await watching(hub, "ticket:1")
                await say(page, leave=[first])
                while "ticket:1" in hub.watchers:
                    await asyncio.sleep(0.005)
                served.tell("ticket:1", "inbox")
                assert await hear(page) == {"changed": ["inbox"]}

        run(act)


def test_signing_out_cuts_the_pages_of_one_viewer() -> None:
    with hub_served() as (served, hub):

        async def act() -> None:
            async with served.page() as page, served.page("agent:8") as other:
                await say(page, watch=[grant(["inbox"], "agent:7")])
                await say(other, watch=[grant(["inbox"], "agent:8")])
                while len(hub.watchers.get("inbox", ())) < 2:
                    await asyncio.sleep(0.005)
                served.tell(f"{SIGNED_OUT}agent:7")
                with pytest.raises(ConnectionClosed) as cut:
                    await hear(page)
                assert cut.value.rcvd and cut.value.rcvd.code == 1001
                served.tell("inbox")
                assert await hear(other) == {"changed": ["inbox"]}

        run(act)


def test_who_sees_less_must_have_the_page_made_anew() -> None:
    hidden = grant(["ticket:2"], "agent:7", read_at=time.time() - MAKING_SECONDS)
    with hub_served() as (served, hub):
        before, others = grant(["ticket:1", "inbox"], "agent:7"), grant(["ticket:1"], "agent:8")

        async def act() -> None:
            async with served.page() as page, served.page("agent:8") as other:
                await say(page, watch=[before])
                await say(other, watch=[others])
                while len(hub.watchers.get("ticket:1", ())) < 2:
                    await asyncio.sleep(0.005)
                await asyncio.sleep(0.01)
                served.tell(f"{SEES_LESS}agent:7")
                assert await hear(page) == {"refused": [before]}
                served.tell("ticket:1", "inbox")
                assert await hear(other) == {"changed": ["ticket:1"]}
                assert "inbox" not in hub.watchers
                await say(page, watch=[hidden])  # of another part, made before the sight was lost
                assert await hear(page) == {"refused": [hidden]}
            anew = grant(["inbox"], "agent:7", read_at=time.time() - MAKING_SECONDS)
            async with served.page() as page:  # connected again, with what it held and what was made since
                await say(page, watch=[hidden, anew])
                heard = await hear(page)
                assert heard["refused"] == [hidden]
                served.tell("ticket:2", "inbox")
                while "changed" not in heard or heard["changed"] == ["*"]:
                    heard = await hear(page)
                assert heard["changed"] == ["inbox"]

        run(act)


def test_forged_foreign_and_old_grants_are_refused_and_tell_nothing() -> None:
    forged = grant(["inbox"], "agent:7").replace("inbox", "ticket:1")
    foreign = grant(["inbox"], "agent:8")
    old = grant(["inbox"], "agent:7", read_at=time.time() - 86_400)
    with hub_served() as (served, hub):

        async def act() -> None:
            async with served.page() as page:
                await say(page, watch=[forged, foreign, old])
                assert await hear(page) == {"refused": sorted([forged, foreign, old])}
                assert dict(hub.watchers) == {}

        run(act)


@pytest.mark.parametrize(
    ("viewer", "origin"), [("", None), ("agent:7", "https://evil.example"), ("agent:7", "null")]
)
def test_strangers_and_other_sites_do_not_get_in(viewer: str, origin: str | None) -> None:
    with hub_served() as (served, _):

        async def act() -> None:
            with pytest.raises(InvalidStatus) as refused:
                await served.page(viewer, origin)
            assert refused.value.response.status_code == 403

        run(act)


def test_what_changed_between_reading_and_watching_is_told() -> None:
    with hub_served() as (served, hub):

        async def act() -> None:
            hub.tell(["ticket:1", "inbox"])
            early = grant(["ticket:1", "ticket:2"], "agent:7", read_at=hub.recent["ticket:1"])
            current = grant(["ticket:1"], "agent:7", read_at=hub.recent["ticket:1"] + 1)
            before_the_hub = grant(["ticket:2"], "agent:7", read_at=hub.since - 1)
            async with served.page() as page:
                await say(page, watch=[current])
                await say(page, watch=[early])
                assert await hear(page) == {"changed": ["ticket:1"]}
                await say(page, leave=[early], watch=[before_the_hub])
                assert await hear(page) == {"changed": ["*"]}

        run(act)


def test_everything_reaches_every_page() -> None:
    with hub_served() as (served, hub):

        async def act() -> None:
            async with served.page() as page, served.page() as idle:
                await say(page, watch=[grant(["inbox"], "agent:7")])
                await watching(hub, "inbox")
                served.tell("*")
                assert await hear(page) == {"changed": ["*"]}
                assert await hear(idle) == {"changed": ["*"]}

        run(act)


def stalled(served: Served, *names: str) -> socket.socket:
    """A page that asks for `names` and then never reads, with small buffers so that it hurts soon."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", served.port))
    raw.sendall(
        f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nOrigin: http://127.0.0.1:{served.port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nCookie: viewer=agent:7\r\n"
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n".encode()
    )
    assert b"101" in raw.recv(2048)
    text = json.dumps({"watch": [grant(names, "agent:7")]}).encode()
    mask = b"\0\0\0\0"
    raw.sendall(b"\x81\xfe" + len(text).to_bytes(2, "big") + mask + text)
    return raw


def test_a_page_that_never_reads_overflows_alone_and_is_dropped() -> None:
    names = [f"ticket:{'0' * 80}{number:03}" for number in range(150)]
    with hub_served(HubLimits(send_seconds=3.0, pending_each=100, pause=0)) as (served, hub):
        slow = stalled(served, *names)
        wait_until(lambda: names[0] in hub.watchers)
        (slow_tab,) = hub.tabs

        async def act() -> None:
            async with served.page() as page:
                await say(page, watch=[grant(["inbox"], "agent:7")])
                await watching(hub, "inbox")
                worst = 0.0
                # About 13 kB a round for the slow page, until its buffers are full and its queue overflows.
                while slow_tab.pending != {"*"}:
                    served.tell(*names[:99], "inbox")
                    began = time.perf_counter()
                    assert await hear(page) == {"changed": ["inbox"]}
                    worst = max(worst, time.perf_counter() - began)
                    if slow_tab.pending:
                        served.tell(*names)
                        await asyncio.sleep(0)
                assert worst < 2  # the slow page's time-out is 3 s: nobody waited for it
                while slow_tab in hub.tabs:
                    served.tell(*names[:99])  # should its buffers have grown meanwhile: 13 kB fill them again
                    await asyncio.sleep(0.05)
                served.tell("inbox")
                assert await hear(page) == {"changed": ["inbox"]}

        run(act)
        slow.close()


@pytest.mark.parametrize("rude", ["nonsense", "[]", '{"watch": "x"}', '{"watch": [1]}', "x" * 200_000])
def test_a_rude_page_is_sent_away(rude: str) -> None:
    with hub_served() as (served, _):

        async def act() -> None:
            async with served.page() as page:
                await page.send(rude)
                with pytest.raises(ConnectionClosed) as closed:
                    await page.recv()
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 1008

        run(act)


def test_grants_and_places_are_limited() -> None:
    with hub_served(HubLimits(tabs=1, grants_each=2)) as (served, _):

        async def act() -> None:
            async with served.page() as page:
                with pytest.raises(InvalidStatus):
                    await served.page()
                await say(page, watch=[grant([f"ticket:{number}"], "agent:7") for number in range(3)])
                with pytest.raises(ConnectionClosed):
                    await page.recv()

        run(act)


def test_a_hasty_page_is_read_slowly() -> None:
    with hub_served(HubLimits(burst=5, messages_a_second=20)) as (served, hub):

        async def act() -> None:
            async with served.page() as page:
                began = time.monotonic()
                for number in range(15):
                    await say(page, watch=[grant([f"ticket:{number}"], "agent:7")])
                await watching(hub, "ticket:14")
                assert time.monotonic() - began > 0.4

        run(act)


def test_after_its_lifetime_a_page_is_asked_to_connect_again() -> None:
    with hub_served(HubLimits(lifetime=0.2)) as (served, hub):

        async def act() -> None:
            async with served.page() as page:
                with pytest.raises(ConnectionClosed) as closed:
                    await page.recv()
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == 1001

        run(act)
        wait_until(lambda: not hub.tabs)
