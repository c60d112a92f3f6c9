"""Two web and two worker processes behind nginx, each killed under load: people see nothing but a retry."""

import http.client
import json
import re
import threading
import time
import urllib.error
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.environment import POSTGRESQL
from tests.journeys import nginx
from tests.journeys.desk import Desk, free_port, new_desk, wait_for
from tests.journeys.post import Letter, Relay, Sender, letter, relay
from tests.journeys.test_killing import Kept
from tests.journeys.visitor import Person, Program

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not POSTGRESQL, reason="more than one process is for PostgreSQL"),
]
EVERY = 12  # the load a second: letters


class Unit(Kept):
    """As the units in deploy/ say: Restart=always, RestartSec=1."""

    rest = 1.0


class Visitor(threading.Thread):
    """Somebody at the desk, again and again; what does not come is tried once more after a second."""

    def __init__(self, person: Person) -> None:
        super().__init__(daemon=True)
        self.person = person
        self.seen: Counter[str] = Counter()
        self.enough = threading.Event()

    def run(self) -> None:
        """Until it is enough."""
        while not self.enough.wait(0.05):
            first = self._tried()
            if first == "200":
                self.seen[first] += 1
            else:
                time.sleep(1)
                self.seen[f"{first}, then {self._tried()}"] += 1

    def turn(self) -> None:
        """One thing that they do. Raises OSError."""
        raise NotImplementedError

    def _tried(self) -> str:
        try:
            self.turn()
        except urllib.error.HTTPError as refused:
            return str(refused.code)
        except (OSError, http.client.HTTPException) as fault:
            return type(fault).__name__
        except AssertionError:  # it came, and was not what they asked for
            return "another page"
        return "200"


class Reader(Visitor):
    """Reads the inbox."""

    def turn(self) -> None:
        """Asks for the page."""
        assert "Clock number" in self.person.read("/desk/")


class Writer(Visitor):
    """Answers tickets in the browser: opens one, writes, presses Send; if need be again on the same page."""

    def __init__(self, person: Person, numbers: Iterator[int | None]) -> None:
        super().__init__(person)
        self._numbers = numbers
        self._page: tuple[int, str] | None = None
        self.answered: list[int] = []

    def turn(self) -> None:
        """One answer, or the second try of the last one."""
        if self._page is None:
            number = next(self._numbers)
            if number is None:
                time.sleep(0.2)
                return
            self._page = number, self.person.read(f"/desk/tickets/{number}")
        number, page = self._page
        fields = dict(re.findall(r'name="(key|seen)" value="([^"]*)"', page))
        self.person.send(f"/desk/tickets/{number}/replies", page, text=f"About clock {number}.", **fields)
        self._page = None
        self.answered.append(number)


@dataclass
class Listener(threading.Thread):
    """An open page: comes back when its connection is lost, as live.js does, and notes what it hears."""

    port: int
    cookies: str
    grant: str
    opened: int = 0
    heard: int = 0
    enough: threading.Event = field(default_factory=threading.Event)
    __hash__ = threading.Thread.__hash__

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        """Until it is enough."""
        while not self.enough.wait(0.5):
            with suppress(OSError, WebSocketException):
                self._listen()

    def _listen(self) -> None:
        how = {"origin": "http://127.0.0.1", "additional_headers": {"Cookie": self.cookies}, "proxy": None}
        with connect(f"ws://127.0.0.1:{self.port}/live", **how) as line:  # type: ignore[arg-type]
            self.opened += 1
            line.send(json.dumps({"watch": [self.grant], "leave": []}))
            while not self.enough.is_set():
                with suppress(TimeoutError):
                    self.heard += bool({"changed", "lists"} & json.loads(line.recv(timeout=0.2)).keys())


@dataclass
class Four:
    """Two web and two worker processes, and the port of nginx before them."""

    desk: Desk
    port: int
    ports: tuple[int, int]
    units: list[Unit]

    def pages_answer(self) -> bool:
        """Whether both web processes do, asked past nginx."""
        return all(self.desk.status_of("/sign-in/", port) == 200 for port in self.ports)


@contextmanager
def four(folder: Path, relay_port: int) -> Iterator[Four]:
    """A desk as docs/deploying.md sets it up."""
    with new_desk(HEARD_RELAY=f"smtp://127.0.0.1:{relay_port}") as desk:
        desk.open()
        ports = (desk.http_port, free_port())
        units = [Unit(desk, "web"), Unit(desk, "web", HEARD_HTTP=f"127.0.0.1:{ports[1]}")]
        units += [Unit(desk, "worker"), Unit(desk, "worker", HEARD_SMTP="off")]
        with nginx.before(ports, folder) as port:
            all_four = Four(desk, port, ports, units)
            wait_for(all_four.pages_answer, "both web processes", 60)
            desk.wait_healthy()
            yield all_four
            for unit in units:
                unit.calm()


