"""How soon after its 250 does a mail stand in the inbox, at 10 mails a second?

Through a signed-in session that listens for live names and is sent what is new in its list, as a page is.
"""

import json
import re
import statistics
import sys
import threading
import time
from typing import Any

from websockets.sync.client import connect

from bench.cost import Meter
from bench.intake import Load
from tests.journeys.desk import new_desk, wait_for
from tests.journeys.post import letter
from tests.journeys.visitor import Person

PER_SECOND, SECONDS = 10, 30
TARGET = 1.0  # seconds, for 95 of 100


def rows_grant(page: str) -> str:
    """With which the rows of an inbox page listen."""
    found = re.search(r'id="rows" data-live="([^"]+)"', page)
    assert found, "the inbox shows no rows that live"
    return found[1]


def tickets_in(said: dict[str, Any]) -> list[str]:
    """The numbers of the letters whose rows are new in what a page was sent."""
    assert not said.get("refused"), "the page may not hear what it shows"
    rows = (row for news in said.get("lists", {}).values() for row in news["rows"].values())
    return [number for row in rows for number in re.findall(r"Clock number (\d+)", row)]


class Inbox(threading.Thread):
    """An open inbox: knows when it was first sent each ticket."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._person = Person(port).sign_in()
        self._grant = rows_grant(self._person.read("/desk/"))
        self.seen: dict[str, float] = {}
        self.messages = 0
        self.over = threading.Event()

    def run(self) -> None:
        """Listens until it is over."""
        headers = {"Cookie": self._person.cookies()}
        site = f"127.0.0.1:{self._port}/live"
        with connect(f"ws://{site}", additional_headers=headers, origin=f"http://{site[:-5]}") as line:  # type: ignore[arg-type]
            line.send(json.dumps({"watch": [self._grant]}))
            while not self.over.is_set():
                try:
                    said = json.loads(line.recv(timeout=0.5))
                except TimeoutError:
                    continue
                self.messages += 1
                for number in tickets_in(said):
                    self.seen.setdefault(number, time.monotonic())


def main(_arguments: list[str]) -> int:
    with new_desk() as desk:
        up = desk.open().up()
        Load(desk.smtp_port).bring([letter(number) for number in range(20)], 20)
        wait_for(desk.settled, "the first mails", 30)
        inbox = Inbox(desk.http_port)
        inbox.start()
        time.sleep(1)
        numbers = [str(number) for number in range(1_000, 1_000 + PER_SECOND * SECONDS)]
        meter, load = Meter(desk, up), Load(desk.smtp_port)
        load.bring([letter(int(number)) for number in numbers], PER_SECOND)
        wait_for(lambda: inbox.seen.keys() >= set(numbers), "every mail to be seen", 15)
        costs = meter.lines(len(numbers), "mail")
        inbox.over.set()
        inbox.join()
    delays = sorted(
        inbox.seen[number] - load.taken[f"<letter-{number}@elsewhere.example>"] for number in numbers
    )
    ranks = statistics.quantiles(delays, n=100)
    print(
        f"   {ranks[49]:.2f} s (median), {ranks[94]:.2f} s (95 of 100), {delays[-1]:.2f} s (last)"
        f" · {inbox.messages} messages · target: 95 of 100 within {TARGET:.0f} s"
    )
    print(*(f"   {cost}" for cost in costs), sep="\n")
    return 0 if ranks[94] <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
