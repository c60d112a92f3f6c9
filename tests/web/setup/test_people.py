"""Inviting, changing, closing and opening accounts; what a lead may not do; the one-time link."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from heard.channels.models import Channel, Outgoing
from heard.files import store
from heard.staff import people
from heard.staff.models import Person, Role, Sees
from heard.staff.people import Place
from heard.tickets import organise
from heard.tickets.models import Ticket
from tests.conftest import PASSWORD, desk_of

MAI = {"name": "Mai Tran", "email": "mai@larkfield.example", "role": "agent", "sees": "own_teams"}
QUERIES = 5


def link_in(page: str) -> str:
    """The path of the sign-in link that the page shows."""
    found = re.search(r"/join/[\w-]+/", page)
    assert found
    return found[0]


def invited(desk: Client) -> str:
    answer = desk.post("/setup/people/invitation/", MAI)
    assert answer.status_code == 201
    return link_in(answer.content.decode())


def test_somebody_is_invited_and_comes_in(desk_of_nora: Client) -> None:
    path = invited(desk_of_nora)
    mai = Person.objects.get(email=MAI["email"])
    assert (mai.is_invited, mai.sees) == (True, Sees.OWN_TEAMS)
    theirs = Client()
    assert theirs.get(path).status_code == 200
    assert theirs.get(path).status_code == 200  # a mail program that follows links uses nothing up
    assert theirs.post(path, {"name": "Mai Trần", "password": "short"}).status_code == 422
    assert theirs.post(path, {"name": "Mai Trần", "password": PASSWORD}).headers["Location"] == "/desk/"
    assert theirs.get("/desk/").status_code == 200
    assert theirs.get(path).status_code == 410
    assert "Mai Trần" in desk_of_nora.get("/setup/people/").content.decode()


def test_an_unknown_link_is_over(nora: Person, client: Client) -> None:
    assert client.get("/join/nonsense/").status_code == 410


def test_the_page_behind_a_link_tells_nobody_its_address(desk_of_nora: Client) -> None:
    answer = Client().get(invited(desk_of_nora))
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "same-origin")


def test_the_invitation_is_mailed_where_mail_can_leave(
    desk_of_nora: Client, mailbox: Channel, settings: object
) -> None:
    settings.IS_DEMO = True  # type: ignore[attr-defined]
    path = invited(desk_of_nora)
    row = Outgoing.objects.get()
    mail = store.content(row.content).decode()
    assert row.recipient == MAI["email"]
    assert path in mail
    assert "Auto-Submitted: auto-generated" in mail


def test_where_none_can_leave_the_page_says_so(desk_of_nora: Client, mailbox: Channel) -> None:
    page = desk_of_nora.post("/setup/people/invitation/", MAI).content.decode()
    assert "Mail cannot leave this desk yet" in page
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("email", ["tom@larkfield.example", "TOM@larkfield.example", "no address"])
def test_nobody_is_invited_twice(desk_of_nora: Client, tom: Person, email: str) -> None:
    assert desk_of_nora.post("/setup/people/invitation/", MAI | {"email": email}).status_code == 422


def test_a_person_is_changed(desk_of_nora: Client, tom: Person) -> None:
    desk_of_nora.post(f"/setup/people/{tom.pk}/", {"role": "colleague", "sees": "everything"})
    assert Person.objects.get(pk=tom.pk).role == Role.COLLEAGUE


def test_the_last_owner_stays_one(desk_of_nora: Client, nora: Person) -> None:
    answer = desk_of_nora.post(f"/setup/people/{nora.pk}/", {"role": "agent", "sees": "everything"})
    assert answer.status_code == 422
    assert "this is the last one" in answer.content.decode()
    desk_of_nora.post(f"/setup/people/{nora.pk}/leaving/")
    assert Person.objects.get(pk=nora.pk).is_active


def test_a_lead_makes_no_owner_and_touches_none(lena: Person, nora: Person, tom: Person) -> None:
    theirs = desk_of(lena)
    assert theirs.post(f"/setup/people/{tom.pk}/", {"role": "owner", "sees": "everything"}).status_code == 422
    assert theirs.post("/setup/people/invitation/", MAI | {"role": "owner"}).status_code == 422
    for path in ("", "leaving/"):
        assert theirs.get(f"/setup/people/{nora.pk}/{path}").status_code == 403
    for path in ("", "links", "leaving/", "return", "withdrawal", "sign-outs"):
        assert theirs.post(f"/setup/people/{nora.pk}/{path}").status_code == 403


def test_leaving_shows_the_numbers_and_hands_over(
    desk_of_nora: Client, nora: Person, tom: Person, ticket: Ticket
) -> None:
    organise.assign(ticket, tom, by=nora, was=None)
    page = f"/setup/people/{tom.pk}/leaving/"
    assert desk_of_nora.get(page).context["has"] == {"open": 1, "waiting": 1}
    assert desk_of_nora.post(page).status_code == 422  # whoever closes it says who gets them
    assert Person.objects.get(pk=tom.pk).is_active
    desk_of_nora.post(page, {"heir": f"person-{nora.pk}"})
    ticket.refresh_from_db()
    assert (Person.objects.get(pk=tom.pk).is_active, ticket.assignee) == (False, nora)


def test_a_hand_over_that_was_cut_off_is_done_later(
    desk_of_nora: Client, nora: Person, tom: Person, ticket: Ticket
) -> None:
    organise.assign(ticket, tom, by=nora, was=None)
    people.leave(tom, by=nora)
    assert "1 open ticket is still theirs." in desk_of_nora.get(f"/setup/people/{tom.pk}/").content.decode()
    desk_of_nora.post(f"/setup/people/{tom.pk}/leaving/", {"heir": "nobody"})
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_nobody_is_heir_to_themselves(
    desk_of_nora: Client, nora: Person, tom: Person, ticket: Ticket
) -> None:
    organise.assign(ticket, tom, by=nora, was=None)
    answer = desk_of_nora.post(f"/setup/people/{tom.pk}/leaving/", {"heir": f"person-{tom.pk}"})
    assert answer.status_code == 422


def test_who_left_comes_back_but_not_by_a_link(desk_of_nora: Client, nora: Person, tom: Person) -> None:
    people.leave(tom, by=nora)
    answer = desk_of_nora.post(f"/setup/people/{tom.pk}/links", follow=True)
    assert "left. Let them come back first." in answer.content.decode()
    desk_of_nora.post(f"/setup/people/{tom.pk}/return")
    assert Person.objects.get(pk=tom.pk).is_active


def test_a_forgotten_password(desk_of_nora: Client, tom: Person) -> None:
    old = desk_of(tom)
    path = link_in(desk_of_nora.post(f"/setup/people/{tom.pk}/links").content.decode())
    assert old.get("/desk/").status_code == 200  # nothing changes until it is used
    Client().post(path, {"name": tom.name, "password": "another lamp, another window"})
    assert old.get("/desk/").status_code == 302


def test_an_invitation_is_withdrawn(desk_of_nora: Client) -> None:
    path = invited(desk_of_nora)
    desk_of_nora.post(f"/setup/people/{Person.objects.get(email=MAI['email']).pk}/withdrawal")
    assert Client().get(path).status_code == 410
    assert not Person.objects.filter(email=MAI["email"]).exists()


@pytest.mark.parametrize("more", [0, 3])
def test_the_list_costs_the_same_for_many(
    desk_of_nora: Client, nora: Person, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    for number in range(more):
        people.invite(f"Person {number}", f"p{number}@larkfield.example", Place(), by=nora)
    desk_of_nora.get("/setup/people/")
    with django_assert_num_queries(QUERIES):
        desk_of_nora.get("/setup/people/")
