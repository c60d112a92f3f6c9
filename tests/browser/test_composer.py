"""Writing: a draft survives the end of its tab, is refused once; marks, files, macros and names go along."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Place
from tests.browser.keyboard import listening, replying
from tests.journeys.desk import OWNER, PASSWORD, wait_for
from tests.journeys.post import Sender, again, letter

pytestmark = pytest.mark.browser
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)
UNKEPT = "() => Object.keys(sessionStorage).some((name) => name.startsWith('draft:'))"


def opened(place: Place, page: Page, number: int) -> None:
    Sender(place.desk.smtp_port).insist(letter(number))
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(f"Customer {number}\\b")).click()
    page.get_by_role("heading", name=f"Clock number {number}").wait_for()
    listening(page)


def test_a_draft_outlives_its_tab_and_is_refused_once(
    place: Place, page: Page, window: BrowserContext
) -> None:
    opened(place, page, 11)
    replying(page, "Dear customer,\n\nit **works** again.")
    expect(page.locator("[data-kept-of=reply]")).to_contain_text("draft kept", timeout=5000)
    address = page.url
    page.goto("about:blank")
    other = window.new_page()  # nothing of the first tab's own memory is here
    other.goto(address)
    box = other.get_by_role("textbox", name="Reply to Customer 11")
    expect(box).to_have_text("Dear customer,\n\nit **works** again.", use_inner_text=True)
    Sender(place.desk.smtp_port).insist(again(11, "It stopped once more!"))
    expect(other.locator("#stream")).to_contain_text("It stopped once more!", timeout=8000)
    box.focus()
    other.keyboard.type(" Nell")
    other.keyboard.press("Control+Enter")
    expect(other.get_by_role("heading", name=re.compile("Not sent yet"))).to_be_visible()
    expect(box).to_contain_text("it **works** again. Nell")
    other.get_by_role("button", name="Send anyway").click()
    expect(other.locator(".ours strong")).to_have_text("works")
    box = replying(other)
    other.keyboard.press("Control+Enter")
    expect(other.locator("#reply-wrong")).to_contain_text("The reply is empty.")
    listening(other)  # the answer is a page of its own
    expect(box).to_be_focused()
    other.keyboard.type("H")
    expect(other.locator("#reply-wrong")).to_have_count(0)
    wait_for(lambda: any("customer11" in to for _name, to in place.relay.copies), "the reply to arrive", 15)


def test_marks_files_and_macros(place: Place, page: Page) -> None:
    page.goto("/setup/macros/new/")
    page.get_by_label("Title").fill("Hello")
    page.get_by_role("textbox", name="Words").fill("Hello {customer.first_name}, No. {ticket.number}.")
    page.get_by_label("Then the ticket is").select_option("hold")
    page.get_by_role("button", name="Use from now on").click()
    opened(place, page, 12)
    replying(page)
    page.keyboard.press("Control+/")
    page.get_by_role("searchbox", name="Find a macro").fill("hel")
    expect(page.get_by_role("button", name=re.compile("^Hello Hello Customer"))).to_be_visible()
    page.keyboard.press("Enter")  # takes the first
    box = page.get_by_role("textbox", name="Reply to Customer 12")
    expect(box).to_contain_text("Hello Customer, No.")
    expect(page.locator("#macro-does")).to_contain_text("sets it to On hold")
    page.set_input_files("#attach", [{"name": "clock.png", "mimeType": "image/png", "buffer": PNG}])
    expect(page.locator("#draft-files")).to_contain_text("clock.png")
    drawn = page.evaluate(
        "() => { document.getElementById('reply-text').field.marks([{start: 0, end: 5, kind: 'warn'}]);"
        " return [...CSS.highlights.get('mark-warn')].map(String) }"
    )
    assert drawn == ["Hello"]
    box.focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".ours .files")).to_contain_text("clock.png")
    expect(page.locator("#head")).to_contain_text("On hold", timeout=15000)  # once it has left


def test_names_are_offered_in_a_note(place: Place, page: Page) -> None:
    opened(place, page, 13)
    listening(page)
    page.keyboard.press("n")
    page.keyboard.type("Ask @")
    first = page.locator("#mention-list [role=option]").first
    expect(first).to_be_visible()
    name = first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Note for colleagues")).to_have_text(f"Ask @{name} ")


def test_a_macro_stands_by_itself_and_stays_with_the_draft(place: Place, page: Page) -> None:
    page.goto("/setup/macros/new/")
    page.get_by_label("Title").fill("Wait")
    page.get_by_role("textbox", name="Words").fill("We look into it.")
    page.get_by_label("Then the ticket is").select_option("hold")
    page.get_by_role("button", name="Use from now on").click()
    opened(place, page, 14)
    replying(page, "Thank you.")
    page.keyboard.press("Control+/")
    page.get_by_role("searchbox", name="Find a macro").fill("wait")
    expect(page.get_by_role("button", name=re.compile("^Wait"))).to_be_visible()
    page.keyboard.press("Enter")
    box = page.get_by_role("textbox", name="Reply to Customer 14")
    expect(box).to_have_text("Thank you.\n\nWe look into it.", use_inner_text=True)
    expect(page.locator("[data-kept-of=reply]")).to_contain_text("draft kept", timeout=15000)
    wait_for(lambda: not page.evaluate(UNKEPT), "the server to have all of it", 15)
    page.reload()
    expect(page.locator("#macro-does")).to_contain_text("sets it to On hold")
    page.get_by_role("button", name="Only the words").click()
    expect(page.locator("#macro-does")).to_be_hidden()


def test_the_other_window_hears_that_the_words_were_sent(
    place: Place, page: Page, window: BrowserContext
) -> None:
    opened(place, page, 15)
    other = window.new_page()
    other.goto(page.url)
    replying(page, "Bonjour")
    expect(page.locator("[data-kept-of=reply]")).to_contain_text("draft kept", timeout=15000)
    other.get_by_role("textbox", name="Reply to Customer 15").fill("Good day")
    differs = other.locator("#reply-differs")
    expect(differs).to_contain_text("Bonjour", timeout=15000)
    page.locator("#reply-text").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".ours")).to_contain_text("Bonjour", timeout=15000)
    other.bring_to_front()
    expect(differs).to_be_hidden(timeout=15000)
    expect(other.get_by_role("textbox", name="Reply to Customer 15")).to_have_text("Good day")


def test_solved_twice_is_solved_and_one_undo_has_the_key(place: Place, page: Page) -> None:
    opened(place, page, 16)
    replying(page, "Tomorrow.")
    page.locator("#later summary").click()
    page.locator("#later .offer").first.click()
    expect(page.locator(".undo .key:visible")).to_have_count(1, timeout=15000)
    page.wait_for_load_state()
    page.keyboard.press("e")
    page.keyboard.press("e")  # a 400 would stand in the console
    expect(page.locator("#toasts .undo-last .key:visible")).to_have_count(1, timeout=15000)
    expect(page.locator(".undo .key:visible")).to_have_count(0)
    expect(page.locator("#head")).to_contain_text("Solved")
    page.wait_for_load_state("networkidle")


def test_words_sent_while_signed_out_stay_and_leave_after_a_new_sign_in(
    place: Place, browser: Browser, page: Page
) -> None:
    opened(place, page, 17)
    own = browser.new_context(base_url=place.address)  # its sign-out must not reach the other tests
    sign_in(own.new_page())
    tab, other = own.new_page(), own.new_page()
    tab.goto(page.url)
    box = tab.get_by_role("textbox", name="Reply to Customer 17")
    box.focus()
    tab.keyboard.type("It is on its way.")
    other.goto("/sign-out/")
    other.get_by_role("main").get_by_role("button", name="Sign out").click()
    other.get_by_label("Email").wait_for()
    box.press("Control+Enter")
    expect(tab.locator("#signed-out")).to_be_visible()
    assert tab.url == page.url
    sign_in(other)
    box.press("Control+Enter")
    expect(tab.locator(".ours")).to_contain_text("It is on its way.")
    own.close()


def sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.fill("[name=login]", OWNER)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def test_what_is_thrown_away_does_not_come_back(place: Place, page: Page) -> None:
    opened(place, page, 19)
    replying(page, "Dear Ada, on second thoughts")
    expect(page.locator('[data-kept-of="reply"]')).to_contain_text("kept", timeout=10_000)
    page.reload()
    box = page.get_by_role("textbox", name=re.compile("^Reply to "))
    expect(box).to_contain_text("on second thoughts")
    page.get_by_text("Throw away").click()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_text("Throw away")).to_have_count(0)
    expect(box).to_have_text("")
    page.reload()
    expect(box).to_have_text("")
