"""The bridge over real sockets: what the app sees, what it never sees, and what slow clients cost."""

import asyncio
import http.client
import json
import select
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from heard.lib.bridge import Bridge, Limits
from heard.lib.bridge.threads import Threads
from tests.serving import answer_to, rest_of, sent, serving, wait_until

MB = 1024 * 1024
CLOSE = b"Host: desk\r\nConnection: close\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + CLOSE + b"\r\n"
QUICK = Limits(idle_seconds=0.5, total_seconds=1.5, send_seconds=0.5, body_bytes=1_000_000, memory_bytes=8192)


class App:
    """A small WSGI app that remembers what reached it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.seen: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.closed_in: list[str] = []
        self.gate = threading.Event()
        self.watched: Watched | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.seen.append(environ)
        self.bodies.append(environ["wsgi.input"].read())
        return getattr(self, environ["PATH_INFO"].strip("/") or "page")(environ, start_response)

    def page(self, environ: dict[str, Any], start_response: Any) -> Any:
        start_response(
            "200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
        )
        return self.parts([b"small ", b"page"])

    def parts(self, pieces: list[bytes]) -> "Parts":
        return Parts(pieces, self.closed_in)

    def slow(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.gate.wait(10)
        return self.page(environ, start_response)

    def fails(self, environ: dict[str, Any], start_response: Any) -> Any:
        raise RuntimeError("secret detail")

    def fails_later(self, environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [])
        yield b"half"
        raise RuntimeError("secret detail")

    def export(self, environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [])
        return (b"x" * MB for _ in range(10))

    def unchanged(self, environ: dict[str, Any], start_response: Any) -> Any:
        start_response("304 Not Modified", [("Content-Length", "5"), ("ETag", '"1"')])
        return []

    def download(self, environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [("Content-Length", str(self.file.stat().st_size))])
        return self.unannounced(environ, lambda *_: None)

    def shorter(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.file.write_bytes(b"x" * 1000)
        start_response("200 OK", [("Content-Length", "25000")])
        return self.unannounced(environ, lambda *_: None)

    def unannounced(self, environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [])
        self.watched = Watched(self.file.open("rb"), self.closed_in)
        return environ["wsgi.file_wrapper"](self.watched)


class Parts:
    def __init__(self, pieces: list[bytes], closed_in: list[str]) -> None:
        self.pieces = pieces
        self.closed_in = closed_in

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.pieces)

    def close(self) -> None:
        self.closed_in.append(threading.current_thread().name)


class Watched:
    """A real file that remembers how much of it was read, and in which thread it was closed."""

    def __init__(self, file: Any, closed_in: list[str]) -> None:
        self.fileno = file.fileno
        self._file = file
        self.closed_in = closed_in
        self.position = 0

    def read(self, size: int) -> bytes:
        block: bytes = self._file.read(size)
        self.position += len(block)
        return block

    def close(self) -> None:
        self._file.close()
        self.closed_in.append(threading.current_thread().name)


@pytest.fixture
def app(tmp_path: Path) -> App:
    path = tmp_path / "film.bin"
    path.write_bytes(bytes(range(256)) * (25 * MB // 256))
    return App(path)


@contextmanager
def bridged(app: Any, limits: Limits = QUICK) -> Iterator[tuple[int, Bridge]]:
    bridge = Bridge(app, limits)
    with serving(bridge) as port:
        yield port, bridge


def get(path: str, extra: bytes = b"") -> bytes:
    return f"GET {path} HTTP/1.1\r\n".encode() + CLOSE + extra + b"\r\n"


def post(body: bytes, announced: int | None = None, path: str = "/") -> bytes:
    length = len(body) if announced is None else announced
    return f"POST {path} HTTP/1.1\r\nContent-Length: {length}\r\n".encode() + CLOSE + b"\r\n" + body


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def body_of(answer: bytes) -> bytes:
    return answer.split(b"\r\n\r\n", 1)[1]


def test_the_app_sees_a_correct_environ(app: App) -> None:
    request = (
        b"GET /%E2%82%AC%FF/?q=%C3%A4 HTTP/1.1\r\n" + CLOSE + b"Cookie: a=1\r\nCookie: b=2\r\n"
        b"X-Two: 1\r\nX-Two: 2\r\nX_Real_Ip: 6.6.6.6\r\nContent-Type: text/plain\r\n\r\n"
    )
    with bridged(app) as (port, _):
        answer_to(port, request)
    (environ,) = app.seen
    assert environ["PATH_INFO"] == b"/\xe2\x82\xac\xff/".decode("latin-1")
    assert environ["QUERY_STRING"] == "q=%C3%A4"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_TWO"] == "1,2"
    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ["wsgi.url_scheme"] == "http"
    assert environ["SERVER_PORT"] == str(port)
    assert "HTTP_X_REAL_IP" not in environ


def test_a_mounted_app_sees_its_script_name(app: App) -> None:
    bridge = Bridge(app)
    with serving(bridge, root_path="/desk") as port:
        answer_to(port, get("/page"))
    assert (app.seen[0]["SCRIPT_NAME"], app.seen[0]["PATH_INFO"]) == ("/desk", "/page")


def test_an_answer_comes_whole_and_is_closed_in_its_thread(app: App) -> None:
    with bridged(app) as (port, _):
        answer = answer_to(port, get("/"))
    assert status(answer) == 200
    assert body_of(answer) == b"small page"
    assert answer.lower().count(b"set-cookie") == 2
    assert b"content-length: 10" in answer.lower()
    assert [name.startswith("page") for name in app.closed_in] == [True]


def test_head_and_not_modified_have_no_body(app: App) -> None:
    with bridged(app) as (port, _):
        head = answer_to(port, get("/").replace(b"GET", b"HEAD"))
        film = answer_to(port, get("/download").replace(b"GET", b"HEAD"))
        unchanged = answer_to(port, get("/unchanged"))
    assert (status(head), body_of(head)) == (200, b"")
    assert b"content-length: 10" in head.lower()
    assert body_of(film) == b""
    assert b"content-length: 26214400" in film.lower()
    assert (status(unchanged), body_of(unchanged)) == (304, b"")
    assert len(app.closed_in) == 2


@pytest.mark.parametrize("path", ["/fails", "/fails_later"])
def test_a_fault_is_a_plain_500_and_logged(app: App, path: str, caplog: pytest.LogCaptureFixture) -> None:
    with bridged(app) as (port, _):
        answer = answer_to(port, get(path))
    assert status(answer) == 500
    assert b"secret" not in answer
    assert b"half" not in answer
    assert f"the app failed on GET {path}" in caplog.text


@pytest.mark.parametrize("size", [1, 8192, 8193, 300_000])
def test_bodies_arrive_whole_from_memory_or_file(app: App, size: int) -> None:
    body = bytes(i % 251 for i in range(size))
    with bridged(app) as (port, bridge):
        assert status(answer_to(port, post(body))) == 200
        wait_until(lambda: bridge.bodies.spooled == 0)
    assert app.bodies == [body]
    assert app.seen[0]["CONTENT_LENGTH"] == str(size)


def test_a_chunked_body_gets_a_length(app: App) -> None:
    with bridged(app) as (port, _):
        assert status(answer_to(port, CHUNKED + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")) == 200
    assert app.bodies == [b"abcde"]
    assert app.seen[0]["CONTENT_LENGTH"] == "5"


def test_a_long_export_is_sent_from_a_file(app: App) -> None:
    with bridged(app) as (port, _):
        answer = answer_to(port, get("/export"))
    assert body_of(answer) == b"x" * (10 * MB)


def test_a_cut_post_never_reaches_the_app(app: App) -> None:
    with bridged(app) as (port, bridge):
        for sent_bytes in (0, 10, 20_000):
            sent(port, post(b"x" * sent_bytes, announced=50_000)).close()
            sent(port, CHUNKED + b"%x\r\n" % 50_000 + b"x" * sent_bytes).close()
        assert status(answer_to(port, get("/"))) == 200
        wait_until(lambda: (bridge.bodies.taking, bridge.bodies.spooled, open_sockets(port)) == (0, 0, 0))
    assert [environ["REQUEST_METHOD"] for environ in app.seen] == ["GET"]


def test_a_stalled_upload_is_told_so_and_does_nothing(app: App) -> None:
    with bridged(app) as (port, bridge):
        answer = answer_to(port, post(b"x" * 20_000, announced=50_000))
        wait_until(lambda: bridge.bodies.spooled == 0)
    assert status(answer) == 408
    assert b"Nothing was saved" in answer
    assert app.seen == []


def test_a_dripping_upload_ends_at_the_total_time(app: App) -> None:
    with bridged(app) as (port, _), sent(port, post(b"", announced=1000)) as connection:
        began = time.monotonic()
        while not select.select([connection], [], [], 0.2)[0]:
            connection.sendall(b"x")
            assert time.monotonic() - began < 10
        assert status(connection.recv(4096)) == 408
    assert app.seen == []


def test_programs_are_refused_in_json(app: App) -> None:
    with bridged(app, replace(QUICK, problems="/api/")) as (port, _bridge):
        large = b"Content-Length: 2000000\r\n" + CLOSE + b"\r\n" + bytes(2_000_000)
        answers = [answer_to(port, b"POST " + path + b" HTTP/1.1\r\n" + large) for path in (b"/api/x", b"/x")]
    told, page = answers
    assert (status(told), status(page)) == (413, 413)
    assert b"content-type: application/problem+json" in told
    assert json.loads(told.partition(b"\r\n\r\n")[2])["title"] == "Request Entity Too Large"
    assert b"content-type: text/plain" in page
    for answer in answers:
        assert b"x-content-type-options: nosniff" in answer
        assert b"frame-ancestors 'none'" in answer


def test_two_lengths_in_one_request_are_refused(app: App) -> None:
    both = CHUNKED.replace(b"Host", b"Content-Length: 5\r\nHost")
    with bridged(app) as (port, _bridge):
        answer = answer_to(port, both + b"0\r\n\r\nGET /smuggled HTTP/1.1\r\n" + CLOSE + b"\r\n")
    assert status(answer) == 400
    assert app.seen == []


def test_too_large_is_413_even_for_a_client_that_sends_first(app: App) -> None:
    chunked = CHUNKED + b"%x\r\n" % (2 * MB) + b"x" * (2 * MB) + b"\r\n0\r\n\r\n"
    expecting = post(b"", announced=2 * MB).replace(b"Host", b"Expect: 100-continue\r\nHost")
    with bridged(app) as (port, bridge):
        for request in (post(b"x" * (3 * MB)), chunked, expecting, post(b"", announced=900 * MB)):
            answer = answer_to(port, request)
            assert status(answer) == 413
            assert b"at most 1 MB" in answer
        assert bridge.bodies.spooled == 0
    assert app.seen == []


def test_too_many_bodies_or_bytes_are_503(app: App) -> None:
    limits = replace(QUICK, bodies=2, spooled_bytes=100_000, idle_seconds=5)
    with bridged(app, limits) as (port, bridge):
        held = [sent(port, post(b"x" * 60_000, announced=90_000))]
        wait_until(lambda: bridge.bodies.spooled == 60_000)
        full = answer_to(port, post(b"x" * 60_000))
        held.append(sent(port, post(b"", announced=10)))
        wait_until(lambda: bridge.bodies.taking == 2)
        busy = answer_to(port, post(b"x"))
        assert status(answer_to(port, get("/"))) == 200
        for connection in held:
            connection.close()
    assert (status(full), status(busy)) == (503, 503)
    assert b"retry-after: 10" in busy.lower()


def test_a_full_queue_is_503_and_who_left_it_is_not_served(app: App) -> None:
    with bridged(app, replace(QUICK, threads=1, waiting=2)) as (port, bridge):
        first = sent(port, get("/slow"))
        wait_until(lambda: bridge.threads.busy == 1)
        leaving, staying = sent(port, get("/")), sent(port, get("/"))
        wait_until(lambda: len(bridge.threads.queue) == 2)
        assert status(answer_to(port, get("/"))) == 503
        leaving.close()
        wait_until(lambda: len(bridge.threads.queue) == 1)
        app.gate.set()
        assert status(rest_of(staying)) == 200
        assert status(rest_of(first)) == 200
        assert bridge.threads.busy == 0
    assert len(app.seen) == 2


def test_a_download_is_exact_and_closed_in_a_page_thread(app: App) -> None:
    with bridged(app) as (port, _):
        answer = answer_to(port, get("/download"))
        wait_until(lambda: app.closed_in)
    assert body_of(answer) == app.file.read_bytes()
    assert [name.startswith("page") for name in app.closed_in] == [True]


@pytest.mark.parametrize("size", [0, 1, 128 * 1024, 128 * 1024 + 1])
@pytest.mark.parametrize("announced", [True, False])
def test_files_of_any_size_end_properly(app: App, size: int, announced: bool) -> None:
    app.file.write_bytes(b"x" * size)
    with bridged(app) as (port, _), sent(port, b"") as connection:
        path = b"/download" if announced else b"/unannounced"
        for _ in range(2):  # on one connection: the second only works when the first ended
            connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: desk\r\n\r\n")
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            assert (answer.status, answer.read()) == (200, b"x" * size)
        wait_until(lambda: len(app.closed_in) == 2)


def test_a_file_that_became_shorter_ends_the_connection(app: App, caplog: pytest.LogCaptureFixture) -> None:
    with bridged(app) as (port, _):
        assert len(body_of(answer_to(port, get("/shorter")))) <= 1000
        wait_until(lambda: app.closed_in)
    assert "24000 bytes are missing" in caplog.text


def test_a_stalled_download_holds_no_thread_and_is_dropped(app: App) -> None:
    with bridged(app) as (port, bridge), sent(port, get("/download")) as connection:
        wait_until(lambda: bridge.sending == 1)
        wait_until(lambda: bridge.threads.busy == 0)
        wait_until(lambda: bridge.sending == 0)
        wait_until(lambda: app.closed_in)
        # Not only forgotten: uvicorn's own way of closing would keep the socket until the client reads.
        wait_until(lambda: open_sockets(port) == 0)
        assert len(rest_of(connection)) < 25 * MB


def open_sockets(port: int) -> int:
    """Connections that the server on `port` (in this process) holds."""
    connections = psutil.Process().net_connections("tcp4")
    return sum(c.laddr.port == port and c.status == psutil.CONN_ESTABLISHED for c in connections)


def test_a_download_ends_when_its_client_leaves(app: App) -> None:
    with bridged(app, replace(QUICK, send_seconds=60)) as (port, bridge):
        sent(port, get("/download")).close()
        wait_until(lambda: app.closed_in)
        assert bridge.sending == 0
    assert app.watched
    assert app.watched.position < 25 * MB


def latencies(port: int, count: int = 150) -> list[float]:
    times = []
    for _ in range(count):
        began = time.perf_counter()
        assert status(answer_to(port, get("/"))) == 200
        times.append(time.perf_counter() - began)
    return times


def test_fifty_stalled_uploads_and_downloads_cost_small_pages_nothing(app: App) -> None:
    limits = Limits(idle_seconds=60, send_seconds=60)
    with bridged(app, limits) as (port, bridge):
        alone = latencies(port)
        uploads = [sent(port, post(b"x" * MB, announced=25 * MB)) for _ in range(50)]
        downloads = [sent(port, get("/download")) for _ in range(50)]
        wait_until(lambda: (bridge.bodies.taking, bridge.sending) == (50, 50), 30)
        wait_until(lambda: bridge.bodies.spooled == 50 * MB, 30)
        beside = latencies(port)
        assert (bridge.threads.busy, len(bridge.threads.queue)) == (0, 0)
        for connection in uploads + downloads:
            connection.close()
        wait_until(lambda: (bridge.bodies.taking, bridge.bodies.spooled, bridge.sending) == (0, 0, 0))
    # Generous, for a busy machine: what stalls would hold are threads, and then a page takes many seconds.
    assert statistics.median(beside) < 3 * statistics.median(alone) + 0.01
    assert statistics.quantiles(beside, n=20)[18] < 3 * statistics.quantiles(alone, n=20)[18] + 0.25


def test_the_thread_that_worked_last_works_next() -> None:
    async def names() -> list[str]:
        threads = Threads(4, waiting=4)
        both = await asyncio.gather(*(threads.run(_slow_name, None) for _ in range(2)))
        alone = [await threads.run(_slow_name, None) for _ in range(3)]
        await threads.close()
        assert len(set(both)) == 2
        return alone

    assert len(set(asyncio.run(names()))) == 1


def _slow_name() -> str:
    time.sleep(0.05)
    return threading.current_thread().name
