"""Who hears of what, once, and only of what they may see; what is read; and what no kill repeats."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from heard.alerts import notices
from heard.alerts.models import Notice, Why
from heard.lib.claim import State
from heard.lib.ref import ref
from heard.reactions import run as reactions
from heard.reactions.models import Reaction
from heard.staff import people, teams
from heard.staff.models import Person, Sees
from heard.tickets import hearing, organise
from heard.tickets.models import Follower, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record
from tests.conftest import Write, desk_of, everything_follows


@pytest.fixture
def toms(ticket: Ticket, tom: Person, nora: Person) -> Ticket:
    """Ada's ticket, given to Tom by Nora; he was told, and read it."""
    organise.assign(ticket, tom, by=nora, was=None)
    everything_follows()
    notices.read_all(tom)
    return Ticket.objects.get(pk=ticket.pk)


def told(person: Person) -> list[str]:
    """Why this person was told something they have not read, in order."""
    everything_follows()
    rows = Notice.objects.filter(person=person, read_at=None).order_by("pk")
    found = list(rows.values_list("why", flat=True))
    assert Person.objects.get(pk=person.pk).unread_notices == len(found)
    return found


def mention(ticket: Ticket, person: Person, by: Person) -> None:
    """What writing a note with somebody's name records."""
    record(Kind.PERSON_MENTIONED, ref(ticket), about=ref(person), actor=ref(by))


def test_whoever_is_given_a_ticket_hears_of_it(ticket: Ticket, tom: Person, nora: Person) -> None:
    organise.assign(ticket, tom, by=nora, was=None)
    assert (told(tom), told(nora)) == ([Why.ASSIGNED], [])
    organise.assign(Ticket.objects.get(), nora, by=tom, was=tom.pk)
    assert told(nora) == [Why.HANDED]


def test_nobody_hears_of_their_own_act(ticket: Ticket, tom: Person) -> None:
    organise.assign(ticket, tom, by=tom, was=None)
    assert told(tom) == []


def test_a_customer_of_mine_wrote(toms: Ticket, ada_writes: Write, tom: Person, nora: Person) -> None:
    Follower.objects.create(ticket=toms, person=nora)
    ada_writes(message_id="<ada-2@okoye.example>", answering="<ada-1@okoye.example>", text="And the saddle.")
    assert (told(tom), told(nora)) == ([Why.REPLIED], [Why.REPLIED])


def test_a_ticket_of_nobody_tells_nobody(ticket: Ticket, tom: Person) -> None:
    assert told(tom) == []


def test_a_hold_that_ends_by_itself_brings_the_ticket_back(toms: Ticket, tom: Person) -> None:
    now = timezone.now()
    organise.set_status(toms, Status.HOLD, by=tom, was=Status(toms.status), until=now - timedelta(seconds=1))
    assert (organise.wake(now), organise.wake(now)) == (1, 0)
    assert told(tom) == [Why.AWAKE]
    row = Ticket.objects.get()
    assert (row.status, row.hold_until, row.changed_at) == (Status.OPEN, None, now)  # at the top of lists


def test_a_hold_that_a_person_ends_is_no_news(toms: Ticket, tom: Person, nora: Person) -> None:
    organise.set_status(toms, Status.HOLD, by=tom, was=Status(toms.status))
    held = Ticket.objects.get()
    organise.set_status(held, Status.OPEN, by=nora, was=Status.HOLD)
    assert told(tom) == []


def test_a_colleague_who_is_asked_sees_the_ticket_and_hears(ticket: Ticket, tom: Person, ugo: Person) -> None:
    mention(ticket, ugo, tom)
    assert told(ugo) == [Why.MENTIONED]
    assert desk_of(ugo).get(f"/desk/tickets/{ticket.number}").status_code == 200


def test_nobody_is_told_of_what_they_may_not_see(ticket: Ticket, tom: Person, nora: Person) -> None:
    ben = people.join("Ben Roth", "ben@larkfield.example", None)
    Person.objects.filter(pk=ben.pk).update(sees=Sees.OWN_TEAMS)
    Follower.objects.create(ticket=ticket, person=ben)
    mention(ticket, ben, tom)
    assert told(ben) == []
    Ticket.objects.update(team=teams.form("Workshop", [ben]))
    mention(ticket, ben, tom)
    assert told(ben) == [Why.MENTIONED]
    Ticket.objects.update(team=None)  # and what they were told is not shown once it is not theirs to see
    assert hearing.shown(Person.objects.get(pk=ben.pk), notices.newest(ben, 10)) == []


def test_who_left_hears_nothing(toms: Ticket, ada_writes: Write, tom: Person, nora: Person) -> None:
    people.leave(tom, by=nora)
    ada_writes(message_id="<ada-2@okoye.example>", answering="<ada-1@okoye.example>")
    assert told(tom) == []


def test_history_is_no_news(ticket: Ticket, tom: Person, nora: Person) -> None:
    organise.assign(ticket, tom, by=nora, was=None, at=timezone.now() - timedelta(days=2))
    assert told(tom) == []


def test_a_kill_between_telling_and_the_mark_repeats_nothing(
    ticket: Ticket, tom: Person, nora: Person
) -> None:
    organise.assign(ticket, tom, by=nora, was=None)
    everything_follows()
    row = Reaction.objects.get(name="tickets.hearing.assigned")
    Reaction.objects.filter(pk=row.pk).update(state=State.WAITING, due_at=timezone.now(), lease=None)
    assert reactions.run_next() == 1
    assert told(tom) == [Why.ASSIGNED]


def test_opening_the_ticket_is_reading(
    ticket: Ticket, tom: Person, nora: Person, desk_of_tom: Client
) -> None:
    organise.assign(ticket, tom, by=nora, was=None)
    assert told(tom) == [Why.ASSIGNED]
    assert "Notices, 1 unread" in desk_of_tom.get("/desk/").content.decode()
    page = f"/desk/tickets/{ticket.number}"
    assert 'hx-trigger="load, heard:changed from:#fresh' in desk_of_tom.get(page).content.decode()
    desk_of_tom.post(f"{page}/reading")  # which that says
    assert told(tom) == []
    assert "Notices, 0 unread" in desk_of_tom.get("/desk/").content.decode()


def test_all_read_is_one_press_and_only_mine(
    toms: Ticket, ada_writes: Write, tom: Person, nora: Person
) -> None:
    Follower.objects.create(ticket=toms, person=nora)
    ada_writes(message_id="<ada-2@okoye.example>", answering="<ada-1@okoye.example>")
    everything_follows()
    desk_of(nora).post("/desk/notices/read")
    assert (told(nora), told(tom)) == ([], [Why.REPLIED])


def test_the_bell_names_the_newest_for_a_hidden_tab(ticket: Ticket, tom: Person, nora: Person) -> None:
    organise.assign(ticket, tom, by=nora, was=None)
    everything_follows()
    page = desk_of(tom).get("/desk/notices/bell").content.decode()
    assert ('data-title="Ada Okoye: assigned to you"' in page, 'data-body="My bell"' in page) == (True, True)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("path", ["/desk/notices/", "/desk/notices/panel"])
def test_many_cost_as_much_as_one(
    ada_writes: Write,
    desk_of_tom: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    *,
    number: int,
    path: str,
) -> None:
    tom, nora = Person.objects.get(name="Tom Abara"), Person.objects.get(name="Nora Lind")
    for each in range(number):
        organise.assign(ada_writes(message_id=f"<ada-{each}@okoye.example>").ticket, tom, by=nora, was=None)
    everything_follows()
    desk_of_tom.get(path)
    with django_assert_num_queries(6):
        desk_of_tom.get(path)
