"""How heated a ticket sounds: kept in its row, listed, searched, and calm again when somebody says so."""

from datetime import timedelta

import pytest
from django.test import Client

from heard.staff.models import Person
from heard.tickets import finding, organise, paging
from heard.tickets.models import Status, Ticket
from heard.tickets.views import VIEWS
from heard.timeline.models import Entry
from tests.conftest import Write, everything_follows

FURIOUS = "This is a DISGRACE, I will sue you!!!"


@pytest.fixture
def furious(ada_writes: Write) -> Ticket:
    ticket = ada_writes(text=FURIOUS).ticket
    everything_follows()
    ticket.refresh_from_db()
    return ticket


def hot(person: Person) -> list[int]:
    return [row["number"] for row in paging.page(VIEWS["hot"], person).rows]


def changes(ticket: Ticket) -> list[dict[str, object]]:
    rows = Entry.objects.filter(kind="ticket.heat_changed", subject_id=ticket.number)
    return list(rows.order_by("id").values_list("data", flat=True))


def test_the_last_words_say_how_heated(furious: Ticket, tom: Person) -> None:
    assert (furious.heat, furious.is_hot) == (3, True)
    assert hot(tom) == [furious.number]
    assert changes(furious) == [{"from": 0, "to": 3}]


def test_a_calm_ticket_records_nothing(ada_writes: Write, tom: Person) -> None:
    ticket = ada_writes(text="Could I have a second key, please?").ticket
    everything_follows()
    ticket.refresh_from_db()
    assert (ticket.heat, hot(tom), changes(ticket)) == (0, [], [])


def test_who_waits_longest_comes_first_and_the_solved_leave(
    furious: Ticket, ada_writes: Write, tom: Person
) -> None:
    later = ada_writes(text=FURIOUS, message_id="<2@okoye.example>", subject="Another").ticket
    everything_follows()
    Ticket.objects.filter(pk=later.pk).update(waiting_since=furious.waiting_since - timedelta(hours=1))
    assert hot(tom) == [later.number, furious.number]
    organise.set_status(later, Status.SOLVED, by=tom, was=Status.NEW)
    assert hot(tom) == [furious.number]


def test_misread_is_said_once(furious: Ticket, desk_of_tom: Client, ada_writes: Write, tom: Person) -> None:
    wish = {"rule": "heat/boiling", "scope": "ticket"}
    desk_of_tom.post(f"/desk/tickets/{furious.number}/review/dismissals", wish)
    furious.refresh_from_db()
    assert (furious.heat, hot(tom)) == (0, [])
    ada_writes(text=FURIOUS, message_id="<2@okoye.example>", answering="<ada-1@okoye.example>")
    everything_follows()
    furious.refresh_from_db()
    assert furious.heat == 0


def test_it_can_be_searched(furious: Ticket, ada_writes: Write, tom: Person) -> None:
    calm = ada_writes(text="Could I have a second key?", message_id="<2@okoye.example>", subject="Key").ticket
    everything_follows()

    def found(typed: str) -> list[int]:
        asked = finding.ask(tom, typed)
        assert not asked.faults
        return [hit.ticket for hit in finding.newest(asked).hits]

    assert found("heat:hot") == found("heat:3") == found("-heat:calm") == [furious.number]
    assert found("heat:calm") == [calm.number]


def test_a_heat_that_does_not_exist_is_explained(furious: Ticket, tom: Person) -> None:
    (fault,) = finding.ask(tom, "heat:volcanic").faults
    assert fault.why == "There is no “volcanic”. There are: calm, warm, hot, boiling."


def test_the_list_shows_it(furious: Ticket, desk_of_tom: Client) -> None:
    assert "Sounds heated" in desk_of_tom.get("/desk/views/hot/").content.decode()
