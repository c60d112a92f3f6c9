"""The page's side of live names, in real Chromium: who is told, how often, hidden, and after an outage."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import chromium
from tests.live.sites import Site, running_site
from tests.serving import wait_until

pytestmark = pytest.mark.browser

COUNT = """
window.times = [];
document.addEventListener("heard:changed", (event) => {
  event.target.textContent = Number(event.target.textContent) + 1;
  window.times.push(performance.now());
}, true);
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "count.js").write_text(COUNT)
    with running_site(folder) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(site: Site, browser: Browser) -> Iterator[Page]:
    """A signed-in page with the parts `ticket:1` and `ticket:2`, connected and at rest."""
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    page.goto("/sign-in")
    connect(page)
    yield page
    context.close()


def connect(page: Page) -> None:
    with page.expect_websocket() as opened:
        page.goto("/page?name=ticket:1&name=ticket:2")
    with opened.value.expect_event("framesent"):
        pass


def change(page: Page, *names: str) -> None:
    page.request.get("/change?" + "&".join(f"name={name}" for name in names))


def counts(page: Page) -> list[int]:
    return [int(text) for text in page.locator("section").all_inner_texts()]


def wait_for_counts(page: Page, *expected: int) -> None:
    page.wait_for_function(
        "expected => [...document.querySelectorAll('section')].map(e => +e.innerText).join() === expected",
        arg=",".join(map(str, expected)),
        timeout=5000,
    )


def test_only_the_part_that_shows_it_is_told(page: Page) -> None:
    change(page, "ticket:1", "ticket:3")
    wait_for_counts(page, 1, 0)
    change(page, "inbox")
    wait_for_counts(page, 2, 1)


def test_many_changes_are_one_event_a_second(page: Page) -> None:
    for _ in range(30):
        change(page, "ticket:1")
    page.wait_for_timeout(2500)
    times = page.evaluate("window.times")
    assert 1 <= len(times) <= 3
    assert all(later - earlier >= 990 for earlier, later in pairwise(times))
    assert counts(page)[1] == 0


def test_parts_swapped_in_are_told_and_parts_swapped_out_are_not(page: Page) -> None:
    page.evaluate(
        """async () => {
          const other = await (await fetch('/page?name=ticket:7')).text();
          const part = new DOMParser().parseFromString(other, 'text/html').querySelector('section');
          document.getElementById('ticket:1').replaceWith(part);
        }"""
    )
    page.wait_for_timeout(300)
    change(page, "ticket:1", "ticket:7")
    wait_for_counts(page, 1, 0)


def test_a_hidden_tab_waits_and_is_told_once(page: Page) -> None:
    page.evaluate("Object.defineProperty(document, 'hidden', {configurable: true, get: () => window.away})")
    page.evaluate("window.away = true")
    for _ in range(3):
        change(page, "ticket:1")
        page.wait_for_timeout(500)
    assert counts(page) == [0, 0]
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    wait_for_counts(page, 1, 0)
    page.wait_for_timeout(1500)
    assert counts(page) == [1, 0]


def test_a_part_whose_grant_is_refused_gets_a_new_one_and_hears_again(page: Page) -> None:
    page.evaluate("document.getElementById('ticket:1').dataset.live += 'x'")
    wait_for_counts(page, 1, 0)
    change(page, "ticket:1")
    wait_for_counts(page, 2, 0)


def test_twelve_tabs_of_one_browser_stay_alive(page: Page) -> None:
    others = [page.context.new_page() for _ in range(11)]
    for other in others:
        connect(other)
    change(page, "inbox")
    for tab in [page, *others]:
        wait_for_counts(tab, 1, 1)


def test_after_an_outage_every_part_is_told_and_hears_again(page: Page, site: Site) -> None:
    site.stop()
    page.wait_for_timeout(300)
    site.start()
    page.wait_for_function(
        "[...document.querySelectorAll('section')].every(e => +e.innerText >= 1)", timeout=15000
    )
    before = counts(page)
    change(page, "ticket:2")
    wait_until(lambda: counts(page)[1] > before[1])
