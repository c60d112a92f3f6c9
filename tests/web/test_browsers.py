"""Where somebody is signed in: the list, signing out one or all, and what ends when."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from heard.live.models import ChangedName
from heard.staff import browsers, people
from heard.staff.models import Browser, Person
from heard.timeline.models import Entry
from heard.web.browsers import called
from heard.web.sessions import BEGAN
from tests.conftest import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/140.0 Safari/537.36"
    " Edg/140.0"
)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604"


def signed_in(person: Person, agent: str = FIREFOX, address: str = "203.0.113.77") -> Client:
    """A browser in which this person typed their password."""
    browser = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    browser.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    return browser


def is_in(browser: Client) -> bool:
    """Whether the desk opens. What lets pages in at /live reads the session in the same way."""
    return browser.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [(FIREFOX, "Firefox, Linux"), (EDGE, "Edge, Windows"), (PHONE, "Safari, iPhone"), ("curl/8", "")],
)
def test_a_browser_is_called_so_that_one_knows_it(agent: str, words: str) -> None:
    assert called(agent) == words


def test_each_browser_is_listed_with_its_network(tom: Person) -> None:
    mine, phone = signed_in(tom), signed_in(tom, PHONE, "2001:db8:1:2::3")
    assert [(row.program, row.network) for row in browsers.of(tom)] == [
        ("Safari, iPhone", "2001:db8:1::/56"),
        ("Firefox, Linux", "203.0.113.0/24"),
    ]
    page = mine.get("/desk/me/").content.decode()
    assert (page.count(">this one<"), page.count('/end"><input')) == (1, 2)
    phone.post("/sign-out/")
    assert [row.program for row in browsers.of(tom)] == ["Firefox, Linux"]


def test_one_is_signed_out(tom: Person) -> None:
    mine, phone = signed_in(tom), signed_in(tom, PHONE)
    number = browsers.of(tom)[0].pk
    assert mine.post(f"/desk/me/browsers/{number}/end").status_code == 302
    assert (is_in(mine), is_in(phone)) == (True, False)
    last = Entry.objects.latest("pk")
    assert (last.kind, last.subject_id, last.about_id) == ("person.signed_out", tom.pk, number)


def test_nobody_signs_another_out(tom: Person, nora: Person) -> None:
    hers = signed_in(nora)
    assert signed_in(tom).post(f"/desk/me/browsers/{browsers.of(nora)[0].pk}/end").status_code == 404
    assert is_in(hers) is True


def test_all_others_are_signed_out(tom: Person) -> None:
    mine, phone, old = signed_in(tom), signed_in(tom, PHONE), signed_in(tom)
    Browser.objects.filter(session_key=old.cookies["heard_session"].value).delete()
    assert mine.post("/desk/me/browsers/others/end").status_code == 302
    assert (is_in(mine), is_in(phone), is_in(old)) == (True, False, False)
    assert [row.program for row in browsers.of(tom)] == ["Firefox, Linux"]


def test_another_password_ends_the_others(tom: Person) -> None:
    mine, phone = signed_in(tom), signed_in(tom, PHONE)
    mine.post("/desk/me/password", {"now": PASSWORD, "new": "two lamps in every window"})
    assert (is_in(mine), is_in(phone)) == (True, False)
    assert len(browsers.of(tom)) == 1


def test_an_owner_signs_somebody_out(tom: Person, nora: Person) -> None:
    his, hers = signed_in(tom, PHONE), signed_in(nora)
    assert "Safari, iPhone" in hers.get(f"/setup/people/{tom.pk}/").content.decode()
    hers.post(f"/setup/people/{tom.pk}/sign-outs")
    assert (is_in(his), is_in(hers)) == (False, True)
    last = Entry.objects.latest("pk")
    assert (last.kind, last.subject_id, last.actor_id) == ("person.signed_out", tom.pk, nora.pk)


def test_whoever_leaves_is_out_everywhere(tom: Person, nora: Person) -> None:
    his = signed_in(tom)
    key = his.cookies["heard_session"].value
    people.leave(tom, by=nora)
    assert is_in(his) is False
    assert (browsers.of(tom), Session.objects.filter(session_key=key).exists()) == ([], False)


def test_open_pages_are_told(tom: Person, nora: Person) -> None:
    people.leave(tom, by=nora)
    if connection.vendor == "sqlite":  # PostgreSQL notifies and keeps no row
        assert f"signed_out:{tom.pk}" in set(ChangedName.objects.values_list("name", flat=True))


def test_a_session_ends_two_weeks_after_the_sign_in_however_busy_it_is(nora: Person) -> None:
    browser = signed_in(nora)
    session = browser.session
    session[BEGAN] -= timedelta(days=10).total_seconds()
    session.save()
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(days=3, hours=23) < left <= timedelta(days=4)
    assert timedelta(seconds=session.get_expiry_age()) <= timedelta(days=4)
    session[BEGAN] -= timedelta(days=4, hours=1).total_seconds()
    session.save()
    assert not is_in(browser)


def test_a_session_from_before_is_noted_once(tom: Person) -> None:
    old = signed_in(tom)
    session = old.session
    del session["browser"]
    session.save()
    Browser.objects.all().delete()
    for _time in range(2):
        assert old.get("/desk/").status_code == 200
    assert Browser.objects.count() == 1


def test_a_browser_is_seen_every_few_minutes(tom: Person) -> None:
    mine = signed_in(tom)
    long_ago = Browser.objects.get().seen_at - timedelta(hours=1)
    Browser.objects.update(seen_at=long_ago)
    mine.get("/desk/")
    assert Browser.objects.get().seen_at == long_ago  # it was seen at sign-in, a moment ago
    cache.clear()  # as after five minutes
    mine.get("/desk/")
    assert Browser.objects.get().seen_at > long_ago
