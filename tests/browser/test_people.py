"""Somebody is invited, comes in by their link, is given a ticket and hears of it: nothing is loaded again."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Place
from tests.journeys.desk import wait_for
from tests.journeys.post import Sender, letter

pytestmark = pytest.mark.browser
# A tab in the background of a browser whose owner allowed notifications; what it shows is written down.
HIDDEN = """
Object.defineProperty(document, "hidden", { get: () => true });
window.shown = [];
window.Notification = class {
  constructor(title, { body }) { window.shown.push([title, body]); }
  addEventListener() {}
};
window.Notification.permission = "granted";
"""


def test_a_newcomer_hears_of_their_first_ticket(place: Place, page: Page, browser: Browser) -> None:
    page.goto("/setup/people/invitation/")
    page.get_by_label("Name").fill("Mai Tran")
    page.get_by_label("Email").fill("mai@oakhollow.example")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("It is shown only now").input_value()

    theirs = browser.new_context(base_url=place.address).new_page()
    theirs.goto(link)
    theirs.get_by_label("Password", exact=True).fill("pendulum and bell 12")
    theirs.get_by_role("button", name="Come in").click()
    expect(theirs.get_by_text("Notices, 0 unread")).to_be_attached()
    theirs.goto("about:blank")
    hidden = theirs.context.new_page()
    hidden.add_init_script(HIDDEN)
    hidden.goto("/desk/notices/")

    Sender(place.desk.smtp_port).insist(letter(71))
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(r"Customer 71\b")).click()
    page.locator("#assignee-menu summary").click()
    page.locator("#assignee-menu").get_by_role("button", name="Mai Tran").click()
    expect(hidden.get_by_text("Notices, 1 unread")).to_be_attached(timeout=8000)  # by itself
    wait_for(lambda: hidden.evaluate("window.shown.length"), "the browser to tell", 8)
    assert hidden.evaluate("window.shown") == [["Customer 71: assigned to you", "Clock number 71"]]

    theirs.goto("/desk/")
    theirs.locator("#bell-menu summary").click()
    theirs.locator("#notices-panel").get_by_role("link", name=re.compile("Customer 71")).click()
    expect(theirs.get_by_role("heading", name="Clock number 71")).to_be_visible()
    expect(theirs.get_by_text("Notices, 0 unread")).to_be_attached()
    theirs.context.close()
