"""A real desk with its owner signed in, for a whole file of browser tests."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.chromium import chromium
from tests.journeys.desk import OWNER, PASSWORD, Desk, new_desk
from tests.journeys.post import Relay, relay


@dataclass(frozen=True, slots=True)
class Place:
    """A running desk, and the mail server that its replies leave through."""

    desk: Desk
    relay: Relay

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.desk.http_port}"


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A desk that waits two seconds before a reply leaves."""
    with (
        relay() as server,
        new_desk(HEARD_UNDO_SECONDS="2", HEARD_RELAY=f"smtp://127.0.0.1:{server.port}") as desk,
    ):
        desk.open().up()
        yield Place(desk, server)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def window(place: Place, browser: Browser) -> Iterator[BrowserContext]:
    """A browser in which the owner is signed in."""
    context = browser.new_context(base_url=place.address)
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("[name=login]", OWNER)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    page.close()
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A tab whose console must stay silent."""
    page = window.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    yield page
    assert complaints == []
