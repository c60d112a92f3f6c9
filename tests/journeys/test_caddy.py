"""What does Caddy say, pass on and write down, with deploy/Caddyfile? No key, and problems to programs."""

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.journeys import caddy
from tests.journeys.desk import free_port, wait_for
from tests.journeys.test_proxy import PROBLEM, SECRET

pytestmark = pytest.mark.skipif(not caddy.PROGRAM, reason="there is no Caddy here: scripts/caddy installs it")
LARGE = 38_000_000
KEYED = [f"{path}/{SECRET}/" for path in ("/my/link", "/my/sign-in", "/join", "/notices")]


class Echo(BaseHTTPRequestHandler):
    """Says what it was asked with, once it read all."""

    def do_GET(self) -> None:
        left = int(self.headers.get("Content-Length", 0))
        while left and (part := self.rfile.read(min(left, 65536))):
            left -= len(part)
        told = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    do_POST = do_GET  # noqa: N815 - the library's name

    def log_message(self, *_said: object) -> None:
        """Nothing."""


@contextmanager
def web() -> Iterator[int]:
    """A web process's port that says what the proxy passed on."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def asked(port: int, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    given = {"Host": caddy.NAME, "Referer": f"https://{caddy.NAME}/join/{SECRET}/", **headers}
    with suppress(BrokenPipeError, ConnectionResetError):  # it said no before it had read all
        line.request("POST" if body else "GET", path, body=body or None, headers=given)
    answer = line.getresponse()
    told = answer.status, dict(answer.headers), answer.read()
    line.close()
    return told


def is_up(port: int) -> bool:
    try:
        return asked(port, "/")[0] > 0
    except OSError:
        return False


def test_it_passes_on_what_the_desk_needs_and_one_process_is_enough(tmp_path: Path) -> None:
    with web() as one, caddy.before((one, free_port()), tmp_path) as (port, plain):
        wait_for(lambda: is_up(port), "Caddy", 20)
        for _ in range(4):  # whichever is asked first: who is away is passed over
            status, _headers, said = asked(
                port, "/my/", **{"X-Forwarded-For": "203.0.113.9", "X-Request-ID": "forged"}
            )
            told = json.loads(said)
            assert (status, told["Host"], told["X-Forwarded-For"]) == (200, caddy.NAME, "127.0.0.1")
            assert "X-Request-Id" not in {name.title() for name in told}
        status, headers, said = asked(port, "/api/v1/files", b"x" * LARGE)
        assert (status, headers["Content-Type"], json.loads(said)["status"]) == (413, PROBLEM, 413)
        status, headers, said = asked(plain, "/api/v1/tickets")
        assert (status, headers["Content-Type"], json.loads(said)["status"]) == (403, PROBLEM, 403)
        status, headers, _said = asked(plain, KEYED[0])
        assert (status, headers["Location"]) == (301, f"https://{caddy.NAME}{KEYED[0]}")
    assert SECRET not in (tmp_path / "said").read_text()


def test_while_the_desk_is_away(tmp_path: Path) -> None:
    with caddy.before((free_port(), free_port()), tmp_path) as (port, _plain), ThreadPoolExecutor(8) as many:
        wait_for(lambda: is_up(port), "Caddy", 30)
        pages = many.map(lambda path: asked(port, path), ("/desk/", *KEYED))
        programs = many.map(lambda path: asked(port, path), ("/api", "/api/v1/tickets"))
        for status, headers, said in pages:
            assert (status, headers["Retry-After"], said[:25]) == (502, "2", b"The desk did not answer j")
        for status, headers, said in programs:
            assert (status, headers["Content-Type"], json.loads(said)["status"]) == (502, PROBLEM, 502)
    assert SECRET not in (tmp_path / "said").read_text()
