"""Another sign-in address: asked for with the password and confirmed by mail, or set by an owner."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from heard.alerts import addresses
from heard.alerts.addresses import NotPossible
from heard.channels.models import Channel, Outgoing
from heard.files import store
from heard.staff import people
from heard.staff.models import Person
from heard.staff.people import Profile
from heard.timeline.models import Entry
from tests.conftest import PASSWORD, desk_of

NEW = "tom.abara@larkfield.example"


@pytest.fixture(autouse=True)
def mail_leaves(settings: Settings, mailbox: Channel) -> None:
    """As in a desk with a way out."""
    settings.IS_DEMO = True


def mails() -> list[tuple[str, str]]:
    """To whom mails were put into the outbox, and their words."""
    rows = Outgoing.objects.order_by("pk").select_related("content")
    return [(row.recipient, store.content(row.content).decode()) for row in rows]


def link() -> str:
    """Where the last mail leads."""
    found = re.search(r"/desk/me/address/\S+", mails()[-1][1].replace("=\r\n", "").replace("=\n", ""))
    assert found
    return found[0]


def email(person: Person) -> str:
    """What they sign in with now."""
    return Person.objects.get(pk=person.pk).email


def test_one_asks_with_the_password_and_confirms_by_mail(desk_of_tom: Client, tom: Person) -> None:
    desk_of_tom.post("/desk/me/address", {"email": NEW, "now": PASSWORD})
    assert (email(tom), [to for to, _words in mails()]) == ("tom@larkfield.example", [NEW])
    there = link()
    assert NEW in desk_of_tom.get(there).content.decode()
    assert email(tom) == "tom@larkfield.example"  # looking at it changes nothing
    desk_of_tom.post(there)
    assert email(tom) == NEW
    to, words = mails()[-1]
    assert (to, NEW in words) == ("tom@larkfield.example", True)
    kinds = Entry.objects.filter(kind__startswith="person.address").values_list(
        "kind", "subject_id", "actor_id"
    )
    assert list(kinds) == [
        ("person.address_asked", tom.pk, tom.pk), ("person.address_changed", tom.pk, tom.pk),
    ]  # fmt: skip
    assert desk_of_tom.get("/desk/").status_code == 200
    assert desk_of_tom.post(there).status_code == 410


def test_without_the_password_nothing_leaves(desk_of_tom: Client, tom: Person) -> None:
    answer = desk_of_tom.post("/desk/me/address", {"email": NEW, "now": "a guess at it"})
    assert (answer.status_code, mails()) == (422, [])
    assert "This is not your password." in answer.content.decode()


def test_a_link_opens_nothing_for_somebody_else_nor_after_a_new_password(tom: Person, lena: Person) -> None:
    addresses.ask(tom, NEW)
    there = link()
    assert desk_of(lena).post(there).status_code == 410
    people.give_password(tom, "another lamp in the window")
    assert desk_of(Person.objects.get(pk=tom.pk)).post(there).status_code == 410
    assert (email(tom), email(lena)) == ("tom@larkfield.example", "lena@larkfield.example")


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("Tom@larkfield.example", "the address that you sign in with now"),
        ("lena@larkfield.example", "Somebody signs in with this address already."),
        ("help@larkfield.example", "a mailbox of the desk"),
    ],
)
def test_an_address_that_cannot_be(wanted: str, says: str, tom: Person, lena: Person) -> None:
    with pytest.raises(NotPossible, match=says):
        addresses.ask(tom, wanted)
    assert (mails(), Entry.objects.filter(kind="person.address_asked").count()) == ([], 0)


def test_an_address_that_somebody_took_meanwhile_is_not_given_twice(tom: Person, lena: Person) -> None:
    addresses.ask(tom, NEW)
    secret = link().split("/")[-2]
    Person.objects.filter(pk=lena.pk).update(email=NEW)
    with pytest.raises(NotPossible):
        addresses.confirm(tom, secret)
    assert email(tom) == "tom@larkfield.example"


def test_no_mail_leaves_so_it_cannot_be_confirmed(tom: Person, settings: Settings) -> None:
    settings.IS_DEMO = False
    settings.RELAY = None
    with pytest.raises(NotPossible, match="An owner can set it"):
        addresses.ask(tom, NEW)


def test_an_owner_sets_name_and_address_and_the_old_one_is_told(
    desk_of_nora: Client, nora: Person, tom: Person
) -> None:
    path = f"/setup/people/{tom.pk}/account"
    assert desk_of_nora.post(path, {"name": "Thomas Abara", "email": NEW}).status_code == 302
    now = Person.objects.get(pk=tom.pk)
    assert (now.name, now.email) == ("Thomas Abara", NEW)
    assert [to for to, _words in mails()] == ["tom@larkfield.example"]
    told = Entry.objects.filter(subject_kind="person", subject_id=tom.pk, actor_id=nora.pk)
    assert list(told.values_list("kind", "data")) == [("person.address_changed", {}), ("person.renamed", {})]
    refused = desk_of_nora.post(path, {"name": "Thomas Abara", "email": "nora@larkfield.example"})
    assert (refused.status_code, email(tom)) == (422, NEW)
    assert "Somebody signs in with this address already." in refused.content.decode()


def test_a_lead_sees_no_such_form_and_cannot_send_it(lena: Person, tom: Person) -> None:
    browser = desk_of(lena)
    assert "/account" not in browser.get(f"/setup/people/{tom.pk}/").content.decode()
    answer = browser.post(f"/setup/people/{tom.pk}/account", {"name": "T", "email": NEW})
    assert (answer.status_code, email(tom)) == (403, "tom@larkfield.example")


def test_another_name_of_ones_own_is_in_the_audit(tom: Person) -> None:
    people.describe(tom, Profile("Thomas Abara", "", "", ""))
    people.describe(tom, Profile("Thomas Abara", "Greetings", "", ""))
    assert Entry.objects.filter(kind="person.renamed", actor_id=tom.pk).count() == 1
