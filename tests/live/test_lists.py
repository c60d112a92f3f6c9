"""Lists in open pages over real WebSockets: sent whole, then what is new; made together; or asked for."""

import asyncio

import pytest
from websockets.asyncio.client import ClientConnection

from heard.live.grants import grant
from heard.live.hub import Hub, HubLimits
from heard.live.lists import Listing, Wish, list_name, parts_of
from heard.live.names import EVERYTHING
from tests.live.test_hub import hear, hub_served, run, say, watching

OPEN = list_name("en", "Europe/Berlin", "open")
LIMITS = HubLimits(lists_pause=0.2, pause=0.01)


class Maker:
    """Makes what a test says there is, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[set[Wish]] = []
        self.rows = {3: "three", 2: "two"}
        self.forbidden: set[str] = set()
        self.broken = False

    async def __call__(self, wishes: set[Wish]) -> dict[Wish, Listing]:
        self.asked.append(wishes)
        if self.broken:
            raise ArithmeticError("on purpose")
        return {
            wish: Listing(dict(self.rows), "below", {"open": "2"})
            for wish in wishes
            if wish[0] not in self.forbidden
        }


@pytest.fixture
def maker() -> Maker:
    return Maker()


async def shows(page: ClientConnection, hub: Hub, viewer: str = "agent:7") -> None:
    await say(page, watch=[grant(["inbox", OPEN], viewer)])
    await watching(hub, OPEN)


def test_the_whole_list_first_and_then_what_is_new(maker: Maker) -> None:
    with hub_served(LIMITS, lambda: maker) as (served, hub):

        async def act() -> None:
            async with served.page() as page:
                await shows(page, hub)
                served.tell("inbox")
                whole = {
                    "order": [3, 2],
                    "rows": {"3": "three", "2": "two"},
                    "below": "below",
                    "counts": {"open": "2"},
                }
                assert await hear(page) == {"lists": {OPEN: whole}}
                maker.rows = {4: "four", 2: "TWO", 3: "three"}
                served.tell("inbox")
                new = {
                    "order": [4, 2, 3],
                    "rows": {"4": "four", "2": "TWO"},
                    "below": "below",
                    "counts": {"open": "2"},
                }
                assert await hear(page) == {"lists": {OPEN: new}}
                served.tell("inbox")  # nothing in the list changed, so nothing is said
                await until_asked(maker, 3)
                maker.rows = {3: "three"}
                served.tell("inbox")
                assert await hear(page) == {
                    "lists": {OPEN: {"order": [3], "rows": {}, "below": "below", "counts": {"open": "2"}}}
                }

        run(act)


async def until_asked(maker: Maker, times: int) -> None:
    while len(maker.asked) < times:
        await asyncio.sleep(0.01)


def test_names_are_told_beside_only_where_another_part_hears_them(maker: Maker) -> None:
    with hub_served(LIMITS, lambda: maker) as (served, hub):

        async def act() -> None:
            async with served.page() as page:
                await say(page, watch=[grant(["inbox"], "agent:7")])
                await shows(page, hub)
                served.tell("inbox")
                assert await hear(page) == {"changed": ["inbox"]}
                assert list(await hear(page)) == ["lists"]

        run(act)


def test_lists_of_many_pages_are_made_together_and_not_more_often_than_the_pause(maker: Maker) -> None:
    with hub_served(LIMITS, lambda: maker) as (served, hub):

        async def act() -> None:
            async with served.page() as one, served.page() as two, served.page("agent:8") as three:
                for page, viewer in ((one, "agent:7"), (two, "agent:7"), (three, "agent:8")):
                    await shows(page, hub, viewer)
                while len(hub.watchers["inbox"]) < 3:
                    await asyncio.sleep(0.005)
                began = asyncio.get_running_loop().time()
                for number in range(60):
                    maker.rows[100 + number] = "new"
                    served.tell("inbox")
                    await asyncio.sleep(0.01)
                for page in (one, two, three):
                    assert list(await hear(page)) == ["lists"]
                took = asyncio.get_running_loop().time() - began
                assert set(map(frozenset, maker.asked)) == {frozenset({("agent:7", OPEN), ("agent:8", OPEN)})}
                assert 1 < len(maker.asked) <= 2 + took / LIMITS.lists_pause

        run(act)


@pytest.mark.parametrize("trouble", ["forbidden", "broken"])
def test_a_page_whose_list_cannot_be_made_is_told_its_name_and_asks(maker: Maker, trouble: str) -> None:
    maker.broken = trouble == "broken"
    maker.forbidden = {"agent:7"}
    with hub_served(LIMITS, lambda: maker) as (served, hub):

        async def act() -> None:
            async with served.page() as page:
                await shows(page, hub)
                served.tell("inbox")
                assert await hear(page) == {"changed": [OPEN]}
                maker.broken, maker.forbidden = False, set()
                served.tell("inbox")
                assert list(await hear(page)) == ["lists"]

        run(act)


def test_when_everything_may_have_changed_every_list_has(maker: Maker) -> None:
    with hub_served(LIMITS, lambda: maker) as (served, hub):

        async def act() -> None:
            async with served.page() as page:
                await shows(page, hub)
                served.tell(EVERYTHING)
                heard = [await hear(page), await hear(page)]
                assert {"changed": ["*"]} in heard
                assert ["lists"] in [list(one) for one in heard]

        run(act)


def test_a_list_that_was_left_is_not_made(maker: Maker) -> None:
    with hub_served(LIMITS, lambda: maker) as (served, hub):

        async def act() -> None:
            async with served.page() as page:
                text = grant(["inbox", OPEN], "agent:7")
                await say(page, watch=[text, grant(["ticket:1"], "agent:7")])
                await watching(hub, OPEN, "ticket:1")
                await say(page, leave=[text])
                while OPEN in hub.watchers:
                    await asyncio.sleep(0.005)
                served.tell("inbox", "ticket:1")
                assert await hear(page) == {"changed": ["ticket:1"]}
                await asyncio.sleep(2 * LIMITS.lists_pause)
                assert maker.asked == []

        run(act)


def test_what_is_new_since_another_state() -> None:
    first, last = Listing({1: "a", 2: "b"}, "", {}), Listing({1: "c", 2: "b"}, "", {})
    assert last.since(first) == {"order": [1, 2], "rows": {1: "c"}, "below": "", "counts": {}}
    assert last.since(None)["rows"] == {1: "c", 2: "b"}
    assert Listing({2: "b", 1: "a"}, "", {}).since(first)["order"] == [2, 1]
    assert Listing(first.rows, "", {"mine": "1"}).since(first)["counts"] == {"mine": "1"}
    assert Listing(first.rows, "end", {}).since(first)["below"] == "end"
    assert first.since(first) == {}


def test_the_parts_of_a_name_come_back() -> None:
    assert parts_of(list_name("de", "UTC", "tag-a:b"), 3) == ["de", "UTC", "tag-a:b"]
