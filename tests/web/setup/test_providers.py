"""Naming a sign-in provider, its terms, trying it, and taking it away."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from heard.lib.env import insiders
from heard.lib.sealed import unseal
from heard.staff import providers
from heard.staff.models import Account, Desk, Person
from heard.staff.models import Provider as Row
from heard.timeline.models import Entry
from heard.web.sessions import SHOWN_AT
from tests import openid
from tests.conftest import desk_of
from tests.openid import CLIENT, SECRET, Provider

TERMS = {"name": "Larkfield ID", "client_id": CLIENT, "secret": SECRET, "joins_as": "colleague"}


@pytest.fixture
def there(settings: Settings) -> Iterator[Provider]:
    """A provider that HEARD_INSIDE lists."""
    settings.INSIDE = insiders("127.0.0.1")
    with openid.providing() as provider:
        yield provider


@pytest.fixture
def owners(nora: Person) -> Client:
    """Nora's browser."""
    return desk_of(nora)


@pytest.fixture
def row(there: Provider, nora: Person) -> Row:
    """The provider, named."""
    return providers.name(there.issuer, "Larkfield ID", by=nora)


def told(browser: Client, path: str, **given: str) -> str:
    """What the page says after a form."""
    return browser.post(path, given, follow=True).content.decode()


def kept(number: int, *names: str) -> list[Any]:
    """What stands in its row."""
    return list(Row.objects.values_list(*names).get(pk=number))


def test_it_is_named_then_told_of_us(owners: Client, there: Provider) -> None:
    page = told(owners, "/setup/sign-in/new/", name="Larkfield ID", issuer=there.issuer)
    made = Row.objects.get()
    assert f'value="http://127.0.0.1:8000/sign-in/with/{made.pk}/return/"' in page
    assert "does not know Heard yet" in page
    where = f"/setup/sign-in/{made.pk}/"
    assert "Without it the provider does not know who asks." in told(
        owners, where, name="Larkfield ID", is_on="on", joins_as="colleague"
    )
    page = told(owners, where, **TERMS, is_on="on", domains="Larkfield.example, @shop.example")
    assert ("on the sign-in page" in page, SECRET in page, "Kept." in page) == (True, False, True)
    assert kept(made.pk, "is_on", "domains") == [True, ["larkfield.example", "shop.example"]]
    told(owners, where, **TERMS | {"secret": ""})
    assert (unseal(kept(made.pk, "sealed")[0]), kept(made.pk, "is_on")) == (SECRET, [False])
    kinds = Entry.objects.filter(kind__startswith="provider.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["provider.named", "provider.changed", "provider.changed"]


def test_the_address_is_asked_before_it_is_kept(owners: Client, there: Provider, free_port: int) -> None:
    path = "/setup/sign-in/new/"
    assert "Nobody answers there." in told(owners, path, name="A", issuer=f"http://127.0.0.1:{free_port}")
    assert "from the provider&#x27;s pages" in told(owners, path, name="A", issuer="larkfield")
    there.document = {"jwks_uri": None}
    assert "lacks something that Heard needs. jwks_uri" in told(owners, path, name="A", issuer=there.issuer)
    there.document = {}
    told(owners, path, name="A", issuer=there.issuer)
    assert "This provider is named already." in told(owners, path, name="B", issuer=f"{there.issuer}/")
    assert Row.objects.count() == 1


def test_an_address_inside_is_refused(owners: Client, settings: Settings) -> None:
    settings.INSIDE = ()
    page = told(owners, "/setup/sign-in/new/", name="A", issuer="https://169.254.169.254")
    assert ("have it listed in HEARD_INSIDE" in page, Row.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    ("field", "written", "wrong"),
    [
        ("domains", "larkfield", "This is no domain: larkfield"),
        ("domains", "a.example <b>", "This is no domain: &lt;b&gt;"),
        ("second_step_values", "mfä", "No token says this: mfä"),
        ("domains", " ".join(f"a{n}.example" for n in range(21)), "These are more than 20."),
    ],
)
def test_what_cannot_be_kept(owners: Client, row: Row, field: str, written: str, wrong: str) -> None:
    assert wrong in told(owners, f"/setup/sign-in/{row.pk}/", **TERMS, **{field: written})


def test_trying_it(owners: Client, there: Provider, row: Row) -> None:
    where, trials = f"/setup/sign-in/{row.pk}/", f"/setup/sign-in/{row.pk}/trials"
    assert "The first sign-in shows whether" in told(owners, trials)
    told(owners, where, **TERMS)
    assert "It works: the provider answers" in told(owners, trials)
    told(owners, where, **TERMS | {"secret": "another"})
    assert "does not know this client ID or this secret" in told(owners, trials)
    there.document = {"issuer": "https://id.example"}
    assert "speaks for another address" in told(owners, trials)


def test_passwords_for_owners_only_needs_a_provider(owners: Client, there: Provider, row: Row) -> None:
    assert "Turn one on first." in told(owners, "/setup/sign-in/only", only="yes")
    told(owners, f"/setup/sign-in/{row.pk}/", **TERMS, is_on="on")
    assert "Only owners come in with a password" in told(owners, "/setup/sign-in/only", only="yes")
    page = Client().get("/sign-in/").content.decode()
    assert ("With a password, for owners" in page, "Sign in with Larkfield ID" in page) == (True, True)
    told(owners, f"/setup/sign-in/{row.pk}/", **TERMS)  # off
    assert Desk.objects.get().providers_only is False


def test_an_owner_who_is_linked_stays_here_when_it_goes(owners: Client, nora: Person, row: Row) -> None:
    Account.objects.create(provider=row, person=nora, subject="1")
    page = owners.get(f"/setup/people/{nora.pk}/").content.decode()
    assert "They come in with their account at <bdi>Larkfield ID</bdi>." in page
    elsewhere = desk_of(nora)
    here = owners.session
    here[SHOWN_AT] = row.pk
    here.save()
    assert "lets nobody in any more" in told(owners, f"/setup/sign-in/{row.pk}/removal")
    assert elsewhere.get("/setup/").status_code == 302
    assert (Row.objects.count(), Account.objects.count(), SHOWN_AT in owners.session) == (0, 0, False)


def test_unlinking_somebody(owners: Client, row: Row, tom: Person) -> None:
    made = Account.objects.create(provider=row, person=tom, subject="1")
    assert owners.post(f"/setup/people/{tom.pk + 1}/accounts/{made.pk}/removal").status_code == 404
    page = told(owners, f"/setup/people/{tom.pk}/accounts/{made.pk}/removal")
    assert ("Unlinked. Tom Abara is signed out" in page, Account.objects.count()) == (True, 0)
    assert Entry.objects.filter(kind="person.account_unlinked", subject_id=tom.pk).count() == 1


def test_the_list_asks_as_often_for_three_as_for_one(
    owners: Client, nora: Person, row: Row, django_assert_num_queries: Any
) -> None:
    owners.get("/setup/sign-in/")
    with django_assert_num_queries(4):
        owners.get("/setup/sign-in/")
    for number in range(2):
        Row.objects.create(issuer=f"https://{number}.example", name=str(number))
    with django_assert_num_queries(4):
        owners.get("/setup/sign-in/")
