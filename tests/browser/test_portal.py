"""The customers' side in a real browser: every page, by keyboard, without scripts, in another site."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.company import Company, company
from tests.browser.customers import (
    ANYBODY,
    ASKED,
    DONE,
    EMPTY,
    HERS,
    KHUE,
    REFUSED,
    SHOWN,
    Customers,
    tab_to,
)
from tests.browser.keyboard import listening
from tests.browser.looking import PHONE, WIDE, bring_axe, faults, look
from tests.browser.shop import shop_of
from tests.journeys.desk import wait_for
from tests.web.test_matrix import CUSTOMERS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo() -> Iterator[Company]:
    with company() as demo:
        yield demo


@pytest.fixture(scope="module")
def customers(demo: Company, browser: Browser) -> Customers:
    return Customers(demo, browser)


def test_every_route_for_customers_is_shown_or_an_act() -> None:
    assert SHOWN.keys() | DONE == CUSTOMERS
    assert SHOWN.keys() & DONE == set()


def walked(customers: Customers, look_at: Callable[[Page], list[str]], routes: Iterable[str]) -> list[str]:
    """What is wrong with the pages of these routes."""
    wrong = []
    for who in (ANYBODY, ASKED, HERS):
        page = customers.window(who, viewport=WIDE).new_page()
        for path in (each for one in routes if SHOWN[one][0] == who for each in customers.paths(one)):
            page.goto(path)
            wrong += [f"{path}: {fault}" for fault in look_at(page)]
        page.context.close()
    return wrong


def test_every_page_is_in_order(customers: Customers) -> None:
    assert walked(customers, look, SHOWN) == []


def look_refused(page: Page) -> list[str]:
    """What is wrong with the page once its form came back refused."""
    with page.expect_navigation():
        page.evaluate(EMPTY)
    expect(page.get_by_role("alert")).to_be_visible()
    return look(page)


@pytest.mark.long
def test_every_refused_form_is_in_order(customers: Customers) -> None:
    assert walked(customers, look_refused, REFUSED) == []


def look_on_a_phone(page: Page) -> list[str]:
    """What axe-core finds where there is little room: the head is another there."""
    page.set_viewport_size(PHONE)
    bring_axe(page)
    page.emulate_media(color_scheme="dark")
    return faults(page)


@pytest.mark.long
def test_every_page_on_a_phone_at_night(customers: Customers) -> None:
    assert walked(customers, look_on_a_phone, SHOWN) == []


def test_the_form_without_scripts_and_with_files(demo: Company, browser: Browser, tmp_path: Path) -> None:
    picture = tmp_path / "shade.txt"
    picture.write_text("cracked")
    page = browser.new_context(base_url=demo.address, java_script_enabled=False).new_page()
    page.goto("/help/request/?about=complaint")
    expect(page.get_by_label("A complaint")).to_be_checked()
    page.get_by_label("What happened").fill("The shade is cracked, again.")
    page.get_by_label("Pictures or files").set_input_files(picture)
    page.get_by_label("Your name").fill("Khuê")
    page.get_by_label("Your mail address").fill(KHUE)
    page.get_by_role("button", name="Send it to us").click()
    expect(page.get_by_role("alert")).to_contain_text("That was quick, as if by a machine.")
    wait_for(lambda: is_sent_again(page, picture), "the slower way without scripts", 30)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    number = re.search(r"No\. (\d+)", page.get_by_role("status").inner_text())
    assert number
    files = (
        "SELECT name FROM tickets_attachment JOIN tickets_message m ON m.id = tickets_attachment.message_id"
    )
    assert demo.desk.rows(f"{files} WHERE m.ticket_id = {number[1]}") == [("shade.txt",)]


def is_sent_again(page: Page, file: Path) -> bool:
    """Chooses the file again, which browsers forget, and presses; whether it went through."""
    page.get_by_label("Pictures or files").set_input_files(file)
    page.get_by_role("button", name="Send it to us").click()
    return "/sent/" in page.url


def test_signed_in_a_customer_answers_and_opens_again(customers: Customers) -> None:
    page = customers.window(viewport=WIDE).new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto("/my/")
    customers.sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("My requests")
    page.get_by_role("link", name="Repair of the brass arm").click()
    answered_and_opened_again(page)
    page.get_by_text("Share this request").click()
    page.get_by_role("button", name="Make a link").click()
    shared = page.get_by_label("The link", exact=True).input_value()
    assert look(page) == []
    assert complaints == []
    elsewhere = customers.window(viewport=WIDE).new_page()
    elsewhere.goto(shared)
    elsewhere.get_by_role("button", name="Open the request").click()
    expect(elsewhere.locator(".said")).to_contain_text("Wednesday it is.")


def answered_and_opened_again(page: Page) -> None:
    """Answers in the request, closes it, and thinks better of it."""
    page.get_by_label("Your answer").fill("Wednesday it is.")
    page.get_by_role("button", name="Send it to us").click()
    expect(page.get_by_role("status")).to_have_text("Your words have arrived.")
    expect(page.locator(".said")).to_contain_text("Wednesday it is.")
    page.get_by_role("button", name="Close it").click()
    expect(page.locator(".opening .tag")).to_have_text("Closed")
    page.get_by_role("button", name="Open it again").click()
    expect(page.locator(".opening .tag")).to_have_text("With us")


@pytest.mark.long
def test_a_customers_whole_way_without_scripts(customers: Customers, tmp_path: Path) -> None:
    file = tmp_path / "arm.txt"
    file.write_text("bent")
    page = customers.window(viewport=WIDE, java_script_enabled=False).new_page()
    page.goto("/my/")
    customers.sign_in(page)
    page.get_by_role("link", name="Repair of the brass arm").click()
    page.get_by_label("Pictures or files").set_input_files(file)
    answered_and_opened_again(page)
    expect(page.get_by_role("link", name="arm.txt")).to_be_visible()
    page.get_by_text("Share this request").click()
    page.get_by_role("button", name="Make a link").click()
    shared = page.get_by_label("The link", exact=True).input_value()
    page.goto("/my/about/")
    page.get_by_label("How you like to hear from us").select_option("phone")
    page.get_by_role("button", name="Keep it like this").click()
    expect(page.get_by_role("status")).to_have_text("Kept. We go by it from now on.")
    elsewhere = customers.window(java_script_enabled=False).new_page()
    elsewhere.goto(shared)
    elsewhere.get_by_role("button", name="Open the request").click()
    elsewhere.get_by_label("Your answer").fill("From her neighbour.")
    elsewhere.get_by_role("button", name="Send it to us").click()
    expect(elsewhere.locator(".said")).to_contain_text("From her neighbour.")
    elsewhere.goto("/help/")
    elsewhere.get_by_role("button", name="Deutsch").click()
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Wie können wir Ihnen helfen?")


def test_a_customers_whole_way_by_keyboard(customers: Customers, tmp_path: Path) -> None:
    """From the help centre to a request that is open again, without a mouse; the focus is always seen."""
    file = tmp_path / "arm.txt"
    file.write_text("bent")
    page = customers.window(viewport=WIDE).new_page()
    page.goto("/help/")
    go(page, "link", "Write to us")
    expect(page.get_by_role("heading", level=1)).to_have_text("Write to us")
    tab_to(page.get_by_label("A question"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("A complaint")).to_be_checked()
    write(page, "What happened", "The arm is bent, look.", delay=95)  # who is quick is held for a machine
    write(page, "In a few words", "The bent arm")
    tab_to(page.get_by_label("Pictures or files"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(file)
    write(page, "Your name", "Khuê")
    write(page, "Your mail address", KHUE)
    expect(page.locator("[name=proof]")).not_to_have_value("", timeout=20_000)
    go(page, "button", "Send it to us")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    go(page, "link", "See it under My requests")
    tab_to(page.get_by_label("Your mail address"))
    customers.sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("The bent arm")
    expect(page.get_by_role("link", name="arm.txt")).to_be_visible()
    write(page, "Your answer", "Both arms, to be exact.")
    go(page, "button", "Send it to us")
    expect(page.locator(".said")).to_contain_text("Both arms, to be exact.")
    go(page, "button", "Close it")
    expect(page.locator(".opening .tag")).to_have_text("Closed")
    go(page, "button", "Open it again")
    expect(page.locator(".opening .tag")).to_have_text("With us")


def go(page: Page, role: Literal["button", "link"], name: str) -> None:
    """Tabs there and presses; the next page is there when it returns."""
    listening(page)
    tab_to(page.get_by_role(role, name=name).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    listening(page)


def write(page: Page, label: str, words: str, *, delay: float = 0) -> None:
    """Tabs into the field and types, with `delay` milliseconds between two keys."""
    tab_to(page.get_by_label(label))
    page.keyboard.type(words, delay=delay)


_NAMED = """
import django
django.setup()
from heard.channels.form import setup
from heard.lib.ref import NOBODY
setup.let_frame(setup.current(), {site!r}, by=NOBODY)
"""


def test_the_form_in_another_site(demo: Company, browser: Browser) -> None:
    """Only in one that Setup names; there it is as high as what is in it, is sent, and leads to a person."""
    page = browser.new_page(viewport=WIDE)
    framed = page.frame_locator("iframe")
    with shop_of(demo.address) as shop:
        page.goto(shop, wait_until="networkidle")
        expect(page.locator("iframe")).to_be_visible()
        expect(framed.get_by_label("Your name")).to_have_count(0)
        demo.desk.run("-c", _NAMED.format(site=shop))
        page.goto(shop)
        expect(framed.get_by_label("Your name")).to_be_visible()
        expect(framed.locator("[name=proof]")).not_to_have_value("", timeout=20_000)
        expect(page.locator("iframe")).to_have_attribute("style", re.compile(r"height: [1-9]\d{2,}px"))
        typed = framed.get_by_label("What happened")
        typed.press_sequentially("The bulb of the frame is dark.", delay=80)  # a form that is quick waits
        framed.get_by_label("Your name").fill("Wanda")
        framed.get_by_label("Your mail address").fill("wanda@iwu.example")
        framed.get_by_role("button", name="Send it to us").click()
        expect(framed.get_by_role("heading", level=1)).to_have_text("Thank you, it has arrived")
        arrived = framed.get_by_text(re.compile(r"No\. \d+")).inner_text()
        with page.expect_popup() as popup:
            framed.get_by_role("link", name="Every way to us").click()
        expect(popup.value.get_by_role("heading", level=1)).to_have_text("How you reach us")
        assert page.url == f"{shop}/"
    found = "SELECT ticket_id FROM tickets_message WHERE text = 'The bulb of the frame is dark.'"
    assert demo.desk.rows(found) == [(int(re.sub(r"\D", "", arrived)),)]


def test_a_link_in_another_site(demo: Company, browser: Browser) -> None:
    page = browser.new_page(viewport=WIDE)
    with shop_of(demo.address) as shop:
        page.goto(f"{shop}/link")
        page.get_by_role("link", name="Tell us").click()
        expect(page.get_by_label("Praise", exact=True)).to_be_checked()
        assert page.url == f"{demo.address}/help/request/?about=praise"
