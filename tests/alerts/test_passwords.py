"""A forgotten password: one link by mail, for a quarter of an hour, and the same answer to every stranger."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from heard.alerts import addresses
from heard.channels.models import Channel, Outgoing
from heard.files import store
from heard.lib import held
from heard.lib.held import Hold
from heard.lib.sealed import seal
from heard.staff import links, people, providers
from heard.staff.models import Desk, Person, Provider, SignInLink
from heard.staff.people import Place
from heard.timeline.models import Entry
from tests.conftest import PASSWORD, desk_of, everything_follows

NEW = "a bell on every handlebar"


@pytest.fixture(autouse=True)
def mail_leaves(settings: Settings, mailbox: Channel) -> None:
    """As in a desk with a way out."""
    settings.IS_DEMO = True


def mails() -> list[tuple[str, str]]:
    """To whom mails were put into the outbox, and their words."""
    everything_follows()
    rows = Outgoing.objects.order_by("pk").select_related("content")
    words = [store.content(row.content).decode().replace("=\r\n", "") for row in rows]
    return [(row.recipient, said) for row, said in zip(rows, words, strict=True)]


def ask(email: str, browser: Client | None = None) -> str:
    """The page that follows."""
    answer = (browser or Client()).post("/sign-in/forgotten/", {"email": email})
    assert answer.status_code == 200
    return answer.content.decode()


def link() -> str:
    """Where the last mail leads."""
    found = re.search(r"/join/\S+", mails()[-1][1])
    assert found
    return found[0]


def choose(there: str, browser: Client | None = None) -> int:
    return (browser or Client()).post(there, {"name": "Tom Abara", "password": NEW}).status_code


def test_a_link_by_mail_gives_another_password_once(tom: Person) -> None:
    elsewhere = desk_of(tom)
    ask(" TOM@larkfield.example")
    there, browser = link(), Client()
    assert (mails()[0][0], browser.get(there).status_code) == (tom.email, 200)
    assert elsewhere.get("/desk/").status_code == 200  # nothing changes by looking
    assert choose(there, browser) == 302
    assert browser.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302
    assert (Person.objects.get(pk=tom.pk).check_password(NEW), choose(there)) == (True, 410)
    assert [(to, "was changed" in said) for to, said in mails()[1:]] == [(tom.email, True)]


def test_the_timeline_says_it_and_holds_no_address(tom: Person) -> None:
    ask(tom.email)
    choose(link())
    rows = Entry.objects.filter(
        kind__in=["person.password_asked", "person.link_made", "person.password_chosen"]
    )
    assert list(rows.order_by("pk").values_list("kind", "subject_id", "actor_id")) == [
        ("person.password_asked", tom.pk, 0),
        ("person.link_made", tom.pk, 0),
        ("person.password_chosen", tom.pk, tom.pk),
    ]
    assert "tom" not in str(list(rows.values("data")))


def test_what_is_kept_of_the_link_opens_nothing(tom: Person) -> None:
    ask(tom.email)
    secret = link().split("/")[2]
    assert secret not in str(SignInLink.objects.values())


@pytest.mark.parametrize(
    "email", ["nobody@larkfield.example", "gone@larkfield.example", "mai@larkfield.example"]
)
def test_strangers_are_told_the_same_and_nobody_gets_mail(tom: Person, nora: Person, email: str) -> None:
    gone = people.join("Gus Onder", "gone@larkfield.example", PASSWORD)
    people.leave(gone, by=nora)
    people.invite("Mai Tran", "mai@larkfield.example", Place(), by=nora)
    assert ask(email).replace(email, "") == ask(tom.email).replace(tom.email, "")
    assert [to for to, _said in mails()] == [tom.email]


def test_it_asks_the_database_as_much_for_a_stranger(tom: Person) -> None:
    ask("first@larkfield.example")  # the network is counted from now on
    assert queries(tom.email) == queries("nobody@larkfield.example")


def queries(email: str) -> int:
    """How many questions the answer takes."""
    with CaptureQueriesContext(connection) as asked:
        ask(email)
    return len(asked)


def test_the_link_lasts_a_quarter_of_an_hour(tom: Person) -> None:
    ask(tom.email)
    there = link()
    assert timedelta(minutes=14) < SignInLink.objects.get().ends_at - timezone.now() <= links.ASKED_LASTS
    SignInLink.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert choose(there) == 410


def test_a_newer_one_ends_it_and_what_an_owner_made_stays(tom: Person, nora: Person) -> None:
    made = links.make(tom, by=nora)
    ask(tom.email)
    first = link()
    ask(tom.email)
    second = link()
    assert [Client().get(path).status_code for path in (first, second, f"/join/{made}/")] == [410, 200, 200]
    assert choose(second) == 302
    assert Client().get(f"/join/{made}/").status_code == 410


def test_another_address_or_password_ends_it(tom: Person, nora: Person) -> None:
    ask(tom.email)
    first = link()
    addresses.give(tom, "t.abara@larkfield.example", by=nora)
    ask(tom.email)
    second = link()
    people.give_password(tom, NEW)
    assert [Client().get(path).status_code for path in (first, second)] == [410, 410]


def test_the_link_does_not_stand_for_the_second_step(tom: Person) -> None:
    Authenticator.objects.create(user=tom, type="totp", data={"secret": seal("GEZDGNBVGY3TQOJQ")})
    ask(tom.email)
    browser = Client()
    answer = browser.post(link(), {"name": "Tom Abara", "password": NEW})
    assert answer.headers["Location"] == "/sign-in/code/"
    assert browser.get("/desk/").headers["Location"].startswith("/sign-in/")


def test_asking_is_held_back(tom: Person, settings: Settings) -> None:
    for _number in range(12):
        ask(tom.email)
    assert len(mails()) == 10
    answers = [Client().post("/sign-in/forgotten/", {"email": f"{n}@x.example"}) for n in range(19)]
    assert [answer.status_code for answer in answers] == [200] * 18 + [429]


def test_where_passwords_are_for_owners_the_mail_says_so(tom: Person, nora: Person) -> None:
    Provider.objects.create(issuer="https://id.example", name="Larkfield ID", client_id="x", is_on=True)
    providers.only(True, by=nora)
    cache.clear()
    ask(tom.email)
    ask(nora.email)
    assert Desk.objects.get().providers_only
    assert [(to, "/join/" in said) for to, said in mails()] == [(tom.email, False), (nora.email, True)]


@pytest.mark.parametrize("why", ["no relay", "held"])
def test_where_no_mail_leaves_the_page_says_who_can_help(
    tom: Person, settings: Settings, tmp_path: Path, why: str
) -> None:
    if why == "held":
        settings.HOME = tmp_path
        held.mark(tmp_path, Hold(timezone.now()))
    else:
        settings.IS_DEMO, settings.RELAY = False, None
    page = ask(tom.email)
    held.forget(tmp_path)
    assert ("No mail leaves this desk" in page, "heard person" in page, "<form" in page) == (
        True,
        True,
        False,
    )
    assert mails() == []


def test_the_mail_speaks_the_language_of_who_asked(tom: Person) -> None:
    with translation.override("en"):  # the page leaves its language behind
        ask(tom.email, Client(headers={"Accept-Language": "de"}))
    assert "Mit diesem Link" in mails()[0][1]
