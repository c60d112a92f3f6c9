"""How fast are the lists and a ticket, with 10,000, 100,000 or a million tickets of three messages each?

`python -m bench lists` measures 10,000 and 100,000; BENCH_TICKETS=10000,1000000 says otherwise. Through a
real server, signed in, as somebody who sees everything and as one who sees one ticket in a hundred: each view
warm, with rows that no process has made yet, and unchanged (304); beside them an empty signed-in page.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import psutil

from tests.journeys.desk import OWNER, PASSWORD, ROOT, Desk, new_desk, wait_for
from tests.journeys.visitor import Person

SIZES = [int(size) for size in os.environ.get("BENCH_TICKETS", "10000,100000").split(",")]
ROUNDS = 40
VIEWS = ("open", "mine", "unassigned", "waiting", "adrift", "lists", "solved", "all")
OTHERS = ("status-hold", "status-closed", "team-1", "channel-2", "tag-wedding")
MOST_LIST_MS, MOST_TICKET_MS, MOST_GROWTH, MOST_COLD, LEAST_A_SECOND = 6.0, 10.0, 1.2, 4.0, 250.0


class Browser:
    """A signed-in browser over one connection that stays open."""

    def __init__(self, port: int, login: str, password: str) -> None:
        person = Person(port).sign_in(login, password)
        self._headers = {"Cookie": person.cookies()}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def read(self, path: str, **headers: str) -> tuple[int, str, bytes]:
        """Status, ETag and body."""
        self._connection.request("GET", path, headers=self._headers | headers)
        answer = self._connection.getresponse()
        return answer.status, answer.headers.get("ETag", ""), answer.read()

    def milliseconds(self, path: str, **headers: str) -> float:
        """How long one answer takes."""
        began = time.perf_counter()
        status, _tag, _body = self.read(path, **headers)
        assert status in {200, 304}, f"{path}: {status}"
        return 1000 * (time.perf_counter() - began)


def main(_arguments: list[str]) -> int:
    missed: list[str] = []
    firsts: dict[str, float] = {}
    for size in SIZES:
        with new_desk(HEARD_UNDO_SECONDS="10") as desk:
            missed += _measured(desk.open(), size, firsts)
    print(*(f"   missed: {line}" for line in missed), sep="\n")
    return 1 if missed else 0


def _measured(desk: Desk, size: int, firsts: dict[str, float]) -> list[str]:
    """Prints the figures of one size, gives what missed. `firsts` are those of the smallest size."""
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "heard", "seed", "--tickets", str(size)],
        env=desk.environment,
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    print(f"   {size:,} tickets: seeded in {time.monotonic() - began:.0f} s")
    password = desk.run("-m", "heard", "person", "few@load.example").strip()
    process = desk.start("web")
    wait_for(lambda: desk.status_of("/sign-in/") == 200, "the pages", 40)
    missed = []
    pages = psutil.Process(process.pid)
    for who, login, secret in (("everything", OWNER, PASSWORD), ("1 %", "few@load.example", password)):
        browser = Browser(desk.http_port, login, secret)
        missed += _views(browser, pages, f"{size:,} · {who}", firsts)
        missed += _ticket(browser, size, who, firsts)
        if who == "everything":
            missed += _many(desk.http_port)
    return missed


def _views(browser: Browser, pages: psutil.Process, label: str, firsts: dict[str, float]) -> list[str]:
    missed = []
    empty, empty_cpu = _median(lambda: browser.milliseconds("/desk/search"), pages)
    print(f"   {label}: empty signed-in page {empty:.1f} ms, {empty_cpu:.1f} ms of processor")
    for slug in (*VIEWS, *OTHERS):
        path = f"/desk/views/{slug}/"
        tag = browser.read(path)[1]
        warm, cpu = _median(lambda path=path: browser.milliseconds(path), pages)
        again, _cpu = _median(
            lambda path=path, tag=tag: browser.milliseconds(path, **{"If-None-Match": tag}), pages
        )
        cold = _cold(browser, path)
        rows = len(re.findall(rb'<li class="item', browser.read(path)[2]))
        counts = browser.milliseconds(f"/desk/views/{slug}/counts")
        first = firsts.setdefault(f"{slug} {label.partition('·')[2]}", warm)
        print(
            f"   {label} · {slug:14} {rows:3} rows · warm {warm:5.1f} ms, {cpu:4.1f} of processor · cold"
            f" {cold:5.1f} · unchanged {again:4.1f} · counts {counts:5.1f} · growth {warm / first:.2f}"
        )
        if warm > MOST_LIST_MS:
            missed.append(f"{label} {slug}: {warm:.1f} ms")
        if warm / first > MOST_GROWTH:
            missed.append(f"{label} {slug}: grew {warm / first:.2f} times")
        if cold > MOST_COLD * warm:
            missed.append(f"{label} {slug}: cold {cold / warm:.1f} times the warm one")
    return missed


def _cold(browser: Browser, path: str) -> float:
    """The first page of rows that no process has made yet: further and further back."""
    times = []
    for _ in range(5):
        found = re.search(rb'href="(\S+?after=[^"]+)" rel="next"', browser.read(path)[2])
        if not found:
            break
        path = found[1].decode().replace("&amp;", "&")
        times.append(browser.milliseconds(path))
    return statistics.median(times) if times else 0.0


def _ticket(browser: Browser, size: int, who: str, firsts: dict[str, float]) -> list[str]:
    number = re.search(rb"/desk/tickets/(\d+)", browser.read("/desk/views/all/")[2])
    assert number, "no ticket is in the list"
    path = f"/desk/tickets/{number[1].decode()}"
    times = [browser.milliseconds(path) for _ in range(ROUNDS)]
    middle = statistics.median(times)
    first = firsts.setdefault(f"ticket {who}", middle)
    print(f"   {size:,} · {who} · a ticket {middle:.1f} ms · growth {middle / first:.2f}")
    return [f"{size:,} ticket: {middle:.1f} ms"] if middle > MOST_TICKET_MS else []


def _many(port: int, browsers: int = 8, seconds: float = 5.0) -> list[str]:
    """Inbox requests a second from eight browsers at once."""
    counted = [0] * browsers
    signed_in = [Browser(port, OWNER, PASSWORD) for _ in range(browsers)]
    end = time.monotonic() + seconds

    def ask(place: int) -> None:
        while time.monotonic() < end:
            signed_in[place].milliseconds("/desk/views/open/rows")
            counted[place] += 1

    began = time.monotonic()
    threads = [threading.Thread(target=ask, args=(place,)) for place in range(browsers)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    speed = sum(counted) / (time.monotonic() - began)
    print(f"   {browsers} browsers at once: {speed:.0f} readings of the list a second")
    return [f"{speed:.0f} a second"] if speed < LEAST_A_SECOND else []


def _median(ask: Callable[[], float], pages: psutil.Process) -> tuple[float, float]:
    """Milliseconds of one answer, and the processor time that the server spent on it."""
    ask()
    before = sum(pages.cpu_times()[:2])
    times = [ask() for _ in range(ROUNDS)]
    return statistics.median(times), 1000 * (sum(pages.cpu_times()[:2]) - before) / ROUNDS


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
