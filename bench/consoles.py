"""Does every open console see a change soon, when 500 are open and ten changes come a second?

Each console is the inbox of a person of its own, which listens and is sent its rows. One more is a real page
in Chromium. The changes are mails, of which each makes a ticket. Meanwhile somebody opens the inbox ten times
a second. BENCH_CONSOLES=100 opens fewer.
"""

import asyncio
import json
import os
import re
import statistics
import threading
import time
from collections import Counter

from playwright.sync_api import Page
from websockets.asyncio.client import connect

from bench.cost import Meter
from bench.intake import Load
from bench.visible import rows_grant, tickets_in
from tests.chromium import chromium
from tests.journeys.desk import OWNER, PASSWORD, new_desk
from tests.journeys.post import letter

CONSOLES = int(os.environ.get("BENCH_CONSOLES", "500"))
PER_SECOND, SECONDS, TICKETS, FIRST = 10, 60, 2_000, 5_000
VIEW = "/desk/views/all/"
MOST_SEEN_S, MOST_INBOX_MS = 2.0, 50.0  # for 95 of 100

# People with an open session; every tenth sees their team's tickets only.
PEOPLE = """
import sys, django
django.setup()
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from heard.staff.models import Person
store = import_module(settings.SESSION_ENGINE).SessionStore
for number in range(int(sys.argv[1])):
    sees = "everything" if number % 10 else "own_teams"
    person = Person.objects.create(email=f"agent-{number}@oakhollow.example", name=f"A {number}", sees=sees)
    session = store()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
"""

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

    def __init__(self, port: int, cookie: str) -> None:
        self._port, self._cookie = port, cookie
        self.seen: dict[str, float] = {}
        self.refused: list[str] = []

    async def open(self) -> None:
        """Reads the page, and its counts once it stands."""
        page = await self.fetch(VIEW)
        counts = re.search(r'id="views" hx-get="([^"]+)"', page)
        assert counts, "the inbox does not ask for its counts"
        self._grant = rows_grant(page)
        await self.fetch(counts[1])

    async def live(self, over: asyncio.Event) -> None:
        """Listens."""
        site = f"127.0.0.1:{self._port}"
        async with connect(
            f"ws://{site}/live",
            additional_headers={"Cookie": self._cookie},
            origin=f"http://{site}",  # type: ignore[arg-type]
            compression=None,
        ) as line:
            await line.send(json.dumps({"watch": [self._grant]}))
            while not over.is_set():
                try:
                    said = json.loads(await asyncio.wait_for(line.recv(), 1))
                except TimeoutError:
                    continue
                now = time.monotonic()
                for number in tickets_in(said):
                    self.seen.setdefault(number, now)

    async def fetch(self, path: str) -> str:
        """The page at `path`, over a line of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        headers = f"Host: 127.0.0.1:{self._port}\r\nConnection: close\r\nCookie: {self._cookie}"
        writer.write(f"GET {path} HTTP/1.1\r\n{headers}\r\n\r\n".encode())
        answer = (await reader.read()).decode()
        writer.close()
        if not answer.startswith("HTTP/1.1 200"):
            self.refused.append(answer[:12])
        return answer


class Hall(threading.Thread):
    """All consoles, and somebody who opens the inbox again and again."""

    def __init__(self, port: int, cookies: list[str]) -> None:
        super().__init__(daemon=True)
        self.consoles = [Console(port, cookie) for cookie in cookies]
        self.opened: list[float] = []
        self.over, self.are_open = threading.Event(), threading.Event()

    def run(self) -> None:
        """Until it is over."""
        asyncio.run(self._all())

    async def _all(self) -> None:
        over = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            for console in self.consoles:
                await console.open()
                tasks.create_task(console.live(over))
            self.are_open.set()
            tasks.create_task(self._open_it(over))
            while not self.over.is_set():
                await asyncio.sleep(0.1)
            over.set()

    async def _open_it(self, over: asyncio.Event) -> None:
        while not over.is_set():
            began = time.monotonic()
            await self.consoles[-1].fetch(VIEW)
            self.opened.append(1000 * (time.monotonic() - began))
            await asyncio.sleep(1 / PER_SECOND)


def main(_arguments: list[str]) -> int:
    with new_desk() as desk, chromium() as browser:
        desk.open()
        desk.run("-m", "heard", "seed", "--tickets", str(TICKETS))
        cookies = desk.run("-c", PEOPLE, str(CONSOLES)).split()
        up = desk.up()
        hall = Hall(desk.http_port, cookies)
        hall.start()
        assert hall.are_open.wait(120), "the consoles did not open"
        page = browser.new_page(base_url=f"http://127.0.0.1:{desk.http_port}")
        _open_inbox(page)
        meter, load = Meter(desk, up), Load(desk.smtp_port)
        hall.opened.clear()
        numbers = [str(FIRST + place) for place in range(PER_SECOND * SECONDS)]
        load.bring([letter(int(number)) for number in numbers], PER_SECOND)
        opened = sorted(hall.opened)
        costs = meter.lines(len(numbers), "mail")
        page.wait_for_timeout(5000)  # for what came last
        shown = page.evaluate("window.seen")
        hall.over.set()
        hall.join(30)
        taken = {number: load.taken[f"<letter-{number}@elsewhere.example>"] for number in numbers}
        kind = desk.database_url.split(":")[0]
    refused = Counter(status for console in hall.consoles for status in console.refused)
    print(f"   {len(hall.consoles)} consoles on {kind}, refused: {dict(refused)}")
    late = _is_late(hall, taken, shown)
    late |= _said("the inbox opened meanwhile", opened, "ms") > MOST_INBOX_MS
    print(*(f"   {cost}" for cost in costs), sep="\n")
    return 1 if late or refused else 0


def _is_late(hall: Hall, taken: dict[str, float], shown: dict[str, float]) -> bool:
    """Prints when each ticket stood in the real page and in the consoles whose people may see it."""
    since = time.time() - time.monotonic()
    real = [shown[number] - since - at for number, at in taken.items() if number in shown]
    seeing = [console.seen for console in hall.consoles if console.seen]
    others = [seen[number] - at for seen in seeing for number, at in taken.items() if number in seen]
    late = _said("in the real page", real, "s") > MOST_SEEN_S
    late |= _said(f"in {len(seeing)} consoles that may see it", others, "s") > MOST_SEEN_S
    print(
        f"   seen: {len(real)} of {len(taken)} in the real page,"
        f" {len(others)} of {len(seeing) * len(taken)} in the consoles"
    )
    return late or len(real) < len(taken) or len(others) < len(seeing) * len(taken)


def _open_inbox(page: Page) -> None:
    page.goto("/sign-in/")
    page.fill("[name=login]", OWNER)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    page.goto(VIEW)
    page.evaluate(SEEN)


def _said(what: str, figures: list[float], unit: str) -> float:
    """Prints them; what 95 of 100 stay below."""
    ranks = statistics.quantiles(figures, n=100)
    print(f"   {what}: {ranks[49]:.2f} {unit} (median), {ranks[94]:.2f} {unit} (95 of 100)")
    return ranks[94]
