"""Whoever rings is greeted by name, as far as whoever picks up may see them."""

import pytest
from django.test import Client

from heard.staff import people, teams
from heard.staff.models import Person, Role, Sees
from heard.staff.people import Place
from heard.tickets import addresses
from heard.tickets.models import Message, Ticket
from tests.conftest import Write, desk_of

PAGE = "/desk/caller"


@pytest.fixture
def ada_calls(ticket: Ticket, nora: Person) -> Ticket:
    """Ada's number is known."""
    addresses.add(ticket, "+44 1632 960 142", by=nora)
    return ticket


@pytest.mark.parametrize(
    "written",
    ["+441632960142", "00441632960142", "01632 960142", "tel:+441632960142", " 441632960142"],
)
def test_the_number_is_known_however_it_is_written(
    ada_calls: Ticket, desk_of_tom: Client, written: str
) -> None:
    page = desk_of_tom.get(PAGE, {"number": written})
    assert '<h1 id="caller-title"><bdi>Ada Okoye</bdi></h1>' in page.text
    assert "My bell" in page.text
    assert "The bell fell off." in page.text


def test_what_they_say_is_written_down_as_theirs(ada_calls: Ticket, desk_of_tom: Client) -> None:
    form = desk_of_tom.get(PAGE, {"number": "01632960142"}).context["form"]
    assert (form["way"].value(), form["to"].value()) == ("told", "+441632960142")
    said = {name: form[name].value() for name in ("way", "to", "key", "assignee")}
    said |= {"text": "It rings again.", "channel": form.fields["channel"].queryset.get().pk}
    assert desk_of_tom.post("/desk/new", said).status_code == 302
    made = Message.objects.latest("pk")
    assert (made.text, made.told, made.ticket.customer) == ("It rings again.", "phone", ada_calls.customer)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("+441632960999", "Nobody that you may see is known by this number."),
        ("", "Their number is withheld."),
        ("anonymous", "“anonymous” is no number."),
    ],
)
def test_nobody_is_known(ada_calls: Ticket, desk_of_tom: Client, written: str, says: str) -> None:
    assert says in desk_of_tom.get(PAGE, {"number": written}).text


def test_a_name_is_told_to_nobody_who_may_not_see_it(ada_calls: Ticket, nora: Person, tom: Person) -> None:
    people.put(tom, Place(Role.AGENT, Sees.OWN_TEAMS, (teams.form("Workshop", [tom]),)), by=nora)
    page = desk_of(Person.objects.get(pk=tom.pk)).get(PAGE, {"number": "+441632960142"})
    assert "Ada" not in page.text
    assert "Nobody that you may see" in page.text


def test_two_whose_numbers_end_the_same(
    ada_calls: Ticket, ada_writes: Write, desk_of_tom: Client, nora: Person
) -> None:
    other = ada_writes(sender="Ben Ek <ben@ek.example>", message_id="<b@x>", subject="Hello").ticket
    addresses.add(other, "+46 1632 960 142", by=nora)
    page = desk_of_tom.get(PAGE, {"number": "1632960142"})
    assert ("Ada Okoye" in page.text, "Ben Ek" in page.text) == (True, True)
    assert page.context["form"]["to"].value() == "1632960142"


def test_the_setup_names_the_address(mailbox: object, desk_of_nora: Client) -> None:
    assert "/desk/caller?number=NUMBER" in desk_of_nora.get("/setup/channels/").text
