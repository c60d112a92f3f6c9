"""The list in a real browser: selecting and undoing by keys, and rows that come without moving others."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Place
from tests.browser.keyboard import listening
from tests.journeys.post import Sender, again, letter

pytestmark = pytest.mark.browser


def arrives(place: Place, number: int) -> None:
    Sender(place.desk.smtp_port).insist(letter(number, text=f"Words of {number}."))


def row(page: Page, number: int) -> Locator:
    return page.get_by_role("link", name=re.compile(f"Customer {number}\\b"))


def test_selected_solved_and_undone_by_keys_alone(place: Place, page: Page) -> None:
    for number in (11, 12, 13):
        arrives(place, number)
    page.goto("/desk/")
    for number in (11, 12, 13):
        expect(row(page, number)).to_be_visible()
    listening(page)
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("Shift+J")
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_text("2 tickets: Solved")).to_be_visible()
    page.mouse.move(900, 500)
    expect(page.locator("#rows .item:not(.gone)")).to_have_count(1)
    page.keyboard.press("z")
    expect(page.get_by_text("2 tickets are as they were.")).to_be_visible()
    expect(page.locator("#rows .item:not(.gone)")).to_have_count(3)


def test_nothing_moves_under_the_pointer(place: Place, page: Page) -> None:
    arrives(place, 21)
    page.goto("/desk/")
    first = row(page, 21)
    first.hover()
    before = first.bounding_box()
    arrives(place, 22)
    chip = page.get_by_role("button", name="1 new")
    expect(chip).to_be_visible(timeout=5000)
    assert first.bounding_box() == before
    expect(row(page, 22)).to_have_count(0)
    page.mouse.move(1000, 600)  # off the list, so it shows how things stand
    expect(row(page, 22)).to_be_visible()
    expect(chip).to_be_hidden()


def test_what_is_selected_stays_selected_when_the_list_is_told_anew(place: Place, page: Page) -> None:
    arrives(place, 26)
    page.goto("/desk/")
    expect(row(page, 26)).to_be_visible()
    listening(page)
    page.keyboard.press("j")
    page.keyboard.press("x")
    chosen = page.locator("#rows .item.chosen")
    expect(chosen).to_have_count(1)
    Sender(place.desk.smtp_port).insist(again(26, "It stopped once more!"))
    expect(chosen).to_contain_text("It stopped once more!")
    expect(row(page, 26)).to_be_focused()
    expect(page.locator("#rows")).to_have_count(1)


def test_a_ticket_is_organised_by_keys_and_every_act_undone(place: Place, page: Page) -> None:
    arrives(place, 31)
    page.goto("/desk/")
    expect(row(page, 31)).to_have_class("row")
    expect(page.locator(".item.unread", has_text="Customer 31")).to_be_visible()
    row(page, 31).click()
    head = page.locator("#head")
    expect(page.get_by_role("heading", name="Clock number 31")).to_be_visible()
    listening(page)
    expect(page.locator(".item.unread", has_text="Customer 31")).to_have_count(0, timeout=5000)
    listening(page)
    page.keyboard.press("t")
    page.keyboard.type("wedding")
    page.keyboard.press("Enter")
    expect(head.locator(".tags")).to_contain_text("wedding")
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Solve")).to_be_visible()
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    expect(head.locator("#status-menu")).to_contain_text("On hold, until")


def test_many_are_answered_at_once_and_all_is_taken_back(place: Place, page: Page) -> None:
    for number in (41, 42):
        arrives(place, number)
    page.goto("/desk/")
    for number in (41, 42):  # one that comes later waits, so as not to disturb the selecting
        expect(row(page, number)).to_be_visible()
    for number in (41, 42):
        row(page, number).hover()
        page.get_by_role("listitem").filter(has=row(page, number)).get_by_role("checkbox").check()
    expect(page.get_by_text("2 selected")).to_be_visible()
    listening(page)
    page.keyboard.press("r")
    box = page.get_by_role("textbox", name="Reply to all of them")
    expect(box).to_be_focused(timeout=10_000)
    listening(page)
    page.keyboard.type("Dear {customer.name}, we are back.")
    plan = page.locator("#plan")
    plan.locator("summary").first.click()
    expect(plan.get_by_text(re.compile("Dear Customer 4[12], we are back.")).first).to_be_visible(
        timeout=10_000
    )
    page.get_by_text("Later").click()  # so that no loaded machine is too late for the Undo
    expect(page.locator("#later [type=date]")).to_have_value(re.compile("."))
    page.get_by_role("button", name="Send then").click()
    expect(page.get_by_role("heading", name="2 replies are written")).to_be_visible(timeout=10_000)
    listening(page)
    page.keyboard.press("z")
    expect(page.get_by_role("heading", name="2 customers get it")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("textbox", name="Reply to all of them")).to_contain_text("we are back")


def test_after_solving_one_goes_on_where_it_stood_and_can_take_it_back_elsewhere(
    place: Place, page: Page
) -> None:
    for number in (51, 52, 53, 54):
        arrives(place, number)
    page.goto("/desk/views/waiting")  # who waits longest stands first
    for number in (51, 52, 53, 54):
        expect(row(page, number)).to_be_visible()
    row(page, 53).click()
    page.get_by_role("heading", name="Clock number 53").wait_for()
    listening(page)
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    page.mouse.move(1000, 600)
    expect(page.locator("#rows .item:not(.gone)").filter(has=row(page, 53))).to_have_count(0)
    page.keyboard.press("j")
    expect(row(page, 54)).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Clock number 54").wait_for()
    listening(page)
    expect(page.locator(".toast")).to_have_count(0)
    page.keyboard.press("z")
    expect(page.get_by_text("1 ticket is as it was.")).to_be_visible()
    page.reload()  # a list that is scrolled lets new rows wait
    expect(row(page, 53)).to_be_visible()
