"""Hostile mail, taken in by a real desk, read in real Chromium: nothing runs or loads, all is usable."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.attacks import FAR, KINDS, Attack
from tests.browser.attacks.mail import WORD, letter
from tests.browser.conftest import Place
from tests.browser.watching import Far, Watch, far_side
from tests.chromium import chromium
from tests.journeys.desk import wait_for
from tests.journeys.post import Sender

pytestmark = pytest.mark.browser

TOGETHER = {"scripts", "handlers", "links", "markup", "loading", "styles", "mutation", "files"}
# Puts the frames of other pages, as these give them, under the frame of this one; the pages without a frame.
BESIDE = """async (addresses) => {
    const without = [];
    for (const address of addresses) {
        const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
        const theirs = page.querySelector("iframe#sent");
        if (!theirs) { without.push(address); continue; }
        const frame = document.importNode(theirs);
        const loaded = new Promise((done) => frame.addEventListener("load", done));
        document.querySelector("iframe#sent").after(frame);
        await loaded;
    }
    return without;
}"""
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


@dataclass(frozen=True, slots=True)
class Taken:
    """Where the desk put an attack."""

    ticket: int
    message: int

    @property
    def ticket_page(self) -> str:
        return f"/desk/tickets/{self.ticket}"

    @property
    def as_sent(self) -> str:
        return f"{self.ticket_page}/messages/{self.message}/as-sent"


@pytest.fixture(scope="module")
def far() -> Iterator[Far]:
    with far_side() as far:
        yield far


@pytest.fixture(scope="module")
def browser(far: Far) -> Iterator[Browser]:
    """Chromium whose every request beyond this machine ends at the attacker's side."""
    proxy = f"--proxy-server=http://127.0.0.1:{far.port}"
    with chromium(proxy, "--proxy-bypass-list=127.0.0.1") as browser:
        yield browser


def threads(kind: str) -> list[list[Attack]]:
    """The attacks of one kind; where the head does not matter, a dozen of them share a ticket."""
    size = 12 if kind in TOGETHER else 1
    attacks = KINDS[kind]
    return [attacks[place : place + size] for place in range(0, len(attacks), size)]


@pytest.fixture(scope="module")
def taken(place: Place) -> dict[str, Taken]:
    """Every attack, sent to the desk by SMTP and taken in."""
    everything = [thread for kind in KINDS for thread in threads(kind)]
    sender = Sender(place.desk.smtp_port)
    for letters in (
        [letter(thread[0]) for thread in everything],
        [letter(other, thread[0]) for thread in everything for other in thread[1:]],
    ):
        sender.bring(letters, per_second=500).join()
        wait_for(place.desk.settled, "all attacks to be taken in", 120)
    rows = place.desk.rows("SELECT message_id, ticket_id, id FROM tickets_message WHERE direction = 'in'")
    found = {name.strip("<>").partition("@")[0]: Taken(ticket, message) for name, ticket, message in rows}
    assert found.keys() == {attack.message_id for thread in everything for attack in thread}
    return found


@pytest.fixture
def watch(window: BrowserContext, place: Place, far: Far) -> Watch:
    return Watch(window, place.address, far)


@pytest.fixture
def tab(window: BrowserContext, watch: Watch) -> Page:
    """A tab that is watched."""
    return window.new_page()


def look_at_both_widths(tab: Page, watch: Watch, address: str) -> list[str]:
    tab.set_viewport_size(WIDE)
    tab.goto(address)
    seen = watch.seen(tab)
    if "/as-sent" not in address:
        tab.locator("#reply-text").click(timeout=2000)
        expect(tab.locator("#reply-text")).to_be_focused(timeout=500)
    tab.set_viewport_size(NARROW)
    return seen + watch.seen(tab)


def look_at_all_as_sent(tab: Page, watch: Watch, thread: list[Taken]) -> list[str]:
    """The mails of one thread: their frames one below the other on the first page that has one."""
    seen = look_at_both_widths(tab, watch, thread[0].as_sent)
    others = [taken.as_sent for taken in thread[1:]]
    if tab.locator("iframe#sent").count():
        without = tab.evaluate(BESIDE, others)
        assert tab.locator("iframe#sent").count() == 1 + len(others) - len(without)
        seen += watch.seen(tab)
        tab.set_viewport_size(WIDE)
        seen += watch.seen(tab)
        others = without
    for address in others:
        seen += look_at_both_widths(tab, watch, address)
    return seen


