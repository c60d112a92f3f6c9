"""Takes the pictures in docs/pictures: every page of a demo desk, and docs/pictures.md that shows them."""

import re
import sys
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the tests know how to start a desk and Chromium, and where the pages are
from tests.browser.company import SHOWN, Company, company
from tests.chromium import chromium

FOLDER = ROOT / "docs" / "pictures"
LOOKS = {
    "wide-light": (1440, 900, "light"),
    "wide-dark": (1440, 900, "dark"),
    "middle": (1024, 768, "light"),
    "phone": (360, 740, "light"),
}
QUALITY = 72  # of WebP: letters are clean, and all pictures together stay under 9 MB
LEFT_OUT = {"welcome", "account_inactive", "account_logout", "desk:view"}  # as others, or of another desk
STRANGERS = {"account_login", "join", "wishes"}


def write(page: Page) -> None:
    """A reply that is begun, with what the coach says of it."""
    page.keyboard.press("r")
    page.keyboard.press("Control+a")  # what stands there is from the picture before
    page.keyboard.type("Dear Wanda,\n\nIn my opinion it is on its way. I'll call you tomorrow before noon.")
    page.locator("#promise .what").wait_for()


def find(page: Page) -> None:
    """The palette with something typed."""
    page.keyboard.press("Control+k")
    page.keyboard.type("herrera")
    page.get_by_role("option", name=re.compile("Herrera")).first.wait_for()


def stand(_page: Page) -> None:
    """As it is."""


MORE: dict[str, tuple[str, str, Callable[[Page], None]]] = {
    "writing": ("Writing, with the coach", "/desk/tickets/{html_ticket}", write),
    "palette": ("Find or do anything", "/desk/", find),
    "help": ("For customers: the help centre", "/help/", stand),
    "help-contact": ("For customers: how to reach us, and the form", "/help/contact/", stand),
    "help-what-we-do": ("For customers: a help page", "/help/pages/what-we-do/", stand),
    "my-sign-in": ("For customers: sign in to my requests", "/my/sign-in/", stand),
}


def take(page: Page, name: str, look: str) -> None:
    """One picture, once nothing loads or moves any more."""
    page.wait_for_load_state("networkidle")
    line = page.context.new_cdp_session(page)
    shot = line.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    (FOLDER / f"{name}-{look}.webp").write_bytes(b64decode(shot["data"]))
    line.detach()


def windows(demo: Company, browser: Browser, look: str) -> tuple[BrowserContext, BrowserContext]:
    """The owner's browser and a stranger's, of this size and theme."""
    width, height, scheme = LOOKS[look]
    looks = {
        "viewport": {"width": width, "height": height},
        "color_scheme": scheme,
        "locale": "en-GB",
        "reduced_motion": "reduce",
    }
    return demo.sign_in(browser, **looks), browser.new_context(base_url=demo.address, **looks)


def titles(demo: Company, browser: Browser) -> dict[str, str]:
    """All pages in all looks; the title of each."""
    found: dict[str, str] = {}
    for look in LOOKS:
        owner, stranger = (window.new_page() for window in windows(demo, browser, look))
        for route in SHOWN.keys() - LEFT_OUT:
            page = stranger if route in STRANGERS else owner
            page.goto(demo.path(route))
            found[route] = page.title().removesuffix(" · Heard")
            take(page, named(route), look)
        for name, (_title, route, do) in MORE.items():
            owner.goto(demo.fill(route))
            do(owner)
            take(owner, name, look)
        owner.context.close()
        stranger.context.close()
    return found


def named(route: str) -> str:
    """The name of a page's pictures."""
    return route.rpartition("account_")[2].replace(":", "-").replace("_", "-")


def page_of(found: dict[str, str]) -> str:
    """docs/pictures.md: each page in all its looks."""
    shown = {named(route): found[route] for route in SHOWN if route in found}
    shown |= {name: title for name, (title, _route, _do) in MORE.items()}
    lines = ["# Pictures of every page", "", "Made by `scripts/pictures` from the demo company."]
    for name, title in shown.items():
        lines += ["", f"## {title} ({name})", ""]
        lines += [f"![{title}, {look}](pictures/{name}-{look}.webp)" for look in LOOKS]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    with company("whole") as demo, chromium() as browser:
        (ROOT / "docs" / "pictures.md").write_text(page_of(titles(demo, browser)))
