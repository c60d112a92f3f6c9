"""Whatever is put into a form of a customer's pages, it is answered: none ends in an error of ours."""

import re

import pytest
from django.test import Client

from heard.tickets import request_links
from tests.web.fuzzing import Known, send_all
from tests.web.portal.conftest import Fill, ask_for_figures, mails_to, my_pages_of

READ = (
    "/help/",
    "/help/request/",
    "/help/contact/",
    "/help/embed/",
    "/my/about/",
    "/my/",
    "/sign-in/",
)
SIGNED_OUT = ("/sign-in/", "/sign-in/forgotten/")


def fuzz(fill: Fill, *, examples: int) -> None:
    number = fill().ticket.number
    browser, known = my_pages_of("ada@okoye.example"), Known({})
    for path in (*READ, f"/my/requests/{number}/"):
        known.read(path, browser.get(path).content.decode())
    assert len(known.forms) > 5
    own = [f"/my/requests/{number}/{what}" for what in ("answers", "closure", "links")]
    others = ["/help/request/", "/help/embed/", "/help/language", "/my/about/", "/my/about/erasure"]
    statuses = send_all(browser, [*others, *own, *SIGNED_OUT], known, examples=examples)
    assert 404 not in statuses
    assert max(statuses) < 500


def fuzz_the_way_in(fill: Fill, *, examples: int) -> None:
    """A stranger who asked for the mail, holds its figures and its link, and a link to one request."""
    message = fill()
    assert message.identity
    browser = Client()
    figures = ask_for_figures(browser, "ada@okoye.example")
    mail = mails_to("ada@okoye.example")[-1].replace("=\r\n", "")
    found = re.search(r"/my/sign-in/([0-9]+-[0-9a-f]+)/", mail)
    assert found
    link = f"/my/link/{request_links.make(message.ticket, message.identity)}/"
    known = Known({"/my/sign-in/figures/": {"figures": {figures}, "to": {str(message.ticket.number)}}})
    answers = {
        "/my/sign-in/": {200, 302, 422},
        "/my/sign-in/figures/": {302, 422},
        f"/my/sign-in/{found[1]}/": {302},
        link: {200, 302},
        "/my/sign-in/nothing/": {410},
        "/my/link/nothing/": {410},
        "/my/sign-out": {302},
    }
    for path in answers:
        known.read(path, browser.get(path).content.decode())
    for path, told in answers.items():
        statuses = send_all(browser, [path], known, examples=examples)
        assert (statuses <= told, bool(statuses)) == (True, True), f"{path}: {statuses}"


def test_the_way_in(ada_fills_in: Fill) -> None:
    fuzz_the_way_in(ada_fills_in, examples=4)


@pytest.mark.long
def test_the_way_in_for_long(ada_fills_in: Fill) -> None:
    fuzz_the_way_in(ada_fills_in, examples=200)


def test_every_form(ada_fills_in: Fill) -> None:
    fuzz(ada_fills_in, examples=6)


@pytest.mark.long
def test_every_form_for_long(ada_fills_in: Fill) -> None:
    fuzz(ada_fills_in, examples=200)
