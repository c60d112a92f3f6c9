"""A help centre that is open, a form filled in as by a person, and customers in their browsers."""

import re
import time
from collections.abc import Callable

import pytest
from django.core import signing
from django.test import Client

from heard.channels.form import setup, spam
from heard.channels.models import Channel, Outgoing
from heard.files import store
from heard.lib.ref import ref
from heard.staff.models import Person
from heard.tickets.models import Message
from tests.conftest import everything_follows

ACKNOWLEDGEMENT = "Thank you. It is No. {number}."
Fill = Callable[..., Message]


@pytest.fixture
def form(nora: Person, mailbox: Channel) -> Channel:
    """The open form of Larkfield Bikes."""
    opened = setup.open_form(mailbox, name="Larkfield Bikes", by=ref(nora))
    setup.say(opened, setup.Words(acknowledgement=ACKNOWLEDGEMENT), {}, by=ref(nora))
    setup.first_ways(opened, by=ref(nora))
    return opened


def token(seconds: float = 60) -> str:
    """That of a page which was opened so long ago."""
    name, _now = signing.loads(spam.token(), salt=spam.SALT)
    return signing.dumps([name, time.time() - seconds], salt=spam.SALT)


def filled(**given: object) -> dict[str, object]:
    """What a browser without scripts sends."""
    return {
        "token": token(),
        "name": "Ada Okoye",
        "email": "ada@okoye.example",
        "about": "complaint",
        "text": "The bell fell off.\n\nAgain.",
        "website": "",
        **given,
    }


@pytest.fixture
def ada_fills_in(form: Channel) -> Fill:
    """A request of Ada's by the form; what followed from it is done."""

    def fill(**given: object) -> Message:
        before = set(Message.objects.values_list("pk", flat=True))
        answer = Client().post("/help/request/", filled(**given))
        assert answer.status_code == 302, answer.content.decode()
        everything_follows()
        return Message.objects.filter(direction="in").exclude(pk__in=before).get()

    return fill


def mails_to(address: str) -> list[str]:
    """What left for this address, the newest last, as it goes over the wire."""
    rows = Outgoing.objects.filter(recipient=address).select_related("content").order_by("pk")
    return [store.content(row.content).decode() for row in rows]


def ask_for_figures(browser: Client, address: str) -> str:
    """Asks to sign in; the figures of the mail, or nothing where none came."""
    before = len(mails_to(address))
    answer = browser.post("/my/sign-in/", {"email": address})
    assert answer.headers["Location"] == "/my/sign-in/figures/"
    everything_follows()
    new = mails_to(address)[before:]
    found = re.search(r"^Subject: (\d{6}) ", new[-1], re.MULTILINE) if new else None
    return found[1] if found else ""


def my_pages_of(address: str) -> Client:
    """A browser in which the customer with this address is signed in."""
    browser = Client()
    figures = ask_for_figures(browser, address)
    assert browser.post("/my/sign-in/figures/", {"figures": figures}).headers["Location"] == "/my/"
    return browser