WEB_1, WEB_2, WORKER_1, WORKER_2 = range(4)
QUICK = pytest.param([WEB_1, WORKER_1], id="quick")
LONG = pytest.param([WEB_1, WEB_2, WORKER_1, WORKER_2] * 4, id="long", marks=pytest.mark.long)


@pytest.mark.parametrize("killed", [QUICK, LONG])
def test_any_one_is_killed_under_load(tmp_path: Path, killed: list[int]) -> None:
    with relay() as server, four(tmp_path, server.port) as desk4:
        load = Load(desk4)
        for which in killed:
            wait_for(lambda: desk4.pages_answer() and desk4.desk.takes_mail(), "all to be there", 60)
            time.sleep(0.5)
            desk4.units[which].kill()
            load.call()
        load.end()
        wait_for(desk4.desk.settled, "all work to be done", 120)
        print((tmp_path / "error.log").read_text())
        load.check(kills=len(killed), server=server)


class Load:
    """People who read and answer, an open page, a program, and customers who write: all through nginx."""

    def __init__(self, four: Four) -> None:
        self._desk = four.desk
        self.letters: list[Letter] = []
        self._enough = threading.Event()
        self.sender = Sender(four.desk.smtp_port)
        self._post = self.sender.bring(self._letters(), per_second=EVERY)
        wait_for(lambda: self._newest() > 0, "the first ticket", 30)
        self._program = Program(four.port, four.desk.token())
        self.called: Counter[str] = Counter()  # how often until it was done
        self._even = self._as_they_come(first=2)
        owner = Person(four.port).sign_in()
        (grant, *_others) = re.findall(r'id="rows" data-live="([^"]+)"', owner.read("/desk/"))
        self.listener = Listener(four.port, owner.cookies(), grant)
        self.readers = [Reader(owner), Reader(Person(four.port).sign_in())]
        self.writer = Writer(Person(four.port).sign_in(), self._as_they_come(first=1))
        for thread in (self.listener, *self.readers, self.writer):
            thread.start()

    def call(self) -> None:
        """The program answers a ticket, and says the same with the same key until that is done."""
        number, tries = next(self._even), 1
        while number is not None:
            try:
                self._program.call(f"tickets/{number}/replies", {"text": "Answered."}, key=f"answer-{number}")
                break
            except OSError as fault:
                self.called[f"again after {getattr(fault, 'code', type(fault).__name__)}"] += 1
                tries += 1
                assert tries < 60
                time.sleep(0.5)
        self.called["done"] += number is not None

    def end(self) -> None:
        """All letters are taken, what was begun is done, and the open page hears once more."""
        self._enough.set()
        self._post.join()
        for visitor in (*self.readers, self.writer):
            visitor.enough.set()
            visitor.join()
        heard = self.listener.heard
        self.call()
        wait_for(lambda: self.listener.heard > heard, "the open page to hear again", 30)
        self.listener.enough.set()
        self.listener.join()

    def check(self, kills: int, server: Relay) -> None:
        """Nothing lost, nothing twice; people had to ask again at most a few times, and then it came."""
        rows = self._desk.rows
        came = sorted(
            name for (name,) in rows("SELECT message_id FROM tickets_message WHERE direction = 'in'")
        )
        assert came == sorted(one.message_id for one in self.letters)
        sent = rows(
            "SELECT message_id, possibly_repeated, delivery FROM tickets_message WHERE direction = 'out'"
        )
        assert len(sent) == self.called["done"] + len(self.writer.answered)
        assert {delivery for _name, _twice, delivery in sent} == {"sent"}
        assert {name for name, count in server.seen().items() if count > 1} <= {
            n for n, twice, _ in sent if twice
        }
        assert set(server.seen()) == {name for name, _twice, _delivery in sent}
        read = sum((reader.seen for reader in self.readers), Counter[str]())
        print(f"{kills} kills; {len(came)} letters, {dict(self.sender.answers)} before; read {dict(read)};")
        print(f"written {dict(self.writer.seen)}; called {dict(self.called)};")
        print(f"the open page connected {self.listener.opened} times and heard {self.listener.heard} times")
        for seen in (read, self.writer.seen):
            assert seen.keys() <= {"200", "502, then 200", "IncompleteRead, then 200"}
            assert sum(seen.values()) - seen["200"] <= 3 * kills
        assert read["200"] > 20

    def _letters(self) -> Iterator[Letter]:
        while not self._enough.is_set():
            self.letters.append(letter(len(self.letters)))
            yield self.letters[-1]

    def _newest(self) -> int:
        return self._desk.number("SELECT coalesce(max(number), 0) FROM tickets_ticket")

    def _as_they_come(self, first: int) -> Iterator[int | None]:
        """Every second ticket that is there; None where there is none yet. One worker's ticket may be there
        before another's of a lower number, and a killed one leaves its number to nobody."""
        number = first
        ours = f"FROM tickets_ticket WHERE number % 2 = {first % 2}"
        while True:
            found = self._desk.number(f"SELECT coalesce(min(number), 0) {ours} AND number >= {number}")
            if found:
                number = found + 2
            yield found or None
