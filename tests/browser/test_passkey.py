"""A passkey made and shown by a real browser, whose key stick is one of the browser's own for tests."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Place
from tests.browser.looking import WIDE, look
from tests.journeys.desk import OWNER, PASSWORD

pytestmark = pytest.mark.browser
STICK = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_shown(place: Place, browser: Browser) -> None:
    page = browser.new_context(
        base_url=f"http://localhost:{place.desk.http_port}", reduced_motion="reduce", viewport=WIDE
    ).new_page()
    page.set_default_timeout(20_000)
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    talk.send("WebAuthn.addVirtualAuthenticator", {"options": STICK})

    page.goto("/sign-in/?next=/desk/me/second-step/passkeys/new/")
    page.fill("[name=login]", OWNER)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name")).to_be_visible()
    assert look(page) == []
    page.get_by_label("Name").fill("This laptop")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator(".codes li")).to_have_count(10)
    assert look(page) == []

    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.fill("[name=login]", OWNER)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Use a passkey")).to_be_visible()
    assert look(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/desk/")
