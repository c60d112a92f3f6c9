"""Routing in the setup: rules written, tried, put in order and removed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heard.channels.models import Channel
from heard.routing.models import Route
from heard.staff import people, teams
from heard.staff.models import Person, Role, Sees, Team
from tests.conftest import Write

PAGE, NEW = "/setup/routing/", "/setup/routing/new/"


@pytest.fixture
def workshop(tom: Person, lena: Person) -> Team:
    return teams.form("Workshop", [tom, lena])


@pytest.fixture
def bells(desk_of_nora: Client, workshop: Team) -> Route:
    """What is about bells goes to the workshop."""
    desk_of_nora.post(NEW, {"signs": "bell\n\nfell * off\n", "to": f"team-{workshop.pk}"})
    return Route.objects.get()


def test_it_is_kept_as_written_and_can_be_changed(
    bells: Route, desk_of_nora: Client, mailbox: Channel, tom: Person
) -> None:
    assert (bells.signs, bells.knows_them) == ("bell\nfell * off", False)
    page = desk_of_nora.get(f"{PAGE}{bells.pk}/").text
    assert "fell * off</textarea>" in page
    said = {
        "channel": mailbox.pk,
        "language": "de",
        "tag": "My Bell",
        "to": f"person-{tom.pk}",
        "knows_them": "on",
    }
    desk_of_nora.post(f"{PAGE}{bells.pk}/", said)
    now = Route.objects.get()
    assert (now.pk, now.channel, now.language, now.signs) == (bells.pk, mailbox, "de", "")
    assert (now.tag, now.team, now.person, now.knows_them) == ("my-bell", None, tom, True)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"to": ""}, "Say to whom it goes"),
        ({"to": "person-999"}, "This is not in the list."),
        ({"signs": "***"}, "has no word that can be looked for"),
        ({"tag": "!!"}, "A tag needs at least one letter"),
        ({"language": "tlh"}, "This is not in the list."),
    ],
)
def test_nonsense_is_said_and_not_kept(
    desk_of_nora: Client, workshop: Team, wrong: dict[str, str], says: str
) -> None:
    refused = desk_of_nora.post(NEW, {"to": f"team-{workshop.pk}", **wrong})
    assert (refused.status_code, Route.objects.count()) == (422, 0)
    assert says in refused.text


def test_it_is_tried_on_the_last_tickets_before_it_is_kept(
    desk_of_nora: Client, workshop: Team, ada_writes: Write
) -> None:
    ada_writes()
    ada_writes(subject="A question", text="When are you open?", message_id="<2@okoye.example>")
    tried = desk_of_nora.post(NEW, {"signs": "bell", "to": f"team-{workshop.pk}", "try": "yes"})
    assert "It fits 1 of the last 2 new tickets." in tried.text
    assert ">My bell</a>" in tried.text
    assert Route.objects.count() == 0


def test_whoever_sees_a_few_tickets_tries_it_on_these(
    workshop: Team, ada_writes: Write, nora: Person, lena: Person, client: Client
) -> None:
    ada_writes()
    people.put(lena, people.Place(Role.LEAD, Sees.OWN_TEAMS), by=nora)
    client.force_login(lena, backend="heard.web.sessions.Backend")
    tried = client.post(NEW, {"signs": "bell", "to": f"team-{workshop.pk}", "try": "yes"})
    assert "There is no ticket yet to try it on." in tried.text


def test_the_list_says_when_to_whom_and_how_often(
    bells: Route, desk_of_nora: Client, ada_writes: Write, tom: Person
) -> None:
    desk_of_nora.post(NEW, {"knows_them": "on"})
    ada_writes()
    page = " ".join(desk_of_nora.get(PAGE).text.split())
    assert "holds “bell”, “fell * off”" in page
    assert "is any, whatever it says" in page
    assert "Team Workshop" in page
    assert page.count('data-label="Fits">1 of the last 1</td>') == 2


def test_the_order_is_changed_and_a_rule_removed(bells: Route, desk_of_nora: Client, lena: Person) -> None:
    desk_of_nora.post(NEW, {"to": f"person-{lena.pk}"})
    last = Route.objects.last()
    assert last
    desk_of_nora.post(f"{PAGE}{last.pk}/place", {"to": "up"})
    assert list(Route.objects.all()) == [last, bells]
    desk_of_nora.post(f"{PAGE}{last.pk}/", {"remove": "yes"})
    assert list(Route.objects.all()) == [bells]


def test_a_rule_without_anybody_left_says_so(desk_of_nora: Client, nora: Person, tom: Person) -> None:
    desk_of_nora.post(NEW, {"to": f"person-{tom.pk}"})
    people.leave(tom, by=nora)
    assert "nobody: choose somebody" in desk_of_nora.get(PAGE).text


def test_as_many_questions_for_three_rules_and_tickets_as_for_one(
    desk_of_nora: Client, workshop: Team, ada_writes: Write
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk_of_nora.get(PAGE)
        return len(queries)

    def one_more(number: int) -> None:
        ada_writes(subject=f"Bell {number}", message_id=f"<{number}@okoye.example>")
        desk_of_nora.post(NEW, {"signs": "bell", "to": f"team-{workshop.pk}"})

    one_more(1)
    asked()
    one = asked()
    one_more(2)
    one_more(3)
    assert asked() == one
