"""The rows that open lists are sent: the same as the page shows, to each what they may see, read together."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from heard.live.lists import list_name
from heard.staff import teams
from heard.staff.models import Person, Role, Sees, Team
from heard.tickets.models import Ticket
from heard.web.desk import shown
from tests.conftest import Write, desk_of

OPEN, MINE = (list_name("en", "UTC", slug) for slug in ("open", "mine"))
ROW = re.compile(r'<li class="item.*?</li>', re.DOTALL)


def rows_for(person: Person, name: str = OPEN) -> dict[int, str]:
    return shown.Round()({(str(person.pk), name)})[str(person.pk), name].rows


def test_they_are_the_rows_of_the_page(ada_writes: Write, tom: Person, desk_of_tom: Client) -> None:
    tickets = [ada_writes(message_id=f"<{n}@okoye.example>").ticket for n in range(3)]
    desk_of_tom.get(f"/desk/tickets/{tickets[0].number}")
    desk_of_tom.post(f"/desk/tickets/{tickets[0].number}/reading")
    page = desk_of_tom.get("/desk/views/open/rows").content.decode()
    assert list(rows_for(tom).values()) == ROW.findall(page)
    assert [" unread" in row[:30] for row in rows_for(tom).values()] == [True, True, False]


@pytest.mark.parametrize(
    ("slug", "is_first", "names"),
    [
        ("open", True, ["inbox", OPEN]),
        ("open", False, ["inbox"]),
        ("tag-" + "ü" * 30, True, ["inbox"]),  # too long for a name
        ("tag-a:b c", True, ["inbox", "list:en:UTC:tag-a%3Ab%20c"]),
    ],
)
def test_what_the_rows_of_a_view_hear(slug: str, *, is_first: bool, names: list[str]) -> None:
    assert shown.names_of(slug, is_first=is_first) == names


def test_each_is_sent_what_they_may_see(ticket: Ticket, nora: Person, tom: Person, lena: Person) -> None:
    Ticket.objects.update(assignee=tom)
    Person.objects.filter(pk=lena.pk).update(role=Role.AGENT, sees=Sees.OWN_TEAMS)
    wishes = {(str(person.pk), name) for person in (nora, tom, lena) for name in (OPEN, MINE)}
    found = {wish: list(listing.rows) for wish, listing in shown.Round()(wishes).items()}
    assert found == {
        (str(nora.pk), OPEN): [ticket.number],
        (str(nora.pk), MINE): [],
        (str(tom.pk), OPEN): [ticket.number],
        (str(tom.pk), MINE): [ticket.number],
        (str(lena.pk), OPEN): [],
        (str(lena.pk), MINE): [],
    }


def test_rights_count_as_they_are_now(ticket: Ticket, tom: Person) -> None:
    team = Team.objects.create(name="Workshop")
    tom.teams.add(team)
    Ticket.objects.update(team=team, assignee=None)
    Person.objects.filter(pk=tom.pk).update(sees=Sees.OWN_TEAMS)
    assert list(rows_for(tom)) == [ticket.number]
    tom.teams.clear()
    assert rows_for(tom) == {}


def test_nothing_for_those_who_left_and_for_views_that_are_gone(ticket: Ticket, tom: Person) -> None:
    me = str(tom.pk)
    assert shown.Round()({(me, list_name("en", "UTC", "team-99")), ("999", OPEN)}) == {}
    Person.objects.filter(pk=tom.pk).update(is_active=False)
    assert shown.Round()({(me, OPEN)}) == {}


def test_everybody_is_spoken_to_in_their_language(ticket: Ticket, tom: Person) -> None:
    wish = str(tom.pk), list_name("de", "Asia/Tokyo", "open")
    (row,) = shown.Round()({wish})[wish].rows.values()
    assert f'aria-label="Nr. {ticket.number} auswählen"' in row
    assert f'aria-label="Select No. {ticket.number}"' in rows_for(tom)[ticket.number]


def test_an_empty_view_has_its_words(tom: Person) -> None:
    wish = str(tom.pk), MINE
    assert "Nothing is yours to do." in shown.Round()({wish})[wish].below


@pytest.mark.parametrize("sees", Sees)
@pytest.mark.parametrize("people", [1, 3])
def test_a_view_is_read_once_for_all_who_see_the_same(
    ticket: Ticket, nora: Person, django_assert_num_queries: DjangoAssertNumQueries, people: int, sees: Sees
) -> None:
    agents = [
        Person.objects.create(email=f"{n}@okoye.example", name=f"P{n}", sees=sees) for n in range(people)
    ]
    Ticket.objects.update(team=teams.form("Workshop", agents))
    wishes = {(str(person.pk), OPEN) for person in agents}
    shown.Round()(wishes)
    # People, their teams, what is theirs, rows, whose drafts wait, what is read; and four counts.
    with django_assert_num_queries(10):
        assert len(shown.Round()(wishes)) == people


def test_what_several_see_is_read_once_a_round(
    ticket: Ticket, tom: Person, lena: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    round_ = shown.Round()
    first = round_({(str(tom.pk), OPEN)})
    with django_assert_num_queries(4):  # people, their teams, what is theirs, what is read
        second = round_({(str(lena.pk), OPEN)})
    assert [*first.values()] == [*second.values()]


def test_rights_count_as_they_are_now_within_a_round(ticket: Ticket, tom: Person, lena: Person) -> None:
    round_, wish = shown.Round(), (str(tom.pk), OPEN)
    assert list(round_({(str(lena.pk), OPEN), wish})[wish].rows) == [ticket.number]
    Ticket.objects.update(assignee=lena)
    Person.objects.filter(pk=tom.pk).update(sees=Sees.OWN_TEAMS)
    assert round_({wish})[wish].rows == {}


def test_counts_are_those_of_the_page(
    ada_writes: Write, lena: Person, desk_of_tom: Client, tom: Person
) -> None:
    for number in range(3):
        ada_writes(message_id=f"<{number}@okoye.example>")
    Ticket.objects.filter(number=ada_writes().ticket.number).update(assignee=tom)
    team = Team.objects.create(name="Workshop")
    team.members.add(tom)
    me, others = (str(tom.pk), OPEN), (str(lena.pk), OPEN)
    found = shown.Round()({me, others})
    assert found[others].counts == {"mine": "0", "unassigned": "3", "open": "4", "waiting": "4"}
    assert found[me].counts == {**found[others].counts, "mine": "1", f"team-{team.pk}": "0"}
    page = desk_of_tom.get("/desk/views/open/counts").content.decode()
    on_page = re.findall(r'data-view="([^"]+)".*?<span class="count">(.*?)</span>', page)
    assert {slug: count or "0" for slug, count in on_page} == found[me].counts


def test_the_page_may_hear_its_list(ticket: Ticket, tom: Person) -> None:
    page = desk_of(tom).get("/desk/").content.decode()
    (grant,) = re.findall(r'id="rows" data-live="([^"]+)"', page)
    assert grant.split(":", 1)[0].split(" ")[0] == str(tom.pk)
    assert f" inbox {OPEN}:" in grant
