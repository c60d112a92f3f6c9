"""By keyboard: a new ticket is begun, given to the right one of two people, and solved with its reply."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Place
from tests.browser.keyboard import listening, replying

pytestmark = pytest.mark.browser
COLLEAGUES = """
import django
django.setup()
from heard.staff import people
people.join("Mai Tran", "mai@oakhollow.example", None)
people.join("Mara Lund", "mara@oakhollow.example", None)
"""


def test_a_ticket_is_begun_given_and_solved_by_keyboard(place: Place, page: Page) -> None:
    place.desk.run("-c", COLLEAGUES)
    page.goto("/desk/")
    listening(page)
    page.keyboard.press("c")
    page.wait_for_url("**/desk/new")
    expect(page.locator("#id_to")).to_be_focused()
    page.keyboard.type("ada@okoye.example")
    page.locator("#id_name").fill("Ada Okoye")
    page.locator("#id_subject").fill("Your wheel")
    words = page.get_by_role("textbox", name="Words")
    words.focus()
    page.keyboard.type("Dear {customer.first_name}, your wheel is ready on Monday.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/tickets/*")
    ours = page.locator(".ours")
    expect(ours).to_contain_text("Dear Ada, your wheel is ready on Monday.")
    expect(page.locator("#status-menu")).to_contain_text("Waiting for customer", timeout=15_000)

    menu = page.locator("#assignee-menu")
    page.locator("#subject").click()
    page.keyboard.press("a")
    page.keyboard.type("ma")
    page.keyboard.press("Enter")  # two are left, so it takes neither
    expect(menu.locator("button:visible")).to_have_text(["Mai Tran", "Mara Lund"])
    expect(menu.locator("summary")).to_contain_text("Nell Ashby")
    page.keyboard.type("r")
    page.keyboard.press("Enter")
    expect(menu.locator("summary")).to_contain_text("Mara Lund")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(menu.locator("summary")).to_contain_text("Nell Ashby")

    replying(page, "Dear Ada, it is blue.")
    page.keyboard.press("Control+Shift+Enter")
    expect(ours.last).to_contain_text("then the ticket is solved")
    expect(page.locator("#status-menu")).to_contain_text("Solved", timeout=15_000)
