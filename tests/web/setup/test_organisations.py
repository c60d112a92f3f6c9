"""The pages of organisations: the owner enters domains, what anybody can have is refused with the reason."""

import pytest
from django.test import Client

from heard.customers.models import Domain, Organisation
from heard.staff.models import Person
from tests.conftest import desk_of

HERE = "/setup/organisations/"


@pytest.fixture
def desk_of_nora(nora: Person, client: Client) -> Client:
    """A browser in which the owner is signed in."""
    client.force_login(nora, backend="heard.web.sessions.Backend")
    return client


def test_an_organisation_from_its_name_to_its_end(desk_of_nora: Client) -> None:
    answer = desk_of_nora.post(HERE, {"name": "Okoye Dairy"})
    here = f"{HERE}{Organisation.objects.get().pk}/"
    assert answer.headers["Location"] == here
    desk_of_nora.post(f"{here}domains", {"domain": "ada@okoye.example"})
    assert "okoye.example" in desk_of_nora.get(HERE).content.decode()
    refused = desk_of_nora.post(f"{here}domains", {"domain": "gmail.com"})
    assert refused.status_code == 422
    assert "Anybody can have an address at gmail.com" in refused.content.decode()
    desk_of_nora.post(here, {"name": "Okoye Farm"})
    assert Organisation.objects.get().name == "Okoye Farm"
    desk_of_nora.post(f"{here}domains/{Domain.objects.get().pk}/removal")
    assert not Domain.objects.exists()
    desk_of_nora.post(f"{here}removal")
    assert not Organisation.objects.exists()


def test_a_lead_sees_them_and_changes_nothing(lena: Person) -> None:
    desk_of_lena = desk_of(lena)
    found = Organisation.objects.create(name="Okoye Dairy")
    assert "Okoye Dairy" in desk_of_lena.get(HERE).content.decode()
    assert desk_of_lena.get(f"{HERE}{found.pk}/").status_code == 200
    for place in (HERE, f"{HERE}{found.pk}/", f"{HERE}{found.pk}/domains", f"{HERE}{found.pk}/removal"):
        assert desk_of_lena.post(place, {"name": "x", "domain": "x.example"}).status_code == 403
    assert Organisation.objects.get().name == "Okoye Dairy"
