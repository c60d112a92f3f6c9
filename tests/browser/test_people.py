"""Somebody is invited, comes in by their link, is given a ticket and hears of it: nothing is loaded again."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Place
from tests.journeys.post import Sender, letter

pytestmark = pytest.mark.browser


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

    Sender(place.desk.smtp_port).insist(letter(71))
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(r"Customer 71\b")).click()
    page.locator("#assignee-menu summary").click()
    page.locator("#assignee-menu").get_by_role("button", name="Mai Tran").click()
    expect(theirs.get_by_text("Notices, 1 unread")).to_be_attached(timeout=8000)  # by itself
    theirs.locator("#bell-menu summary").click()
    theirs.locator("#notices-panel").get_by_role("link", name=re.compile("Customer 71")).click()
    expect(theirs.get_by_role("heading", name="Clock number 71")).to_be_visible()
    theirs.reload()
    expect(theirs.get_by_text("Notices, 0 unread")).to_be_attached()
    theirs.context.close()
