"""Somebody new comes in: by the link of an invitation, and with an account at a sign-in provider."""

import re
from collections.abc import Iterator

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Place
from tests.browser.looking import WIDE, look
from tests.journeys.desk import OWNER, wait_for
from tests.journeys.post import Sender, letter

pytestmark = pytest.mark.browser
PEOPLE = (
    User(sub="owner", claims={"email": OWNER, "email_verified": True}),
    User(sub="stranger", claims={"email": "stranger@elsewhere.example", "email_verified": True}),
)
# A tab in the background of a browser whose owner allowed notifications; what it shows is written down.
HIDDEN = """
Object.defineProperty(document, "hidden", { get: () => true });
window.shown = [];
window.Notification = class {
  constructor(title, { body }) { window.shown.push([title, body]); }
  addEventListener() {}
};
window.Notification.permission = "granted";
"""


def test_a_newcomer_hears_of_their_first_ticket(place: Place, page: Page, browser: Browser) -> None:
    """Nothing is loaded again."""
    page.goto("/setup/people/invitation/")
    page.get_by_label("Name").fill("Mai Tran")
    page.get_by_label("Email").fill("mai@oakhollow.example")
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("It is shown only now").input_value()

    theirs = browser.new_context(base_url=place.address).new_page()
    theirs.goto(link)
    theirs.get_by_label("Password", exact=True).fill("pendulum and bell 12")
    theirs.get_by_role("button", name="Come in").click()
    expect(theirs.get_by_text("Notices, 0 unread")).to_be_attached()
    theirs.goto("about:blank")
    hidden = theirs.context.new_page()
    hidden.add_init_script(HIDDEN)
    hidden.goto("/desk/notices/")

    Sender(place.desk.smtp_port).insist(letter(71))
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile(r"Customer 71\b")).click()
    page.locator("#assignee-menu summary").click()
    page.locator("#assignee-menu").get_by_role("button", name="Mai Tran").click()
    expect(hidden.get_by_text("Notices, 1 unread")).to_be_attached(timeout=8000)  # by itself
    wait_for(lambda: hidden.evaluate("window.shown.length"), "the browser to tell", 8)
    assert hidden.evaluate("window.shown") == [["Customer 71: assigned to you", "Clock number 71"]]

    theirs.goto("/desk/")
    theirs.locator("#bell-menu summary").click()
    theirs.locator("#notices-panel").get_by_role("link", name=re.compile("Customer 71")).click()
    expect(theirs.get_by_role("heading", name="Clock number 71")).to_be_visible()
    expect(theirs.get_by_text("Notices, 0 unread")).to_be_attached()
    theirs.context.close()


@pytest.fixture
def issuer() -> Iterator[str]:
    """The address of the provider."""
    with run_server_in_thread(user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


def test_named_by_an_owner_and_used(place: Place, browser: Browser, page: Page, issuer: str) -> None:
    page.set_default_timeout(20_000)
    page.goto("/setup/sign-in/new/")
    page.get_by_label("Name").fill("Larkfield ID")
    page.get_by_label("Issuer").fill(issuer)
    page.get_by_role("button", name="Ask it").click()
    expect(page.get_by_label("Return address")).to_have_value(f"{place.address}/sign-in/with/1/return/")
    page.get_by_label("Client ID").fill("heard")
    page.get_by_label("Client secret").fill("a secret")
    page.get_by_label("Show its button").check()
    page.get_by_role("button", name="Use from now on").click()
    expect(page.get_by_text("Kept.")).to_be_visible()
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("It works: the provider answers")).to_be_visible()

    outside = new_window(place, browser)
    come_as(outside, "stranger")
    expect(outside.get_by_role("heading", name="You are not signed in.")).to_be_visible()
    assert look(outside) == []
    come_as(outside, "owner")
    outside.wait_for_url("**/desk/")
    outside.context.close()


def new_window(place: Place, browser: Browser) -> Page:
    """A browser in which nobody is signed in."""
    page = browser.new_context(base_url=place.address, viewport=WIDE, reduced_motion="reduce").new_page()
    page.set_default_timeout(20_000)
    page.route(
        re.compile(r"^https://"), lambda route: route.abort()
    )  # the style sheet of the provider's page
    return page


def come_as(page: Page, who: str) -> None:
    """Presses our button, and theirs."""
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with Larkfield ID").click()
    page.get_by_role("button", name=who).click()
