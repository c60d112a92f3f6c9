"""Nothing hides what one types in or cuts off what one reads; days and other tickets are chosen by hand."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Place
from tests.browser.keyboard import listening
from tests.browser.looking import PHONE, WIDE
from tests.journeys.desk import wait_for
from tests.journeys.post import Sender, letter

pytestmark = pytest.mark.browser
# Where the words of an element go on in another line: the letters before each break.
BREAKS = """(one) => {
    const words = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), range = document.createRange();
    const found = [];
    let before = null, line = null;
    while (words.nextNode()) for (let at = 0; at < words.currentNode.data.length; at++) {
        range.setStart(words.currentNode, at);
        range.setEnd(words.currentNode, at + 1);
        const { top } = range.getBoundingClientRect();
        if (line !== null && top > line + 4) found.push(before);
        [before, line] = [words.currentNode.data[at], top];
    }
    return found;
}"""


def arrived(place: Place, page: Page, number: int) -> None:
    """A letter of customer `number` is a ticket, and its page is open."""
    Sender(place.desk.smtp_port).insist(letter(number))
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(f"Clock number {number}\\b")).click()
    page.get_by_role("heading", name=f"Clock number {number}").wait_for()
    listening(page)


def noted_elsewhere(page: Page) -> None:
    """Something happened to the open ticket in another window, and shows in this one."""
    other = page.context.new_page()
    other.goto(page.url)
    listening(other)
    other.keyboard.press("n")
    other.keyboard.type("Seen by another.")
    other.keyboard.press("Control+Enter")
    expect(page.locator("#stream")).to_contain_text("Seen by another.", timeout=15_000)
    other.close()


def meet(page: Page, one: str, other: str) -> bool:
    """Whether two boxes of the page overlap."""
    a, b = page.locator(one).first.bounding_box(), page.locator(other).first.bounding_box()
    assert a and b
    apart = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
    return not (apart or a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"])


def test_words_break_and_boxes_stand_where_nothing_is_lost(place: Place, page: Page) -> None:
    page.set_viewport_size(WIDE)
    arrived(place, page, 51)
    broken = page.locator("#brief dd bdi").first.evaluate(BREAKS)
    assert set(broken) <= {"@", "."}
    for size in (WIDE, {"width": 1024, "height": 768}, PHONE):
        page.set_viewport_size(size)
        listening(page)
        page.keyboard.press("r")
        page.keyboard.press("Escape")
        page.keyboard.press("f")
        expect(page.locator(".toast")).to_be_visible()
        assert not meet(page, ".toast", "#composer"), size
        page.locator(".toast .let-go").click()
    page.goto("/desk/")
    expect(page.locator(".views a").first).to_be_visible()
    for size in ({"width": 1024, "height": 768}, PHONE):
        page.set_viewport_size(size)
        assert page.locator(".views").evaluate("(row) => row.scrollWidth <= row.clientWidth"), size
    page.set_viewport_size(WIDE)
    page.goto("/setup/audit/")
    why = "(label) => label.insertAdjacentHTML('afterend', '<p class=why>Why one of them is asked.</p>')"
    page.locator(".pair label").first.evaluate(why)
    tops = "(all) => all.map((one) => one.getBoundingClientRect().top)"
    for part in ("label", ".input"):
        first, second, third, fourth = page.locator(f".pair {part}").evaluate_all(tops)
        assert (first, third) == (second, fourth)


def test_another_ticket_and_a_day_of_ones_own(place: Place, page: Page) -> None:
    first = letter(52)
    raw = first.raw.replace(b"<letter-52", b"<second-52").replace(b"Clock number", b"A second clock, not")
    Sender(place.desk.smtp_port).insist(replace(first, message_id="<second-52@elsewhere.example>", raw=raw))
    wait_for(place.desk.settled, "the second clock to be a ticket", 20)
    arrived(place, page, 52)
    listening(page)
    page.keyboard.press("s")
    day = page.locator("#hold-day")
    expect(day).to_be_visible()
    day.fill("2090-01-02")
    page.locator("#hold-menu [name=until_hour]").fill("14:15")
    page.keyboard.press("Enter")  # of its own form, not the first day of the list
    expect(page.locator("#status-menu")).to_contain_text("On hold, until Jan 2, 2090")
    listening(page)
    page.keyboard.press("m")
    field = page.locator("#merge-menu input[name=other]").first
    expect(field).to_be_focused()
    same_customers = page.locator("#merge-menu .others button").first
    expect(same_customers).to_contain_text("A second clock, not 52")  # nothing was typed yet
    page.keyboard.type("nothing of the kind")
    expect(page.locator("#merge-menu .others").first).to_have_text("No ticket fits this.")
    field.fill("second cl")
    expect(same_customers).to_contain_text("A second clock, not 52")
    noted_elsewhere(page)  # a new reading of the ticket leaves alone what was found
    same_customers.click()
    expect(
        page.get_by_role("heading", name="A second clock, not 52", level=1)
    ).to_be_visible()  # there it goes on
    expect(page.locator("#toasts")).to_contain_text(re.compile(r"No\. \d+ goes on in No\. \d+\."))
