"""Who asks the desk over HTTP: a program with a token, and a person who signed in."""

import http.client
import http.cookiejar
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.desk import OWNER, PASSWORD


@dataclass
class Program:
    """Calls the API with a token."""

    port: int
    token: str

    def call(self, path: str, body: dict[str, Any] | None = None, *, key: str = "") -> Any:
        """The JSON answer; with a `key` it is done once, however often it is called. Raises OSError when
        there is none or it is a refusal (HTTPError is one)."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            | ({"Idempotency-Key": key} if key else {}),
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except (ValueError, http.client.HTTPException) as broken:  # cut in mid-answer
            raise OSError(str(broken)) from broken

    def tickets(self) -> list[dict[str, Any]]:
        """Every ticket, through all pages."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = self.call(f"tickets?limit=200{cursor}")
            found += page["items"]
            if not page["next"]:
                return found
            cursor = f"&cursor={page['next']}"


@dataclass
class Answerer(threading.Thread):
    """Answers every `share`-th ticket as it appears, and again when it does not know whether it was heard."""

    program: Program
    share: int
    accepted: list[int] = field(default_factory=list)  # ids of the messages in each 201
    answered: set[int] = field(default_factory=set)
    enough: threading.Event = field(default_factory=threading.Event)
    __hash__ = threading.Thread.__hash__

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        """Until told that it is enough and one more look found nothing."""
        while True:
            last = self.enough.is_set()
            try:
                wanted = [row["number"] for row in self.program.tickets() if row["number"] % self.share == 0]
                for number in wanted:
                    if number not in self.answered:
                        self._answer(number)
                if last:
                    return
            except OSError:
                pass
            time.sleep(0.2)

    def _answer(self, number: int) -> None:
        said = self.program.call(
            f"tickets/{number}/replies", {"text": f"We look after clock of No. {number}."}
        )
        self.accepted.append(said["id"])
        self.answered.add(number)


class Person:
    """The owner in a browser without a screen."""

    def __init__(self, port: int) -> None:
        self._site = f"http://127.0.0.1:{port}"
        self._jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar)).open

    def sign_in(self, login: str = OWNER, password: str = PASSWORD) -> "Person":
        """Through the form."""
        page = self.read("/sign-in/")
        self.send("/sign-in/", page, login=login, password=password)
        assert "heard_session" in self.cookies()
        return self

    def read(self, path: str) -> str:
        """The page at `path`."""
        with self._open(self._site + path, timeout=30) as answer:
            return str(answer.read().decode())

    def send(self, path: str, page: str, **fields: str) -> str:
        """Sends a form that stands on `page`."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, "the page has no form"
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": found[1], **fields}).encode()
        with self._open(urllib.request.Request(self._site + path, data=data), timeout=30) as answer:
            return str(answer.read().decode())

    def cookies(self) -> str:
        """The Cookie header of the next request."""
        return "; ".join(f"{one.name}={one.value}" for one in self._jar)

    def try_again(self, queue: str, number: int) -> None:
        """Presses "try again" beside what is held up."""
        self.send(f"/setup/held/{queue}/{number}/retries", self.read("/setup/held/"))
