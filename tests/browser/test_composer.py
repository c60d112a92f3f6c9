"""Writing: a draft survives the end of its tab, is refused once; marks, files, macros and names go along."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Place
from tests.journeys.desk import wait_for
from tests.journeys.post import Sender, letter

pytestmark = pytest.mark.browser
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


def opened(place: Place, page: Page, number: int) -> None:
    Sender(place.desk.smtp_port).insist(letter(number))
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(f"Customer {number}\\b")).click()
    page.get_by_role("heading", name=f"Clock number {number}").wait_for()
    page.wait_for_load_state("domcontentloaded")


def more(place: Place, number: int, text: str) -> None:
    """The customer writes again."""
    again = letter(number, text=text)
    raw = again.raw.replace(b"<letter-", b"<more-").replace(
        b"Subject:", f"In-Reply-To: <letter-{number}@elsewhere.example>\r\nSubject:".encode()
    )
    Sender(place.desk.smtp_port).insist(type(again)(f"<more-{number}@elsewhere.example>", again.sender, raw))


def test_a_draft_outlives_its_tab_and_is_refused_once(
    place: Place, page: Page, window: BrowserContext
) -> None:
    opened(place, page, 11)
    page.keyboard.press("r")
    page.keyboard.type("Dear customer,\n\nit **works** again.")
    expect(page.locator("[data-kept-of=reply]")).to_contain_text("draft kept", timeout=5000)
    address = page.url
    page.goto("about:blank")
    other = window.new_page()  # nothing of the first tab's own memory is here
    other.goto(address)
    box = other.get_by_role("textbox", name="Reply to Customer 11")
    expect(box).to_have_text("Dear customer,\n\nit **works** again.", use_inner_text=True)
    more(place, 11, "It stopped once more!")
    expect(other.locator("#stream")).to_contain_text("It stopped once more!", timeout=8000)
    box.focus()
    other.keyboard.type(" Nell")
    other.keyboard.press("Control+Enter")
    expect(other.get_by_role("heading", name=re.compile("Not sent yet"))).to_be_visible()
    expect(box).to_contain_text("it **works** again. Nell")
    other.get_by_role("button", name="Send anyway").click()
    expect(other.locator(".ours strong")).to_have_text("works")
    wait_for(lambda: any("customer11" in to for _name, to in place.relay.copies), "the reply to arrive", 15)


def test_marks_files_and_macros(place: Place, page: Page) -> None:
    page.goto("/setup/macros/new/")
    page.get_by_label("Title").fill("Hello")
    page.get_by_role("textbox", name="Words").fill("Hello {customer.first_name}, No. {ticket.number}.")
    page.get_by_label("Then the ticket is").select_option("hold")
    page.get_by_role("button", name="Use from now on").click()
    opened(place, page, 12)
    page.keyboard.press("r")
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
    expect(page.locator("#head")).to_contain_text("On hold")


def test_names_are_offered_in_a_note(place: Place, page: Page) -> None:
    opened(place, page, 13)
    page.keyboard.press("n")
    page.keyboard.type("Ask @")
    first = page.locator("#mention-list [role=option]").first
    expect(first).to_be_visible()
    name = first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Note for colleagues")).to_have_text(f"Ask @{name} ")
