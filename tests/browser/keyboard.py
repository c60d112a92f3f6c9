"""Keys pressed when somebody at a screen could press them: the page is painted and its scripts listen."""

import re

from playwright.sync_api import Locator, Page, expect

PAINTED = """() => new Promise(done => {
    if (performance.getEntriesByType("paint").length) done();
    new PerformanceObserver(() => done()).observe({ type: "paint" });
})"""


def listening(page: Page) -> None:
    """Wait until no key is lost any more: Chromium drops those that come before the first paint."""
    page.wait_for_load_state("domcontentloaded")
    page.evaluate(PAINTED)  # asked once: asking again and again is an eval, which our pages forbid


def replying(page: Page, words: str = "") -> Locator:
    """Press the key of a reply on a ticket's page, type `words` into its field, and return the field."""
    listening(page)
    page.keyboard.press("r")
    box = page.get_by_role("textbox", name=re.compile("^Reply to "))
    expect(box).to_be_focused(timeout=10_000)
    page.keyboard.type(words)
    return box
