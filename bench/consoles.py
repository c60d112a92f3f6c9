"""Does every open console see a change soon, when 500 are open and ten changes come a second?

Each console is an inbox that listens and asks for its rows as the page's script does; one more is a real page
in Chromium. The changes are mails, of which each makes a ticket. Meanwhile somebody opens the inbox ten times
a second. BENCH_CONSOLES=100 opens fewer.
"""

import asyncio
import json
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
import zlib
from contextlib import suppress

from playwright.sync_api import Page
from websockets.asyncio.client import ClientConnection, connect

from bench.cost import Meter
from bench.intake import Load
from bench.visible import PAUSE, PER_SECOND, SPREAD
from tests.chromium import chromium
from tests.journeys.desk import OWNER, PASSWORD, ROOT, Desk, new_desk
from tests.journeys.post import letter
from tests.journeys.visitor import Person

CONSOLES = int(os.environ.get("BENCH_CONSOLES", "500"))
SECONDS, TICKETS, FIRST = 60, 2_000, 5_000
WATCHED = 20  # consoles whose rows are read; the others only fetch them
SESSIONS = 25
MOST_SEEN_S, MOST_INBOX_MS = 2.0, 50.0  # for 95 of 100

# In the real page: when each ticket was first seen, by the page's own clock.
SEEN = """() => {
    window.seen = {};
    const look = () => {
        for (const [, number] of document.querySelector("#rows").textContent.matchAll(/Clock number (\\d+)/g))
            window.seen[number] ??= Date.now() / 1000;
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
}"""


