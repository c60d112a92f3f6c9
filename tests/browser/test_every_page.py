"""Every page in one visit: axe-core finds nothing, light or dark; nothing is cut at 200 % or on a phone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, expect

from tests.browser.company import ELSEWHERE, INSIDE, SHOWN, Company, company
from tests.browser.keyboard import listening, replying
from tests.browser.looking import WIDE, bring_axe, faults, look
from tests.journeys.desk import new_desk, wait_for
from tests.web.test_matrix import PAGES, PUBLIC

pytestmark = pytest.mark.browser
POSTED = {  # pages that only an act shows
    "merge_question": ("/desk/tickets/{ticket}/merge", {"other": "{html_ticket}"}),
    "conflict": ("/desk/tickets/{ticket}/status", {"status": "hold", "was": "new"}),
    "too_late": ("/desk/tickets/{ticket}/replies/{ours}/undo", {}),
    "handed": ("/setup/people/{person}/links", {}),
    "refused form": ("/setup/people/invitation/", {"name": "", "email": "nowhere"}),
    "tried sentence": ("/setup/words/", {"sentence": "In my opinion it is your fault.", "slip": "on"}),
}
STRANGERS = {"welcome", "account_login", "account_inactive", "join", "wishes"}  # read by who is not signed in

POST = """([path, fields]) => {
    const form = Object.assign(document.createElement("form"), { method: "post", action: path });
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    form.append(token.cloneNode(), ...Object.entries(fields).map(([name, value]) =>
        Object.assign(document.createElement("input"), { name, value })));
    document.body.append(form);
    form.submit();
}"""


@pytest.fixture(scope="module")
def demo() -> Iterator[Company]:
    with company() as demo:
        yield demo


@pytest.fixture(scope="module")
def owner(demo: Company, browser: Browser) -> Iterator[Page]:
    """A tab of the owner. Without motion, so that a colour is final when the theme has changed."""
    window = demo.sign_in(browser, reduced_motion="reduce", viewport=WIDE)
    yield window.new_page()
    window.close()


@pytest.fixture(scope="module")
def stranger(demo: Company, browser: Browser) -> Iterator[Page]:
    """A tab of somebody who is not signed in."""
    window = browser.new_context(base_url=demo.address, reduced_motion="reduce", viewport=WIDE)
    yield window.new_page()
    window.close()


def test_every_route_is_shown_or_inside_another() -> None:
    read = PUBLIC | {name for name, row in PAGES.items() if row.reads is not None}
    assert read == SHOWN.keys() | INSIDE | ELSEWHERE


@pytest.mark.parametrize("name", [name for name in SHOWN if name != "welcome"])
def test_page(name: str, demo: Company, owner: Page, stranger: Page) -> None:
    page = stranger if name in STRANGERS else owner
    answer = page.goto(demo.path(name))
    assert answer and answer.status == 200
    assert look(page) == []


@pytest.mark.parametrize("name", POSTED)
def test_page_after_an_act(name: str, demo: Company, owner: Page) -> None:
    path, fields = POSTED[name]
    owner.goto("/desk/me/")
    with owner.expect_navigation():
        owner.evaluate(POST, [demo.fill(path), {key: demo.fill(value) for key, value in fields.items()}])
    assert look(owner) == []


def troubles() -> list[str]:
    """The templates of all pages that say what went wrong."""
    pages = Path(settings.TEMPLATES[0]["DIRS"][0]).glob("*.html")
    return [path.name for path in pages if '{% extends "sorry.html" %}' in path.read_text()]


@pytest.mark.parametrize("name", ["join_over.html", *troubles()])
def test_page_of_a_trouble(name: str, demo: Company, stranger: Page) -> None:
    page = render_to_string(name, {"digest": "5f" * 32, "size": 40_000})
    stranger.route("**/trouble", lambda route: route.fulfill(status=500, content_type="text/html", body=page))
    stranger.goto("/trouble")
    expect(stranger.get_by_role("heading", level=1)).to_be_visible()
    stranger.unroute_all()
    assert look(stranger) == []


def test_welcome(browser: Browser) -> None:
    with new_desk() as desk:
        desk.start("up")
        wait_for(lambda: desk.status_of("/healthz"), "the pages", 60)
        address = f"http://127.0.0.1:{desk.http_port}"
        page = browser.new_page(base_url=address, reduced_motion="reduce", viewport=WIDE)
        page.goto("/welcome/")
        assert look(page) == []


def palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("gareth")
    expect(page.get_by_role("option").first).to_be_visible()


def keys(page: Page) -> None:
    listening(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def selection(page: Page) -> None:
    listening(page)
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#bulk")).to_be_visible()


def coach(page: Page) -> None:
    replying(page, "In my opinion it is your fault. I'll call you tomorrow before noon.")
    expect(page.locator("#coach .card").first).to_be_visible()
    expect(page.locator("#promise .what")).to_be_visible()


def later(page: Page) -> None:
    replying(page)
    page.locator("#copies-edit summary").click()
    page.locator("#later summary").click()


def note(page: Page) -> None:
    listening(page)
    page.keyboard.press("n")
    page.keyboard.type("@")
    expect(page.locator("#mention-list [role=option]").first).to_be_visible()


def macros(page: Page) -> None:
    replying(page)
    page.keyboard.press("Control+/")
    expect(page.get_by_role("button", name="A photograph helps us")).to_be_visible()


OPENED: dict[str, list[Callable[[Page], None]]] = {
    "desk:inbox": [palette, keys, selection],
    "desk:ticket": [coach, later, note, macros],
}


EACH = [(name, open_it) for name, all_of_it in OPENED.items() for open_it in all_of_it]


@pytest.mark.parametrize(("name", "open_it"), EACH)
def test_what_opens_on_a_page(name: str, open_it: Callable[[Page], None], demo: Company, owner: Page) -> None:
    owner.goto(demo.path(name))
    open_it(owner)
    assert look(owner) == []


@pytest.mark.parametrize("name", OPENED)
def test_menus(name: str, demo: Company, owner: Page) -> None:
    owner.goto(demo.path(name))
    bring_axe(owner)
    wrong = []
    for each in owner.locator("details.menu > summary").all():
        if each.is_visible():
            each.click()
            wrong += faults(owner, within="details[open]")
            owner.keyboard.press("Escape")
    assert wrong == []
