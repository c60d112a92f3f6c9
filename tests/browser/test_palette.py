"""From one field: a person, a ticket by number, an act on it, what was said. With the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Place
from tests.browser.keyboard import listening
from tests.journeys.desk import wait_for
from tests.journeys.post import Sender, letter

pytestmark = pytest.mark.browser


def test_find_and_do(place: Place, page: Page) -> None:
    for number in (1, 2):
        Sender(place.desk.smtp_port).insist(letter(number, text=f"Pendulum {number} hangs askew."))
    wait_for(lambda: len(place.desk.rows("SELECT 1 FROM search_doc")) == 2, "both mails to be findable", 15)
    page.goto("/desk/")
    field = page.get_by_role("combobox", name="Find or do anything")
    chosen = page.locator("#palette [aria-selected=true]")

    page.get_by_role("link", name="Find or do anything").click()
    expect(field).to_be_focused()
    page.keyboard.type("pendulum 2")
    page.keyboard.press("Enter")  # at once: it waits for the answer to what was typed
    expect(page.get_by_role("heading", name="Clock number 2")).to_be_visible()

    listening(page)
    page.keyboard.press("Control+k")
    page.keyboard.type("solv")
    expect(chosen).to_have_text(re.compile("^Solve"))
    expect(field).to_have_attribute("aria-activedescendant", re.compile("^option-"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Open again")).to_be_visible()

    page.keyboard.press("Control+k")
    page.keyboard.type("customer")
    expect(page.locator("#palette .option").nth(1)).to_contain_text("Customer")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("Customer")
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()

    page.goto("/desk/")
    listening(page)
    page.keyboard.press("/")
    page.keyboard.type("askew status:new")
    everything = page.get_by_role("option", name=re.compile("Find everything with “?askew status:new"))
    expect(everything).to_be_visible()  # the answer to all that was typed
    page.keyboard.press("ArrowUp")  # from the first round to the last
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("Customer 1"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Customer 2"))).to_be_hidden()
    listening(page)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Clock number 1")).to_be_visible()


# All in one task: what a quick hand does before the page is drawn again.
CLOSED_AND_PRESSED = """() => {
    const palette = document.getElementById("palette");
    palette.showModal();
    palette.querySelector("input").focus();
    palette.close();
    document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", { key: "/", bubbles: true, cancelable: true }));
    return palette.open;
}"""


def test_a_key_right_after_closing_is_no_text_of_the_closed_field(place: Place, page: Page) -> None:
    page.goto("/desk/")
    assert page.evaluate(CLOSED_AND_PRESSED)
