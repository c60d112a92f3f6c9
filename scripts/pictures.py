"""Takes the pictures in docs/pictures of a running demo: pictures.py ADDRESS LOGIN PASSWORD."""

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests know how to start Chromium
from tests.chromium import chromium

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
SIZES = {"wide": (1440, 900), "middle": (1024, 768), "phone": (360, 780)}
STORY = re.compile("Gareth Pruitt")
PAGES = {
    "inbox": "/desk/",
    "find": "/desk/search?q=shade",
    "channels": "/setup/channels/",
    "held-up": "/setup/held/",
    "sent-mail": "/setup/sent/",
}


def sign_in(page: Page, login: str, password: str) -> None:
    """Through the door, as everybody."""
    page.goto("/sign-in/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def take(browser: Browser, address: str, login: str, password: str) -> None:
    """Every page in three sizes, light, and the wide one dark, too."""
    FOLDER.mkdir(exist_ok=True)
    looks = [(size, "light") for size in SIZES] + [("wide", "dark")]
    for size, scheme in looks:
        width, height = SIZES[size]
        window = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-GB",
        )
        page = window.new_page()
        page.goto("/sign-in/")
        page.screenshot(path=FOLDER / f"sign-in-{size}-{scheme}.png")
        sign_in(page, login, password)
        for name, path in PAGES.items():
            page.goto(path)
            page.wait_for_timeout(300)
            page.screenshot(path=FOLDER / f"{name}-{size}-{scheme}.png")
        page.goto("/desk/")
        page.get_by_role("link", name=STORY).click()
        page.get_by_role("textbox", name=STORY).wait_for()
        page.wait_for_timeout(300)
        page.screenshot(path=FOLDER / f"ticket-{size}-{scheme}.png")
        window.close()


if __name__ == "__main__":
    with chromium() as browser:
        take(browser, *sys.argv[1:4])
