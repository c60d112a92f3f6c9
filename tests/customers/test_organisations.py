"""Domains of organisations: what is refused, and whose an address is."""

import pytest

from heard.customers import domains, organisations
from heard.customers.domains import NotTheirs
from heard.customers.models import Organisation
from heard.lib.ref import NOBODY
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry


@pytest.fixture
def dairy(db: None) -> Organisation:
    organisation = organisations.enter("Okoye Dairy", by=NOBODY)
    organisations.add_domain(organisation, "okoye.example", by=NOBODY)
    return organisation


@pytest.mark.parametrize(
    ("written", "domain"),
    [
        ("Okoye.Example", "okoye.example"),
        ("ada@okoye.example", "okoye.example"),
        ("https://okoye.example/shop", "okoye.example"),
        ("okoye.co.uk", "okoye.co.uk"),
        ("post.okoye.example.", "post.okoye.example"),
        ("müller.example", "xn--mller-kva.example"),
        ("mail.de.okoye.example", "mail.de.okoye.example"),
    ],
)
def test_the_domain_in_what_was_typed(written: str, domain: str) -> None:
    assert domains.clean(written) == domain


@pytest.mark.parametrize(
    "free",
    ["gmail.com", "GMAIL.COM", "someone@web.de", "yahoo.de", "yahoo.co.uk", "hotmail.com.br", "mail.qq.com",
     "t-online.de", "outlook.jp", "live.co.za"],
)  # fmt: skip
def test_where_anybody_can_have_an_address_is_refused(free: str) -> None:
    with pytest.raises(NotTheirs, match="Anybody can have an address"):
        domains.clean(free)


@pytest.mark.parametrize("public", ["co.uk", "com.au", "or.jp", "gov.br", "uk.com", "ac.nz"])
def test_an_ending_under_which_names_are_sold_is_refused(public: str) -> None:
    with pytest.raises(NotTheirs, match="Anybody can own a name"):
        domains.clean(public)


@pytest.mark.parametrize("odd", ["", "uk", "com", "a b.example", "-x.example", "x..example", "@", "ä" * 300])
def test_what_is_no_domain_is_refused(odd: str) -> None:
    with pytest.raises(NotTheirs, match="is not a domain"):
        domains.clean(odd)


@pytest.mark.parametrize("own", ["co.example", "gmail.example", "yahoo.example.com", "live-shop.example"])
def test_a_companys_own_name_is_taken(own: str) -> None:
    assert domains.clean(own) == own


def test_whose_an_address_is(dairy: Organisation) -> None:
    assert organisations.of_address("Bo@OKOYE.example") == dairy
    assert organisations.of_address("bo@post.okoye.example") is None
    assert organisations.of_address("bo@okoye.example.evil.example") is None
    assert organisations.of_address("nobody") is None


def test_a_domain_belongs_to_one_of_them(dairy: Organisation) -> None:
    other = organisations.enter("Okoye Farm", by=NOBODY)
    with pytest.raises(NotTheirs, match="belongs to Okoye Dairy already"):
        organisations.add_domain(other, "okoye.example", by=NOBODY)


def test_what_is_removed_is_nobodys(dairy: Organisation) -> None:
    organisations.remove_domain(dairy, dairy.domains.get().pk, by=NOBODY)
    assert organisations.of_address("bo@okoye.example") is None
    organisations.remove(dairy, by=NOBODY)
    assert not Organisation.objects.exists()
    told = list(Entry.objects.order_by("id").values_list("kind", flat=True))
    change = Kind.ORGANISATION_CHANGED
    assert told == [Kind.ORGANISATION_ENTERED, change, change, Kind.ORGANISATION_REMOVED]
