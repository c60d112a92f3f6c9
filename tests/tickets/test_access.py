"""Who may see which ticket: everything, their teams', or what they follow."""

import pytest
from django.http import Http404
from pytest_django.fixtures import DjangoAssertNumQueries

from heard.files.models import Blob
from heard.staff import people, teams
from heard.staff.models import Person, Role, Sees
from heard.tickets import access, links, matters, organise, paging
from heard.tickets.models import Attachment, Follower, Participant, Ticket
from heard.tickets.views import VIEWS
from tests.conftest import Write


def seen(person: Person) -> list[int]:
    """The numbers that every list of `person` may be made of."""
    return sorted(access.tickets_of(person).values_list("number", flat=True))


def test_a_colleague_sees_what_they_follow(ticket: Ticket, ugo: Person) -> None:
    assert seen(ugo) == []
    Follower.objects.create(ticket=ticket, person=ugo)
    assert seen(ugo) == [ticket.number]
    assert [row["number"] for row in paging.page(VIEWS["open"], ugo).rows] == [ticket.number]


def test_no_view_shows_a_colleague_more(ticket: Ticket, ugo: Person) -> None:
    Ticket.objects.update(assignee=ugo)  # once an agent, say
    assert [paging.page(view, ugo).rows for view in VIEWS.values()] == [[] for _ in VIEWS]
    assert {paging.count(view, ugo) for view in VIEWS.values()} == {"0"}


def test_a_person_of_a_team_sees_its_tickets_and_their_own(ticket: Ticket, nora: Person) -> None:
    ben = people.join("Ben Roth", "ben@larkfield.example", None)
    Person.objects.filter(pk=ben.pk).update(sees=Sees.OWN_TEAMS)
    ben.refresh_from_db()
    assert seen(ben) == []
    Ticket.objects.update(team=teams.form("Workshop", [ben]))
    assert seen(ben) == [ticket.number]


def test_nothing_limits_an_owner_and_nothing_is_shown_to_who_left(ticket: Ticket, nora: Person) -> None:
    nora.sees = Sees.OWN_TEAMS
    assert seen(nora) == [ticket.number]
    nora.is_active = False
    assert seen(nora) == []
    with pytest.raises(Http404):
        access.ticket_for(nora, ticket.number)


def test_a_role_with_fewer_rights_is_no_way_around(ticket: Ticket, ugo: Person) -> None:
    assert ugo.role == Role.COLLEAGUE
    assert ugo.sees == Sees.EVERYTHING  # the role counts, whatever the field says
    assert access.sight_of(ugo) is not access.Sight.ALL


def test_a_ticket_to_show_knows_what_it_lacks(
    ada_writes: Write, tom: Person, nora: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Each is found once it is there; whoever did not look is not told that there is none."""
    first, other = ada_writes(), ada_writes(message_id="<2@okoye.example>").ticket
    ticket = first.ticket
    everything = ("merged", "links", "matter", "participants", "notes", "files", "me_following")

    def lacking(person: Person = tom) -> set[str]:
        shown = access.ticket_for(person, ticket.number, to_show=True)
        return {what for what in everything if shown.lacks(what)}

    assert lacking() == {*everything}
    assert not any(access.ticket_for(tom, ticket.number).lacks(what) for what in everything)
    with django_assert_num_queries(1):
        access.ticket_for(tom, ticket.number, to_show=True)
    links.follow(ticket, tom)
    assert lacking() == {*everything} - {"me_following"}
    assert lacking(nora) == {*everything}
    matters.say(ticket, goal="A lamp by Friday", feeling="", by=tom)
    organise.add_note(ticket, "A note.", by=tom)
    links.link(other, ticket, by=tom)
    assert lacking() == {"merged", "participants", "files"}
    Ticket.objects.filter(number=other.number).update(merged_into=ticket)
    Participant.objects.create(ticket=ticket, identity=ticket.identity, is_confirmed=True)
    blob = Blob.objects.create(digest="0" * 64, size=1)
    Attachment.objects.create(message=first, blob=blob, name="a.txt", type="text/plain")
    assert lacking() == set()
