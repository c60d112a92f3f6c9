"""Passkeys as the second step: made, shown, another's, another page's, shown twice, taken away."""

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from heard.staff import second_step
from heard.staff.models import Person
from tests.conftest import PASSWORD
from tests.web.passkey import Stick

NEW = "/desk/me/second-step/passkeys/new/"


def browser_of(person: Person) -> Client:
    """Signed in at an address for which browsers make keys."""
    browser = Client(headers={"host": "localhost"})
    browser.force_login(person, backend="heard.web.sessions.Backend")
    return browser


def options(page: bytes) -> dict[str, Any]:
    """What the page tells the browser about the key."""
    found = re.search(r'<script id="passkey-options"[^>]*>(.*?)</script>', page.decode(), re.S)
    assert found
    told: dict[str, Any] = json.loads(html.unescape(found[1]))
    return told


def add(browser: Client, stick: Stick) -> int:
    """The status of the answer."""
    made = stick.makes(options(browser.get(NEW).content))
    return browser.post(NEW, {"name": "Blue", "password": PASSWORD, "credential": made}).status_code


def sign_in(person: Person) -> Client:
    """A browser in which the password was typed."""
    browser = Client(headers={"host": "localhost"})
    browser.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    return browser


def show(browser: Client, stick: Stick) -> int:
    """The status of the answer to what the stick says."""
    said = stick.shows(options(browser.get("/sign-in/code/").content))
    return browser.post("/sign-in/code/", {"credential": said}).status_code


def test_a_passkey_lets_its_person_in(tom: Person) -> None:
    stick, browser = Stick(), browser_of(tom)
    assert add(browser, stick) == 200  # with the first recovery codes
    assert second_step.codes_left(tom) == 10
    assert browser.get("/desk/").status_code == 200
    theirs = sign_in(tom)
    assert theirs.get("/desk/").headers["Location"].startswith("/sign-in/")
    assert show(theirs, stick) == 302
    assert theirs.get("/desk/").status_code == 200


def test_an_answer_is_taken_once(tom: Person) -> None:
    stick = Stick()
    add(browser_of(tom), stick)
    theirs = sign_in(tom)
    said = stick.shows(options(theirs.get("/sign-in/code/").content))
    other = sign_in(tom)
    other.get("/sign-in/code/")
    assert other.post("/sign-in/code/", {"credential": said}).status_code == 422
    assert theirs.post("/sign-in/code/", {"credential": said}).status_code == 302


def test_another_key_or_another_page_lets_nobody_in(tom: Person) -> None:
    stick = Stick()
    add(browser_of(tom), stick)
    thief = Stick()
    thief.number = stick.number
    stick.origin = "https://heard.example.net"  # a copy of the page elsewhere
    assert (show(sign_in(tom), thief), show(sign_in(tom), stick), show(sign_in(tom), Stick())) == (422,) * 3


@pytest.mark.parametrize(
    "said", ["", "{}", "[]", "null", '{"id": 1}', '{"response": {"clientDataJSON": "x"}}']
)
def test_what_is_no_key_is_refused(tom: Person, said: str) -> None:
    browser = browser_of(tom)
    browser.get(NEW)
    given = {"name": "Blue", "password": PASSWORD, "credential": said}
    assert browser.post(NEW, given).status_code == 422
    add(browser, Stick())
    theirs = sign_in(tom)
    theirs.get("/sign-in/code/")
    assert theirs.post("/sign-in/code/", {"credential": said}).status_code == 422


def test_taking_it_away_takes_the_password(tom: Person) -> None:
    stick, browser = Stick(), browser_of(tom)
    add(browser, stick)
    page = browser.get("/desk/me/second-step/").content.decode()
    path = re.findall(r'formaction="([^"]+/passkeys/\d+/removal)"', page)[0]
    browser.post(path, {"password": "not it"})
    assert second_step.is_set(tom) is True
    browser.post(path, {"password": PASSWORD})
    assert (second_step.types_of(tom), browser.get("/desk/").status_code) == (set(), 200)


def test_it_is_not_offered_where_browsers_make_none(tom: Person) -> None:
    browser = Client(headers={"host": "127.0.0.1:8000"})
    browser.force_login(tom, backend="heard.web.sessions.Backend")
    assert browser.get(NEW).status_code == 404
    assert NEW in browser_of(tom).get("/desk/me/second-step/").content.decode()


def test_it_is_enough_where_a_role_must_have_one(tom: Person, nora: Person) -> None:
    second_step.require(["agent"], by=nora)
    tom.refresh_from_db()
    browser = browser_of(tom)
    assert browser.get("/desk/").headers["Location"] == "/desk/me/second-step/"
    add(browser, Stick())
    assert browser.get("/desk/").status_code == 200
