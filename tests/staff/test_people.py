"""Inviting, placing, leaving and coming back; and that somebody always owns the desk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from heard.staff import links, people, teams, tokens
from heard.staff.models import Person, Role, Sees, SignInLink
from heard.staff.people import AlreadyHere, LastOwner, Place
from heard.tickets import handover, happenings, organise
from heard.tickets.models import Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import PASSWORD, Write, desk_of, everything_follows


@pytest.fixture
def mai(nora: Person) -> Person:
    """Mai Tran, who is invited and has not come yet."""
    return people.invite("Mai Tran", "Mai@Larkfield.example ", Place(), by=nora)


def test_who_is_invited_is_not_here_yet(mai: Person, client: Client) -> None:
    assert (mai.email, mai.is_active, mai.is_invited) == ("mai@larkfield.example", False, True)
    assert mai not in people.assignable()


def test_a_link_lets_them_in_once(mai: Person, nora: Person) -> None:
    secret = links.make(mai, by=nora)
    link = links.find(secret)
    assert link
    assert links.use(link, name="Mai Trần", password=PASSWORD)
    mai.refresh_from_db()
    assert (mai.name, mai.is_active, mai.check_password(PASSWORD)) == ("Mai Trần", True, True)
    assert links.find(secret) is None
    assert not links.use(link, name="Thief", password="another password")
    mai.refresh_from_db()
    assert mai.check_password(PASSWORD)


def test_a_link_is_known_by_its_digest_and_ends(mai: Person, nora: Person) -> None:
    secret = links.make(mai, by=nora)
    assert secret not in str(SignInLink.objects.values())
    SignInLink.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert links.find(secret) is None


def test_a_new_link_ends_the_one_before(mai: Person, nora: Person) -> None:
    first, second = links.make(mai, by=nora), links.make(mai, by=nora)
    assert (links.find(first), links.find(second)) == (None, SignInLink.objects.get())


def test_nobody_is_invited_twice(mai: Person, nora: Person) -> None:
    with pytest.raises(AlreadyHere):
        people.invite("Mai", "mai@larkfield.example", Place(), by=nora)


def test_an_invitation_is_withdrawn_until_they_came(mai: Person, tom: Person, nora: Person) -> None:
    assert people.withdraw(mai, by=nora)
    assert not Person.objects.filter(email="mai@larkfield.example").exists()
    assert not people.withdraw(tom, by=nora)


def test_a_person_is_put_elsewhere(tom: Person, nora: Person) -> None:
    workshop = teams.form("Workshop")
    people.put(tom, Place(Role.LEAD, Sees.OWN_TEAMS, (workshop,)), by=nora)
    tom.refresh_from_db()
    assert people.place_of(tom) == Place(Role.LEAD, Sees.OWN_TEAMS, (workshop,))
    entry = Entry.objects.get(kind=Kind.PERSON_PLACED)
    assert entry.data == {
        "from": "agent",
        "to": "lead",
        "sees": "own_teams",
        "sees_from": "everything",
        "teams_joined": str(tom.teams.get().pk),
        "teams_left": "",
    }


def test_the_last_owner_stays(nora: Person, tom: Person) -> None:
    with pytest.raises(LastOwner):
        people.leave(nora, by=nora)
    with pytest.raises(LastOwner):
        people.put(nora, Place(Role.AGENT), by=nora)
    people.put(tom, Place(Role.OWNER), by=nora)
    people.leave(nora, by=tom)
    assert not Person.objects.get(pk=nora.pk).is_active


def test_who_left_is_out_at_once_everywhere(tom: Person, nora: Person, ticket: Ticket) -> None:
    browser, secret = desk_of(tom), tokens.make(tom, ["tickets:read"])
    link = links.make(tom, by=nora)
    people.leave(tom, by=nora)
    assert browser.get("/desk/").status_code == 302
    assert (tokens.find(secret), links.find(link)) == (None, None)
    people.come_back(tom, by=nora)
    assert browser.get("/desk/").status_code == 302  # a session that ended stays ended
    assert tokens.find(secret) is None
    assert Client().post("/sign-in/", {"login": tom.email, "password": PASSWORD}).status_code == 302


def test_their_open_tickets_go_to_somebody(
    ticket: Ticket, ada_writes: Write, tom: Person, nora: Person
) -> None:
    solved = ada_writes(message_id="<ada-2@okoye.example>", subject="A question").ticket
    for each in (ticket, solved):
        organise.assign(each, tom, by=nora, was=None)
    Ticket.objects.filter(pk=solved.pk).update(status="solved")
    assert handover.waiting_with(tom) == {"open": 1, "waiting": 1}
    assert handover.hand_over(tom, nora, by=nora) == 1
    assert [Ticket.objects.get(pk=each.pk).assignee for each in (ticket, solved)] == [nora, tom]
    assert handover.waiting_with(tom) == {"open": 0, "waiting": 0}


@pytest.mark.parametrize("again", ["the customer writes", "somebody opens it"])
def test_a_solved_ticket_of_somebody_who_left_is_nobodys_when_it_lives_again(
    ticket: Ticket, ada_writes: Write, tom: Person, nora: Person, again: str
) -> None:
    organise.assign(ticket, tom, by=nora, was=None)
    organise.set_status(ticket, Status.SOLVED, by=nora, was=ticket.status)
    people.leave(tom, by=nora)
    everything_follows()
    ticket.refresh_from_db()
    assert ticket.assignee == tom  # whose work it was
    if again == "the customer writes":
        ada_writes(message_id="<ada-9@okoye.example>", answering="<ada-1@okoye.example>")
    else:
        organise.set_status(ticket, Status.OPEN, by=nora, was=Status.SOLVED)
    everything_follows()
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Status.OPEN, None)
    assert happenings.of([ticket.number])[-1].text == "The desk took the assignment away."


def test_they_may_go_to_a_team_or_to_nobody(ticket: Ticket, tom: Person, nora: Person) -> None:
    workshop = teams.form("Workshop")
    organise.assign(ticket, tom, by=nora, was=None)
    handover.hand_over(tom, workshop, by=nora)
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.team) == (None, workshop)
    assert Entry.objects.filter(kind=Kind.TICKET_GIVEN_TO_TEAM, about_id=workshop.pk).count() == 1
