"""How fast are the lists and a ticket, with 10,000, 100,000 or a million tickets of three messages each?

`python -m bench lists` measures 10,000 and 100,000; BENCH_TICKETS=10000,1000000 says otherwise. Through a
real server, signed in, as somebody who sees everything and as one who sees one ticket in a hundred: each view
warm, with rows that the process has not made yet, and unchanged (304); beside them an empty signed-in page
and the view's bare SQL. Then a ticket of twenty messages, and eight browsers at once. bench/kept.py says
how desks are kept for the next run.
"""

import gzip
import http.client
import json
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable

import psutil

from bench.kept import SIZES, desk_of
from tests.journeys.desk import OWNER, PASSWORD, Desk, wait_for
from tests.journeys.visitor import Person

ROUNDS = 40
VIEWS = ("open", "mine", "unassigned", "waiting", "adrift", "hot", "lists", "solved", "all", "spam")
OTHERS = ("status-hold", "status-closed", "team-1", "channel-2", "tag-wedding")
MOST_LIST_MS, MOST_TICKET_MS, MOST_GROWTH, MOST_COLD, LEAST_A_SECOND = 6.0, 10.0, 1.2, 4.0, 250.0
MOST_CPU = 3.0  # times an empty page and the bare SQL together

# Inside the desk's own Python: whoever sees few gets a password.
FEW = """
import sys
import django
django.setup()
from heard.staff import people
from heard.staff.models import Person
people.give_password(Person.objects.get(email=sys.argv[1]), sys.argv[2])
"""

# The same: the milliseconds of each view's SQL alone, by who looks and which view.
BARE = """
import json, statistics, sys, time
import django
django.setup()
from django.db import connection
from heard.staff.models import Person
from heard.tickets import paging, views
found = {}
for who, login in json.loads(sys.argv[1]).items():
    person = Person.objects.get(email=login)
    for slug in json.loads(sys.argv[2]):
        view = views.view_of(slug)
        with connection.execute_wrapper(lambda execute, *asked: kept.append(asked[:2]) or execute(*asked)):
            kept = []
            paging.page(view, person)
        times = []
        for _ in range(40):
            began = time.perf_counter()
            for sql, values in kept:
                with connection.cursor() as cursor:
                    cursor.execute(sql, values)
                    cursor.fetchall()
            times.append(1000 * (time.perf_counter() - began))
        found[f"{who} {slug}"] = statistics.median(times)
print(json.dumps(found))
"""
# Makes the newest ticket one of twenty messages, and prints its number.
TWENTY = """
import django
django.setup()
from datetime import timedelta
from heard.tickets.models import Message, Ticket
ticket = Ticket.objects.filter(team__members__email="few@load.example").order_by("-changed_at").first()
first = Message.objects.filter(ticket=ticket, direction="in").first()
for number in range(20 - Message.objects.filter(ticket=ticket).count()):
    first.pk, first.fingerprint, first.message_id = None, None, f"<{number}@bench>"
    first.at += timedelta(minutes=1)
    first.save(force_insert=True)
print(ticket.number)
"""


class Browser:
    """A signed-in browser over one connection that stays open."""

    def __init__(self, port: int, login: str, password: str) -> None:
        person = Person(port).sign_in(login, password)
        self._headers = {"Cookie": person.cookies(), "Accept-Encoding": "gzip"}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def read(self, path: str, **headers: str) -> tuple[int, str, bytes]:
        """Status, ETag and body."""
        self._connection.request("GET", path, headers=self._headers | headers)
        answer = self._connection.getresponse()
        return answer.status, answer.headers.get("ETag", ""), answer.read()

    def text(self, path: str) -> bytes:
        """The body, unpacked."""
        body = self.read(path)[2]
        return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body

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
        with desk_of(size, HEARD_UNDO_SECONDS="10") as desk:
            missed += _measured(desk, size, firsts)
    print(*(f"   missed: {line}" for line in missed), sep="\n")
    return 1 if missed else 0


