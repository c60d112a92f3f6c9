"""Two people at one ticket know of each other, and a pasted picture reaches the customer inside the reply."""

import re
from email import message_from_bytes

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Place
from tests.browser.keyboard import replying
from tests.browser.test_composer import PNG, opened
from tests.journeys.desk import wait_for

pytestmark = pytest.mark.browser
PASTE = """bytes => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(bytes)], "spring.png", { type: "image/png" }));
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(paste);
}"""


def test_a_pasted_picture_stands_in_the_mail(place: Place, page: Page) -> None:
    opened(place, page, 41)
    replying(page, "This is the spring: ")
    box = page.get_by_role("textbox", name="Reply to Customer 41")
    expect(box).to_be_focused()
    page.evaluate(PASTE, list(PNG))
    expect(box).to_contain_text(re.compile(r"spring: !\[spring\.png\]\(cid:.+\)"))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".ours img").first).to_be_visible()
    wait_for(lambda: any("customer41" in to for _name, to in place.relay.copies), "the reply to arrive", 20)
    mail = message_from_bytes(place.relay.mails[-1].content)
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    (html,) = [part for part in mail.walk() if part.get_content_type() == "text/html"]
    assert picture.get_payload(decode=True) == PNG
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html.get_payload(decode=True).decode()


def test_two_at_one_ticket(place: Place, page: Page, browser: Browser) -> None:
    page.goto("/setup/people/invitation/")
    page.get_by_label("Name").fill("Mai Tran")
    page.get_by_label("Email").fill("mai@oakhollow.example")
    page.get_by_role("button", name="Make the link").click()
    theirs = browser.new_context(base_url=place.address).new_page()
    theirs.goto(page.get_by_label("It is shown only now").input_value())
    theirs.get_by_label("Password", exact=True).fill("pendulum and bell 12")
    theirs.get_by_role("button", name="Come in").click()
    opened(place, page, 42)
    theirs.goto(page.url)
    expect(page.locator("#others")).to_contain_text("Mai Tran is reading", timeout=10_000)
    expect(theirs.locator("#others")).to_contain_text("Nell Ashby is reading", timeout=10_000)
    replying(theirs, "Dear customer")
    expect(page.locator("#others")).to_contain_text("Mai Tran is writing", timeout=10_000)
    expect(page.locator("#others")).to_contain_text("A reply by Mai Tran is begun", timeout=10_000)
    theirs.context.close()
    expect(page.locator("#others")).not_to_contain_text("is writing", timeout=10_000)
