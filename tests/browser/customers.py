"""Where is every page for customers? For each route the addresses that show it, and who is looking."""

import json
import re
from functools import cached_property
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.company import Company
from tests.journeys.desk import wait_for

KHUE = "khue.nguyen@thanhlam.example"
ANYBODY, ASKED, HERS = "anybody", "asked for figures", "signed in"
# By route: who looks, and the addresses; {names} are filled with what _GIVEN prints.
SHOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    "help:home": (ANYBODY, ("/help/",)),
    "help:contact": (ANYBODY, ("/help/contact/",)),
    "help:request": (ANYBODY, ("/help/request/",)),
    "help:sent": (ANYBODY, ("/help/request/sent/{sent}/",)),
    "help:page": (ANYBODY, ("/help/pages/what-we-do/", "/help/nothing/")),
    "help:printed": (ANYBODY, ("/help/pages/what-we-do/print/",)),
    "help:framed": (ANYBODY, ("/help/embed/",)),
    "help:framed_sent": (ANYBODY, ("/help/embed/sent/{sent}/",)),
    "my:sign_in": (ANYBODY, ("/my/sign-in/",)),
    "my:figures": (ASKED, ("/my/sign-in/figures/",)),
    "my:by_link": (ASKED, ("/my/sign-in/{by_mail}/", "/my/sign-in/1-gone/")),
    "my:link": (ANYBODY, ("/my/link/{shared}/", "/my/link/gone/")),
    "my:requests": (HERS, ("/my/",)),
    "my:request": (HERS, ("/my/requests/{ticket}/",)),
    "my:about": (HERS, ("/my/about/",)),
}
# What is a file, or only done; the page that follows stands above.
DONE = {
    "help:language",
    "help:script",
    "my:sign_out",
    "my:answers",
    "my:closure",
    "my:links",
    "my:file",
    "my:export",
    "my:erasure",
}
# Pages whose form is sent without what it asks for, and comes back refused.
REFUSED = ("help:request", "help:framed", "my:sign_in", "my:figures", "my:request", "my:about")
EMPTY = """() => {
    const form = document.querySelector("form.asks");
    const typed = form.querySelectorAll("input:not([type=hidden], [type=file], [type=radio]), textarea");
    for (const field of typed) field.value = "";
    form.submit();
}"""
_GIVEN = """
import django
django.setup()
import json
from django.core import signing
from heard.channels.models import Arrival
from heard.customers import sessions, sign_in
from heard.customers.models import Identity, SignIn
from heard.knowledge.models import HelpPage
from heard.tickets import request_links
from heard.tickets.models import Message
from heard.web.portal.request_form import SALT
khue = Identity.objects.get(address={khue!r})
said = Message.objects.filter(identity=khue, arrival__isnull=False).latest("pk")
sign_in.ask(khue.address, browser="hers", network="192.0.2.0/24")
print(json.dumps({{
    "sent": signing.dumps([said.arrival_id, "complaint"], salt=SALT),
    "by_mail": sign_in.secret(SignIn.objects.latest("pk")),
    "shared": request_links.make(said.ticket, khue),
    "ticket": said.ticket_id,
    "session": sessions.begin(khue),
}}))
"""
_MAILS = (
    "SELECT inline FROM channels_outgoing JOIN files_blob ON digest = content_id WHERE about_kind = 'signin'"
)
_FOCUS = """() => {
    const one = document.activeElement;
    const shown = one.matches("[type=radio]") ? one.nextElementSibling : one;
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    const { top, bottom, left, right } = shown.getBoundingClientRect();
    const seen = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    return seen && outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
}"""


class Customers:
    """The browsers of the company's customers."""

    def __init__(self, demo: Company, browser: Browser) -> None:
        self.demo, self._browser = demo, browser
        self._mails = 0

    @cached_property
    def given(self) -> dict[str, Any]:
        """A session of Khuê's, her newest request, a link to it, a mailed link, what she has just sent."""
        found: dict[str, Any] = json.loads(self.demo.desk.run("-c", _GIVEN.format(khue=KHUE)))
        return found

    def window(self, who: str = ANYBODY, **looks: Any) -> BrowserContext:
        """A browser of this customer's."""
        window = self._browser.new_context(base_url=self.demo.address, reduced_motion="reduce", **looks)
        held = {ANYBODY: None, ASKED: ("heard_asked", "hers"), HERS: ("heard_my", self.given["session"])}
        if cookie := held[who]:
            window.add_cookies(
                [{"name": cookie[0], "value": cookie[1], "domain": "127.0.0.1", "path": "/my/"}]
            )
        return window

    def paths(self, route: str) -> list[str]:
        """Where the pages of this route are."""
        return [path.format(**self.given) for path in SHOWN[route][1]]

    def sign_in(self, page: Page, *, press: str = "Enter") -> None:
        """From the page that asks for the address, by the figures of the mail, as by keyboard."""
        before = len(self.demo.desk.rows(_MAILS))
        page.get_by_label("Your mail address").fill(KHUE)
        page.keyboard.press(press)
        page.wait_for_url("**/figures/*")
        page.get_by_label("The six figures").fill(self._figures(before))
        page.keyboard.press(press)
        page.wait_for_url(re.compile(r"/my/(requests/\d+/)?$"))

    def _figures(self, before: int) -> str:
        """Those of the mail that came after so many others, as it lies in the outbox."""
        wait_for(lambda: len(self.demo.desk.rows(_MAILS)) > before, "the mail", 20)
        mail = self.demo.desk.rows(f"{_MAILS} ORDER BY channels_outgoing.id DESC LIMIT 1")[0][0]
        found = re.search(rb"^Subject: (\d{6}) ", bytes(mail), re.MULTILINE)
        assert found
        return found[1].decode()


def tab_to(wanted: Locator) -> None:
    """Presses Tab until it has the focus; each thing on the way must show that it has it."""
    page, passed = wanted.page, []
    for _ in range(40):
        page.keyboard.press("Tab")
        if not page.evaluate(_FOCUS):
            passed.append(str(page.evaluate("document.activeElement.outerHTML.slice(0, 120)")))
        if wanted.evaluate("one => one === document.activeElement"):
            assert passed == [], "the focus cannot be seen"
            return
    expect(wanted).to_be_focused(timeout=1)
