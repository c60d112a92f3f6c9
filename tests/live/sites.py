"""A running web process of the tiny site, seen from outside."""

import http.client
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from websockets.asyncio.client import connect

from tests.live.conftest import SQLITE_OPTIONS, Database
from tests.serving import wait_until

SERVE = """
import sys, uvicorn, heard.asgi as asgi
uvicorn.run(asgi.application, port=int(sys.argv[1]), log_level="warning", **asgi.SERVER)
"""


@dataclass
class Site:
    """A running web process."""

    database: Database
    port: int
    settings: dict[str, str]
    process: psutil.Process = field(default_factory=psutil.Process)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, cookie: str = "") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        return connection.getresponse()

    def sign_in(self) -> str:
        """The cookie of a new person."""
        cookie = self.get("/sign-in").headers["Set-Cookie"]
        return str(cookie).split(";", 1)[0]

    def grant(self, cookie: str, name: str) -> str:
        (found,) = re.findall(r'data-live="([^"]+)"', self.get(f"/page?name={name}", cookie).read().decode())
        return str(found)

    def live(self, cookie: str, path: str = "/live") -> Any:
        here = f"127.0.0.1:{self.port}"
        headers = {"Origin": f"http://{here}", **({"Cookie": cookie} if cookie else {})}
        return connect(f"ws://{here}{path}", additional_headers=headers, compression=None, proxy=None)

    def open_files(self) -> list[str]:
        return [file.path for file in self.process.open_files() if "film.bin" in file.path]

    def stop(self) -> None:
        self.process.kill()
        wait_until(lambda: not listening(self.port))

    def start(self) -> None:
        """Serve (again) on the same port, with the same database."""
        self.process = psutil.Process(
            self.database.start("-c", SERVE, str(self.port), settings=self.settings).pid
        )
        wait_until(lambda: listening(self.port), 30)


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """A site on SQLite whose data and own static files are in `folder`."""
    name = str(folder / "desk.sqlite3")
    engine = "django.db.backends.sqlite3"
    database = Database({"ENGINE": engine, "NAME": name, "OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": None})
    settings = {"DJANGO_SETTINGS_MODULE": "tests.live.site", "LIVE_HOME": str(folder)}
    assert database.start("-m", "django", "migrate", "-v0", settings=settings).wait() == 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = Site(database, port, settings)
    site.start()
    yield site
    database.stop()


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