class Console:
    """An open inbox without a screen."""

    def __init__(self, port: int, cookies: str, grant: str, rows: str, *, is_watched: bool) -> None:
        self._port, self._cookies, self._grant, self._path = port, cookies, grant, rows
        self.is_watched = is_watched
        self.seen: dict[str, float] = {}
        self.reads = 0

    async def connect(self) -> None:
        """A line for its requests that stays open."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def live(self, over: asyncio.Event) -> None:
        """Listens, and asks again for the rows when they changed."""
        site = f"127.0.0.1:{self._port}"
        await self.connect()
        headers = {"Cookie": self._cookies}
        async with connect(f"ws://{site}/live", additional_headers=headers, origin=f"http://{site}") as line:  # type: ignore[arg-type]
            await line.send(json.dumps({"watch": [self._grant]}))
            read_at = 0.0
            while not over.is_set():
                if not await _heard(line, 0.5):
                    continue
                rest = read_at + PAUSE - time.monotonic()
                await asyncio.sleep(max(0.0, rest) + random.random() * SPREAD)
                while await _heard(line, 0):  # what came meanwhile says no more than that it changed
                    pass
                read_at = time.monotonic()
                await self._read()

    async def _read(self) -> None:
        body = await self.fetch(self._path)
        self.reads += 1
        if self.is_watched:
            now, text = time.monotonic(), zlib.decompress(body, 31).decode()
            for number in re.findall(r"Clock number (\d+)", text):
                self.seen.setdefault(number, now)

    async def fetch(self, path: str) -> bytes:
        """The body, as it is sent."""
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nCookie: {self._cookies}"
        self._writer.write(f"{head}\r\n\r\n".encode())
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"content-length: (\d+)", answer)
        assert length, answer
        return await self._reader.readexactly(int(length[1]))


async def _heard(line: ClientConnection, seconds: float) -> bool:
    try:
        said = json.loads(await asyncio.wait_for(line.recv(), seconds or 0.001))
    except TimeoutError:
        return False
    assert not said.get("refused"), "the page may not hear what it shows"
    return True


class Hall(threading.Thread):
    """All consoles, and somebody who opens the inbox again and again."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port = port
        self.opened: list[float] = []
        self.over, self.are_open = threading.Event(), threading.Event()
        self.consoles: list[Console] = []
        for _session in range(SESSIONS):
            person = Person(port).sign_in()
            found = re.search(
                r'id="rows" data-live="([^"]+)" hx-get="([^"]+)"', person.read("/desk/views/all/")
            )
            assert found, "the inbox shows no rows that live"
            grant, rows = (part.replace("&amp;", "&") for part in found.groups())
            for _console in range(CONSOLES // SESSIONS):
                is_watched = len(self.consoles) % (CONSOLES // WATCHED) == 0
                self.consoles.append(Console(port, person.cookies(), grant, rows, is_watched=is_watched))
        self._guest = Console(port, person.cookies(), grant, rows, is_watched=False)

    @property
    def watched(self) -> list[Console]:
        """Those whose rows are read."""
        return [one for one in self.consoles if one.is_watched]

    def run(self) -> None:
        """Until it is over."""
        asyncio.run(self._all())

    async def _all(self) -> None:
        over = asyncio.Event()
        tasks = []
        for one in self.consoles:
            tasks.append(asyncio.create_task(one.live(over)))
            await asyncio.sleep(0.01)
        self.are_open.set()
        tasks.append(asyncio.create_task(self._open_it(over)))
        while not self.over.is_set():
            await asyncio.sleep(0.1)
        over.set()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _open_it(self, over: asyncio.Event) -> None:
        guest = self._guest
        await guest.connect()
        while not over.is_set():
            began = time.monotonic()
            await guest.fetch("/desk/views/all/")
            self.opened.append(1000 * (time.monotonic() - began))
            await asyncio.sleep(0.1)


def main(_arguments: list[str]) -> int:
    with new_desk() as desk, chromium() as browser:
        desk.open()
        _seed(desk)
        up = desk.up()
        hall = Hall(desk.http_port)
        hall.start()
        assert hall.are_open.wait(120), "the consoles did not open"
        page = browser.new_page(base_url=f"http://127.0.0.1:{desk.http_port}")
        _open_inbox(page)
        numbers = [str(FIRST + place) for place in range(PER_SECOND * SECONDS)]
        meter, load = Meter(desk, up), Load(desk.smtp_port)
        hall.opened.clear()
        load.bring([letter(int(number)) for number in numbers], PER_SECOND)
        opened = sorted(hall.opened)
        page.wait_for_timeout(5000)  # for what came last
        shown = page.evaluate("window.seen")
        hall.over.set()
        hall.join(30)
        taken = {number: load.taken[f"<letter-{number}@elsewhere.example>"] for number in numbers}
        costs = meter.lines(len(numbers), "mail")
    since = time.time() - time.monotonic()
    real = [shown[number] - since - at for number, at in taken.items() if number in shown]
    others = [
        one.seen[number] - at for one in hall.watched for number, at in taken.items() if number in one.seen
    ]
    reads = sum(one.reads for one in hall.consoles) / SECONDS
    print(f"   {len(hall.consoles)} consoles, {reads:.0f} readings of rows a second")
    late = _said("in the real page", real, "s") > MOST_SEEN_S
    late |= _said(f"in {len(hall.watched)} of the consoles", others, "s") > MOST_SEEN_S
    slow = _said("the inbox opened meanwhile", opened, "ms") > MOST_INBOX_MS
    print(f"   seen: {len(real)} of {len(numbers)} in the real page (a page shows the newest 50)")
    print(*(f"   {cost}" for cost in costs), sep="\n")
    return 1 if late or slow else 0


def _seed(desk: Desk) -> None:
    command = [sys.executable, "-m", "heard", "seed", "--tickets", str(TICKETS)]
    subprocess.run(command, env=desk.environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _open_inbox(page: Page) -> None:
    page.goto("/sign-in/")
    page.fill("[name=login]", OWNER)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    page.goto("/desk/views/all/")
    page.evaluate(SEEN)


def _said(what: str, figures: list[float], unit: str) -> float:
    """Prints them; what 95 of 100 stay below."""
    ranks = statistics.quantiles(figures, n=100)
    print(f"   {what}: {ranks[49]:.2f} {unit} (median), {ranks[94]:.2f} {unit} (95 of 100)")
    return ranks[94]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
