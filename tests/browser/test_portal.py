"""The customers' side in a real browser: the form without scripts, the six figures, frames, every page."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.company import Company, company
from tests.browser.looking import WIDE, look
from tests.journeys.desk import wait_for

pytestmark = pytest.mark.browser
KHUE = "khue.nguyen@thanhlam.example"
PUBLIC = (
    "/help/",
    "/help/contact/",
    "/help/pages/what-we-do/",
    "/help/embed/",
    "/help/nothing/",
    "/my/sign-in/figures/",
    "/my/link/nothing/",
)


@pytest.fixture(scope="module")
def demo() -> Iterator[Company]:
    with company() as demo:
        yield demo


def figures(demo: Company) -> str:
    """Those of the newest mail, as it lies in the outbox."""
    mails = "SELECT inline FROM channels_outgoing JOIN files_blob ON digest = content_id"
    wait_for(lambda: demo.desk.rows(f"{mails} WHERE about_kind = 'signin'"), "the mail", 20)
    ((mail,),) = demo.desk.rows(f"{mails} WHERE about_kind = 'signin' ORDER BY id DESC LIMIT 1")
    found = re.search(rb"^Subject: (\d{6}) ", bytes(mail), re.MULTILINE)
    assert found
    return found[1].decode()


def test_every_public_page_is_in_order(demo: Company, browser: Browser) -> None:
    page = browser.new_page(base_url=demo.address, reduced_motion="reduce", viewport=WIDE)
    wrong = {}
    for path in PUBLIC:
        page.goto(path)
        wrong[path] = look(page)
    assert {path: found for path, found in wrong.items() if found} == {}


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


def test_signed_in_by_figures_a_customer_answers_and_opens_again(demo: Company, browser: Browser) -> None:
    page = browser.new_page(base_url=demo.address, reduced_motion="reduce", viewport=WIDE)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto("/my/")
    page.get_by_label("Your mail address").fill(KHUE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/figures/")
    page.get_by_label("The six figures").fill(figures(demo))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("My requests")
    assert look(page) == []
    page.get_by_role("link", name="Repair of the brass arm").click()
    page.get_by_label("Your answer").fill("Wednesday it is.")
    page.get_by_role("button", name="Send it to us").click()
    expect(page.get_by_role("status")).to_have_text("Your words have arrived.")
    expect(page.locator(".said")).to_contain_text("Wednesday it is.")
    page.get_by_role("button", name="Close it").click()
    expect(page.locator(".opening .tag")).to_have_text("Closed")
    page.get_by_role("button", name="Open it again").click()
    expect(page.locator(".opening .tag")).to_have_text("With us")
    page.get_by_text("Share this request").click()
    page.get_by_role("button", name="Make a link").click()
    assert look(page) == []
    shared = page.get_by_label("The link", exact=True).input_value()
    page.goto("/my/about/")
    assert look(page) == []
    assert complaints == []
    elsewhere = browser.new_page(viewport=WIDE)
    elsewhere.goto(shared)
    elsewhere.get_by_role("button", name="Open the request").click()
    expect(elsewhere.locator(".said")).to_contain_text("Wednesday it is.")


_NAMED = """
import django
django.setup()
from heard.channels.form import setup
from heard.lib.ref import NOBODY
setup.let_frame(setup.current(), {site!r}, by=NOBODY)
"""


class Shop(BaseHTTPRequestHandler):
    """A site with one page, which includes the script of the desk at `desk`."""

    desk: ClassVar[str] = ""

    def do_GET(self) -> None:
        """The page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        script = f'<script src="{self.desk}/help/embed.js" async></script>'
        self.wfile.write(f"<!doctype html><title>Shop</title><body>{script}".encode())

    def log_message(self, *_said: object) -> None:
        """Says nothing."""


@pytest.fixture
def shop(demo: Company) -> Iterator[str]:
    """Where the site is: another origin than the desk's."""
    Shop.desk = demo.address
    server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_the_form_in_another_site(demo: Company, browser: Browser, shop: str) -> None:
    """Only in one that Setup names; there it is as high as what is in it, and works out its proof."""
    page = browser.new_page(viewport=WIDE)
    framed = page.frame_locator("iframe")
    page.goto(shop, wait_until="networkidle")
    expect(page.locator("iframe")).to_be_visible()
    expect(framed.get_by_label("Your name")).to_have_count(0)
    demo.desk.run("-c", _NAMED.format(site=shop))
    page.goto(shop)
    expect(framed.get_by_label("Your name")).to_be_visible()
    expect(framed.locator("[name=proof]")).not_to_have_value("", timeout=20_000)
    expect(page.locator("iframe")).to_have_attribute("style", re.compile(r"height: [1-9]\d{2,}px"))
