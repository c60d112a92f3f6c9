"""A day with the keyboard alone, from signing in to signing out, and the focus can always be seen."""

import re

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.browser.conftest import Place
from tests.browser.keyboard import listening
from tests.journeys.desk import OWNER, PASSWORD, wait_for
from tests.journeys.post import Sender, letter

pytestmark = pytest.mark.browser
# What has the focus but cannot be seen: outside the window, or without a ring of its own or its frame's.
UNSEEN = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return "nothing has the focus";
    const style = (each) => each && getComputedStyle(each);
    const outlined = [one, one.nextElementSibling, one.parentElement].some((each) =>
        each && style(each).outlineStyle !== "none" && parseFloat(style(each).outlineWidth) > 0);
    const frame = one.closest(".composer .sheet, #palette .asked"); // a field whose frame shows the ring
    const ringed = outlined || (frame && style(frame).boxShadow !== "none");
    const { top, bottom, left, right } = one.getBoundingClientRect();
    const inside = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    const words = one.outerHTML.slice(0, 160);
    return ringed && inside ? "" : `${ringed ? "outside" : "without a ring"}: ${words}`;
}"""


class Hands:
    """Somebody who has no mouse: after each key the focus must be somewhere they can see."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, *keys: str) -> None:
        """Presses them one after the other."""
        for key in keys:
            self._page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Types into whatever has the focus."""
        self.see()
        self._page.keyboard.type(words)

    def see(self) -> None:
        """The focus is where it can be seen, or comes there as soon as the answer is shown."""
        try:
            wait_for(lambda: self._unseen() == "", "the focus", 5)
        except AssertionError:
            assert self._unseen() == ""

    def _unseen(self) -> str:
        try:
            return str(self._page.evaluate(UNSEEN))
        except Error:
            return "another page is coming"

    def go_to(self, wanted: Locator, key: str = "Tab") -> None:
        """Presses Tab until `wanted` has the focus."""
        for _step in range(80):
            if wanted.evaluate("node => node === document.activeElement"):
                return
            self.press(key)
            self.see()
        raise AssertionError(f"no Tab led to {wanted}")


def test_a_day_without_a_mouse(place: Place, browser: Browser) -> None:
    for number in (1, 2):
        Sender(place.desk.smtp_port).insist(letter(number, text=f"Pendulum {number} hangs askew."))
    window = browser.new_context(base_url=place.address)
    page = window.new_page()
    hands = Hands(page)
    signs_in(page, hands)
    replies_with_the_coach(page, hands)
    notes_and_organises(page, hands)
    finds_and_sets_up(page, hands)
    signs_out(page, hands)
    window.close()


def signs_in(page: Page, hands: Hands) -> None:
    page.goto("/sign-in/")
    hands.go_to(page.locator("[name=login]"))
    hands.type(OWNER)
    hands.go_to(page.locator("[name=password]"))
    hands.type(PASSWORD)
    hands.press("Enter")
    page.wait_for_url("**/desk/")


def replies_with_the_coach(page: Page, hands: Hands) -> None:
    expect(page.locator("#rows .item")).to_have_count(2)
    for _row in range(2):
        hands.press("j")
        hands.see()
    hands.press("k", "Enter")
    page.get_by_role("heading", name=re.compile("Clock number")).wait_for()
    listening(page)
    hands.press("r")
    hands.type("Thank you, Customer. In my opinion the brass one is nicer.")
    box = page.get_by_role("textbox", name=re.compile("Reply to"))
    card = page.locator("#coach .card", has_text="In my opinion")
    expect(card).to_be_visible()
    for _each in range(6):
        hands.press("Control+.")
        hands.see()
        if card.evaluate("node => node === document.activeElement"):
            break
    hands.press("1")
    expect(box).not_to_contain_text("In my opinion")
    expect(box).to_be_focused()
    hands.press("Control+Enter")
    expect(page.locator(".ours")).to_contain_text("Thank you, Customer. Most customers")


def notes_and_organises(page: Page, hands: Hands) -> None:
    listening(page)
    hands.press("n")
    hands.type("Ask @")
    expect(page.locator("#mention-list [role=option]").first).to_be_visible()
    hands.press("Enter")
    hands.type("about the spring.")
    hands.press("Control+Enter")
    expect(page.locator("#stream")).to_contain_text("Ask @Nell Ashby about the spring.")
    listening(page)
    head = page.locator("#head")
    hands.press("a")
    hands.see()
    hands.press("Enter")
    expect(head.locator("#assignee-menu summary")).to_contain_text("Nell Ashby")
    hands.press("t")
    hands.type("wedding")
    hands.press("Enter")
    expect(head.locator(".tags")).to_contain_text("wedding")
    hands.see()
    hands.press("s")
    hands.see()
    hands.press("Enter")
    expect(head.locator("#status-menu")).to_contain_text("On hold, until")
    hands.press("e")
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    hands.see()
    hands.press("z")
    expect(page.get_by_role("button", name="Solve")).to_be_visible()
    hands.see()


def finds_and_sets_up(page: Page, hands: Hands) -> None:
    hands.press("/")
    hands.type("askew")
    expect(page.get_by_role("option", name=re.compile("Find everything"))).to_be_visible()
    hands.press("ArrowUp", "Enter")  # from the first round to the last
    page.wait_for_url("**/desk/search?**")
    hands.go_to(page.locator("#rows .row").first)
    hands.go_to(page.get_by_role("link", name="Setup"), "Shift+Tab")
    hands.press("Enter")
    page.wait_for_url("**/setup/")
    hands.go_to(page.get_by_role("navigation", name="Setup").get_by_role("link", name="Teams"))
    hands.press("Enter")
    page.wait_for_url("**/setup/teams/")
    hands.go_to(page.get_by_role("main").get_by_role("link").first)
    hands.press("Enter")
    page.wait_for_url("**/setup/teams/new/")
    hands.go_to(page.get_by_label("Name"))
    hands.type("Repairs")
    hands.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Repairs")


def signs_out(page: Page, hands: Hands) -> None:
    hands.go_to(page.locator("#me summary"), "Shift+Tab")
    hands.press("Enter")
    hands.go_to(page.get_by_role("button", name="Sign out"))
    hands.press("Enter")
    page.wait_for_url("**/sign-in/")
    hands.go_to(page.locator("[name=login]"))