@pytest.mark.parametrize("kind", KINDS)
def test_attacks_do_nothing(kind: str, tab: Page, watch: Watch, taken: dict[str, Taken]) -> None:
    """Each on its ticket and as it was sent, where the frames of one thread are read on one page."""
    found: dict[str, list[str]] = {}
    for thread in threads(kind):
        name, mails = f"the thread of {thread[0].name}", [taken[attack.message_id] for attack in thread]
        found[f"{name} on its ticket"] = look_at_both_widths(tab, watch, mails[0].ticket_page)
        found[f"{name} as it was sent"] = look_at_all_as_sent(tab, watch, mails)
    assert {name: seen for name, seen in found.items() if seen} == {}


@pytest.mark.long
@pytest.mark.parametrize("kind", sorted(TOGETHER))
def test_attacks_do_nothing_each_on_its_own_page(
    kind: str, tab: Page, watch: Watch, taken: dict[str, Taken]
) -> None:
    found = {
        attack.name: look_at_both_widths(tab, watch, taken[attack.message_id].as_sent)
        for attack in KINDS[kind]
    }
    assert {name: seen for name, seen in found.items() if seen} == {}


@pytest.mark.parametrize("start", ["/desk/views/all/", f"/desk/search?q={WORD}"])
def test_lists_of_attacks_do_nothing(start: str, tab: Page, watch: Watch, taken: dict[str, Taken]) -> None:
    """The inbox and the search, leaf by leaf until each attack was in a row."""
    left = {where.ticket for where in taken.values()}
    address: str | None = start
    while address:
        for size in (WIDE, NARROW):
            tab.set_viewport_size(size)
            tab.goto(address)
            assert watch.seen(tab) == []
        for row in tab.locator("a.row").all():
            left.discard(int(str(row.get_attribute("href")).split("#")[0].rsplit("/", 1)[-1]))
        older = tab.locator(".pager a[rel=next]")
        address = older.get_attribute("href") if older.count() else None
        if address and address.startswith("?"):
            address = start.partition("?")[0] + address
    assert left == set()


def test_the_frame_alone_has_no_rights_either(tab: Page, watch: Watch, taken: dict[str, Taken]) -> None:
    """Whoever opens the frame's address in a tab gets the same policy: no origin, so no cookie of ours."""
    tab.goto(f"{taken['plain-script'].as_sent}/body")
    assert tab.evaluate("origin") == "null"
    assert watch.seen(tab) == []


def test_a_real_attack_would_be_seen(tab: Page, watch: Watch, far: Far) -> None:
    """The same watch, over a page that does what the desk takes out."""
    tab.goto("about:blank")
    tab.set_content(
        f"<script>alert(window.__hacked=1)</script><div style='width:9999px'>x</div>"
        f"<link rel=preconnect href='{FAR}'><img src='{FAR}/p.png'>"
    )
    wait_for(lambda: any("canary" in line for line in far.asked), "the traffic", 5)
    seen = " ".join(watch.seen(tab))
    for sign in ("dialog: 1", "a script ran", "too wide", f"request: {FAR}/p.png", "traffic: CONNECT canary"):
        assert sign in seen


def test_pictures_are_asked_for_only_when_a_person_wants_it(
    tab: Page, watch: Watch, far: Far, taken: dict[str, Taken]
) -> None:
    where = taken["tracking-picture"]
    tab.goto(where.as_sent)
    assert watch.seen(tab) == []
    tab.get_by_role("link", name="Load pictures, which tells the sender that you looked").click()
    expect(tab.get_by_text("their sender can see that you looked")).to_be_visible()
    wait_for(lambda: any("canary" in line for line in far.asked), "the picture to be asked for", 5)
    assert [line for line in watch.seen(tab) if line.startswith("request")] == [f"request: {FAR}/p.png"]


def test_a_pictures_own_picture_is_shown(tab: Page, taken: dict[str, Taken]) -> None:
    where = taken["png-with-a-script-in-it"]
    tab.goto(where.as_sent)
    picture = tab.frame_locator("#sent").locator("img")
    expect(picture).to_have_js_property("naturalWidth", 40)
    tab.goto(f"/desk/tickets/{where.ticket}")
    expect(tab.locator(f"#message-{where.message} .files img")).to_have_js_property("naturalWidth", 40)


def test_a_link_opens_a_tab_that_does_not_know_us(
    tab: Page, window: BrowserContext, taken: dict[str, Taken]
) -> None:
    headers: list[dict[str, str]] = []

    def answer(route: object) -> None:
        headers.append(route.request.headers)  # type: ignore[attr-defined]
        route.fulfill(body="<title>there</title>")  # type: ignore[attr-defined]

    window.route(f"{FAR}/**", answer)
    tab.goto(taken["link-that-opens-us"].as_sent)
    with window.expect_page() as opened:
        tab.frame_locator("#sent").get_by_role("link", name="x").click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("[window.opener, document.referrer, document.title]") == [None, "", "there"]
    assert "referer" not in headers[0]


def test_there_are_enough_of_them() -> None:
    assert sum(map(len, KINDS.values())) >= 150