def _measured(desk: Desk, size: int, firsts: dict[str, float]) -> list[str]:
    """Prints the figures of one size, gives what missed. `firsts` are those of the smallest size."""
    desk.run("-c", FEW, "few@load.example", PASSWORD)
    people = {"everything": OWNER, "1 %": "few@load.example"}
    bare = json.loads(desk.run("-c", BARE, json.dumps(people), json.dumps([*VIEWS, *OTHERS])))
    twenty = int(desk.run("-c", TWENTY))
    _read_before(desk, people.values())
    process = _start(desk)
    missed = []
    pages = psutil.Process(process.pid)
    for who, login in (("everything", OWNER), ("1 %", "few@load.example")):
        browser = Browser(desk.http_port, login, PASSWORD)
        alone = {slug: bare[f"{who} {slug}"] for slug in (*VIEWS, *OTHERS)}
        missed += _views(browser, pages, f"{size:,} · {who}", firsts, alone)
        missed += _ticket(browser, twenty, f"{size:,} · {who}", firsts)
        if who == "everything":
            missed += _many(desk.http_port)
    return missed


def _start(desk: Desk) -> "subprocess.Popen[bytes]":
    process = desk.start("web")
    wait_for(lambda: desk.status_of("/sign-in/") == 200, "the pages", 40)
    return process


def _read_before(desk: Desk, people: Iterable[str]) -> None:
    """Has another process read what will be read: rows that none has made are not rows on a cold disk."""
    process = _start(desk)
    for login in people:
        browser = Browser(desk.http_port, login, PASSWORD)
        for slug in (*VIEWS, *OTHERS):
            _cold(browser, f"/desk/views/{slug}/")
    process.terminate()
    process.wait(30)


def _views(
    browser: Browser, pages: psutil.Process, label: str, firsts: dict[str, float], bare: dict[str, float]
) -> list[str]:
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
        rows = len(re.findall(rb'<li class="item', browser.text(path)))
        counts = browser.milliseconds(f"/desk/views/{slug}/counts")
        # Growth is between pages of as many rows: a small desk may have only eight to show, or none.
        first = firsts.setdefault(f"{slug} {rows} {label.partition('·')[2]}", warm)
        print(
            f"   {label} · {slug:14} {rows:3} rows · warm {warm:5.1f} ms, {cpu:4.1f} of processor, SQL"
            f" {bare[slug]:4.2f} · cold {cold:5.1f} · unchanged {again:4.1f} · counts {counts:5.1f}"
            f" · growth {warm / first:.2f}"
        )
        if warm > MOST_LIST_MS:
            missed.append(f"{label} {slug}: {warm:.1f} ms")
        if cpu > MOST_CPU * (empty_cpu + bare[slug]):
            missed.append(f"{label} {slug}: {cpu:.1f} ms of processor")
        if warm / first > MOST_GROWTH:
            missed.append(f"{label} {slug}: grew {warm / first:.2f} times")
        if cold > MOST_COLD * warm:
            missed.append(f"{label} {slug}: cold {cold / warm:.1f} times the warm one")
    return missed


def _cold(browser: Browser, path: str) -> float:
    """The first page of rows that the process has not made yet: further and further back."""
    times = []
    for _ in range(5):
        found = re.search(rb'href="(\S+?after=[^"]+)" rel="next"', browser.text(path))
        if not found:
            break
        path = found[1].decode().replace("&amp;", "&")
        times.append(browser.milliseconds(path))
    return statistics.median(times) if times else 0.0


def _ticket(browser: Browser, number: int, label: str, firsts: dict[str, float]) -> list[str]:
    path = f"/desk/tickets/{number}"
    browser.read(path)
    times = [browser.milliseconds(path) for _ in range(ROUNDS)]
    middle = statistics.median(times)
    first = firsts.setdefault(f"ticket {label.partition('·')[2]}", middle)
    print(f"   {label} · a ticket of 20 messages {middle:.1f} ms · growth {middle / first:.2f}")
    missed = [f"{label} ticket: {middle:.1f} ms"] if middle > MOST_TICKET_MS else []
    return missed + (
        [f"{label} ticket: grew {middle / first:.2f} times"] if middle / first > MOST_GROWTH else []
    )


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
