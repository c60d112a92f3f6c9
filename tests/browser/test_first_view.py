"""How much must arrive before the inbox can be used, for somebody whose browser has nothing of it yet?"""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Place
from tests.browser.keyboard import listening
from tests.journeys.desk import wait_for
from tests.journeys.post import Sender, letter

pytestmark = pytest.mark.browser
MOST_REQUESTS, MOST_BYTES = 10, 80_000
ROWS = 50  # a full page
LONG = "The pendulum swings, and the hands stay where they were on Friday. "


class Counted:
    """What a tab asked for, and how many bytes came over the line, headers included."""

    def __init__(self, page: Page) -> None:
        self.asked: list[str] = []
        self.bytes = 0
        line = page.context.new_cdp_session(page)
        line.on("Network.requestWillBeSent", lambda event: self.asked.append(event["request"]["url"]))
        line.on("Network.webSocketCreated", lambda event: self.asked.append(event["url"]))
        line.on("Network.loadingFinished", self._add)
        line.send("Network.enable")

    def _add(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])


def test_a_full_inbox_is_small(place: Place, window: BrowserContext, browser: Browser) -> None:
    for number in range(ROWS):
        Sender(place.desk.smtp_port).insist(letter(number, text=LONG))
    wait_for(place.desk.settled, "all mails to be tickets", 30)
    fresh = browser.new_context(base_url=place.address, storage_state=window.storage_state())
    page = fresh.new_page()
    counted = Counted(page)
    page.goto("/desk/", wait_until="load")
    asked, size = list(counted.asked), counted.bytes
    listening(page)
    page.keyboard.press("j")
    expect(page.locator("#rows .row").first).to_be_focused()  # so nothing was missing
    expect(page.locator("#rows .item")).to_have_count(ROWS)
    print(f"{len(asked)} requests, {size} bytes")
    assert len(asked) <= MOST_REQUESTS, asked
    assert size <= MOST_BYTES
    fresh.close()


def test_no_key_is_lost_while_the_page_comes(place: Place, page: Page) -> None:
    """Whatever listens to typing has come with the page: a select, a palette."""
    Sender(place.desk.smtp_port).insist(letter(900))
    wait_for(place.desk.settled, "the letter to be a ticket", 15)
    page.goto("/desk/", wait_until="commit")
    listening(page)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#rows .item.chosen")).to_have_count(1)
