"""The whole web process: pages, files, static files and live names behind one callable."""

import asyncio
import http.client
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

from tests.live.sites import Site, running_site
from tests.serving import answer_to, sent, wait_until

FILM = bytes(range(256)) * (25 * 1024 * 1024 // 256)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "film.bin").write_bytes(FILM)
    with running_site(folder) as running:
        yield running


async def hear(page: ClientConnection) -> Any:
    return json.loads(await page.recv())


async def hear_names(page: ClientConnection, name: str) -> None:
    """Hear until `name` comes; the first word of a fresh process may be `*`."""
    async with asyncio.timeout(10):
        while name not in (await hear(page)).get("changed", []):
            pass


def test_a_page_hears_what_a_page_and_another_process_changed(site: Site) -> None:
    cookie, other = site.sign_in(), site.sign_in()
    mine, foreign = site.grant(cookie, "ticket:12"), site.grant(other, "ticket:12")
    writer = site.database.writer()

    async def act() -> None:
        async with site.live(cookie) as page:
            await page.send(json.dumps({"watch": [foreign]}))
            assert await hear(page) == {"refused": [foreign]}
            await page.send(json.dumps({"watch": [mine]}))
            await asyncio.to_thread(site.get, "/change?name=ticket:12&name=ticket:99")
            await hear_names(page, "ticket:12")
            writer.publish("inbox")
            await hear_names(page, "inbox")

    asyncio.run(act())


@pytest.mark.parametrize(
    ("cookie", "path"), [("", "/live"), ("sessionid=made-up", "/live"), ("mine", "/other")]
)
def test_only_people_who_are_signed_in_and_only_at_live(site: Site, cookie: str, path: str) -> None:
    cookie = site.sign_in() if cookie == "mine" else cookie

    async def act() -> None:
        with pytest.raises(InvalidStatus) as refused:
            await site.live(cookie, path)
        assert refused.value.response.status_code == 403

    asyncio.run(act())


def test_files_of_views_and_static_files_leave_whole(site: Site) -> None:
    for path in ("/film", "/static/film.bin"):
        answer = site.get(path)
        assert answer.headers["Content-Length"] == str(len(FILM))
        assert answer.read() == FILM
    with http_range(site, "bytes=300-309") as answer:
        assert (answer.status, answer.read()) == (206, FILM[300:310])
    wait_until(lambda: site.open_files() == [])


def http_range(site: Site, wanted: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    connection.request("GET", "/static/film.bin", headers={"Range": wanted})
    return connection.getresponse()


def test_stalled_downloads_hold_files_but_pages_go_on(site: Site) -> None:
    request = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    downloads = [sent(site.port, request % path) for path in (b"/film", b"/static/film.bin") * 5]
    wait_until(lambda: len(site.open_files()) == 10)
    began = time.monotonic()
    for _ in range(20):
        answer = answer_to(site.port, b"GET /page HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200")
    assert time.monotonic() - began < 10
    for download in downloads:
        download.close()
    wait_until(lambda: site.open_files() == [])


def test_a_stop_does_not_wait_for_stalled_downloads_and_calls_them_no_fault(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    with sent(site.port, b"GET /film HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"):
        wait_until(lambda: len(site.open_files()) == 1)
        site.process.terminate()
        site.process.wait(15)
    site.start()
    assert "Exception in ASGI application" not in capfd.readouterr().err


def test_a_stop_ends_the_process_although_pages_are_open(site: Site) -> None:
    cookie = site.sign_in()

    async def act() -> None:
        async with site.live(cookie) as page:
            await page.send(json.dumps({"watch": [site.grant(cookie, "ticket:1")]}))
            site.process.terminate()
            await asyncio.wait_for(page.wait_closed(), 10)

    asyncio.run(act())
    site.process.wait(10)
    site.start()
