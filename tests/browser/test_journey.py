"""The thinnest whole desk: a mail arrives, appears without reload, is answered, and the answer arrives."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Place
from tests.browser.keyboard import listening, replying
from tests.journeys.desk import wait_for
from tests.journeys.post import Sender, again, letter

pytestmark = pytest.mark.browser


def arrives(place: Place, number: int, *, text: str = "") -> None:
    Sender(place.desk.smtp_port).insist(letter(number, text=text))


def open_from_the_list(page: Page, number: int) -> None:
    page.get_by_role("link", name=re.compile(f"Customer {number}\\b")).click()
    page.get_by_role("heading", name=f"Clock number {number}").wait_for()
    listening(page)


def test_a_mail_is_answered(place: Place, page: Page) -> None:
    page.goto("/desk/")
    arrives(place, 1, text="My clock stops at noon.")
    row = page.get_by_role("link", name=re.compile("Customer 1"))
    expect(row).to_be_visible(timeout=5000)  # by itself: nothing was loaded again
    row.click()
    expect(page.get_by_role("heading", name="Clock number 1")).to_be_visible()
    replying(page, "Dear customer, please bring it in.\n\nNell")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    wait_for(lambda: place.relay.copies, "the answer to arrive", 15)
    ((message_id, recipient),) = place.relay.copies
    assert recipient == "customer1@elsewhere.example"
    expect(page.locator(".fate")).to_contain_text("Sent", timeout=5000)  # by itself, too
    ((stored,),) = place.desk.rows("SELECT message_id FROM tickets_message WHERE direction = 'out'")
    assert stored == message_id


def test_undo_brings_the_words_back(place: Place, page: Page) -> None:
    arrives(place, 2)
    page.goto("/desk/")
    open_from_the_list(page, 2)
    replying(page, "Dear Cutsomer")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Undo").click()
    box = page.get_by_role("textbox", name="Reply to Customer 2")
    expect(box).to_have_text("Dear Cutsomer")
    expect(box).to_be_focused()  # so that the next key is a letter and not a command
    page.reload()
    expect(box).to_have_text("Dear Cutsomer")
    assert [to for _name, to in place.relay.copies if to.startswith("customer2@")] == []


def test_a_new_message_does_not_touch_what_is_being_written(place: Place, page: Page) -> None:
    arrives(place, 3, text="First words.")
    page.goto("/desk/")
    open_from_the_list(page, 3)
    box = page.get_by_role("textbox", name="Reply to Customer 3")
    box.click()
    page.keyboard.type("I am writing")
    Sender(place.desk.smtp_port).insist(again(3, "And one more thing."))
    expect(page.get_by_text("And one more thing.").first).to_be_visible(timeout=5000)
    page.keyboard.type(" on")
    expect(box).to_have_text("I am writing on")


def test_a_note_never_becomes_a_reply(place: Place, page: Page) -> None:
    arrives(place, 6)
    page.goto("/desk/")
    open_from_the_list(page, 6)
    listening(page)
    page.keyboard.press("n")
    page.keyboard.type("between us")
    page.keyboard.press("Escape")
    replying(page)
    expect(page.get_by_role("textbox", name="Reply to Customer 6")).to_be_empty()
    page.keyboard.press("Escape")
    listening(page)
    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="Note for colleagues")).to_have_text("between us")


def test_two_people_change_one_thing(place: Place, window: BrowserContext) -> None:
    arrives(place, 4)
    here, there = window.new_page(), window.new_page()
    here.goto("/desk/")
    open_from_the_list(here, 4)
    there.goto(here.url)
    # There the live names do not arrive, as on a train in a tunnel.
    there.evaluate("document.querySelectorAll('[data-live]').forEach((e) => e.removeAttribute('data-live'))")
    here.locator("#status-menu summary").click()
    here.get_by_role("button", name="On hold").click()
    expect(here.locator("#head")).to_contain_text("On hold")
    listening(there)
    there.keyboard.press("e")
    expect(there.get_by_text("Both of you changed the status")).to_be_visible()
    expect(there.locator("main").get_by_text("On hold", exact=True).last).to_be_visible()
    there.get_by_role("button", name="Use mine").click()
    expect(there.get_by_role("button", name="Open again")).to_be_visible()


def test_twelve_tabs_of_one_browser_stay_alive(place: Place, window: BrowserContext) -> None:
    tabs = [window.new_page() for _ in range(12)]
    for tab in tabs:
        tab.goto("/desk/")
    arrives(place, 5)
    for tab in tabs:
        tab.bring_to_front()
        expect(tab.get_by_role("link", name=re.compile("Customer 5"))).to_be_visible(timeout=8000)
    tabs[0].reload()
    expect(tabs[0].get_by_role("link", name=re.compile("Customer 5"))).to_be_visible()
