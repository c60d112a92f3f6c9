"""Macros by their pages: one's own, a team's, everybody's; out of a composer; and whose is not to change."""

import pytest
from django.test import Client

from heard.drafts import macros as using
from heard.phrasing import macros
from heard.phrasing.models import Macro
from heard.staff import teams
from heard.staff.models import Person, Team
from heard.tickets.models import Ticket
from tests.conftest import desk_of


@pytest.fixture
def repairs(tom: Person) -> Team:
    """Tom's team."""
    team = teams.form("Repairs")
    tom.teams.add(team)
    return team


def choices(person: Person) -> list[str]:
    page = desk_of(person).get("/setup/macros/new/")
    return [str(value) for value, _words in page.context["form"].fields["who"].choices]


def test_an_agent_writes_for_themselves_and_their_teams(repairs: Team, tom: Person, lena: Person) -> None:
    orders = teams.form("Orders")
    assert choices(tom) == ["me", str(repairs.pk)]
    assert choices(lena) == ["", "me", str(orders.pk), str(repairs.pk)]
    browser = desk_of(tom)
    for who in ("me", str(repairs.pk)):
        assert browser.post("/setup/macros/new/", {"title": who, "who": who}).status_code == 302
    for who in ("", str(orders.pk)):
        assert browser.post("/setup/macros/new/", {"title": "x", "who": who}).status_code == 422
    rows = Macro.objects.order_by("pk").values_list("owner", "team")
    assert list(rows) == [(tom.pk, None), (None, repairs.pk)]


def test_what_is_everybodys_is_used_by_all_and_changed_by_leads(tom: Person, lena: Person) -> None:
    shared = Macro.objects.create(title="Thanks", text="Thank you.")
    own = Macro.objects.create(title="Mine", owner=lena)
    page = desk_of(tom).get("/setup/macros/")
    assert [title for title, _rows in page.context["groups"]] == ["Everybody's"]
    assert page.context["changeable"] == set()
    for address in (f"/setup/macros/{shared.pk}/", f"/setup/macros/{own.pk}/"):
        assert desk_of(tom).post(address, {"title": "x", "who": "me"}).status_code == 404
        assert desk_of(lena).get(address).status_code == 200
    assert desk_of(tom).post(f"/setup/macros/{shared.pk}/removal").status_code == 404
    assert set(macros.changeable_by(lena)) == {shared, own}


def test_out_of_the_composer_without_what_is_only_this_customers(
    ticket: Ticket, tom: Person, desk_of_tom: Client
) -> None:
    words = "Dear Ada, Adaptors for Ada Okoye (ada@okoye.example) are here."
    made = "Dear {customer.first_name}, Adaptors for {customer.name} ({customer.email}) are here."
    assert using.general(words, ticket, tom) == made
    back = f"/desk/tickets/{ticket.number}"
    begun = {"begin": "1", "ticket": ticket.number, "text": words, "back": back}
    page = desk_of_tom.post("/setup/macros/new/", begun)
    assert (page.status_code, page.context["form"]["text"].value()) == (200, made)
    assert not Macro.objects.exists()
    kept = {"title": "Adaptors", "text": made, "who": "me", "back": back}
    assert desk_of_tom.post("/setup/macros/new/", kept).headers["Location"] == back
    assert Macro.objects.get().owner == tom
    away = kept | {"back": "//evil.example/desk/"}
    assert desk_of_tom.post("/setup/macros/new/", away).headers["Location"] == "/setup/macros/"
