"""The same done to many tickets, and taken back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from heard.staff import people, teams
from heard.staff.models import Person, Sees
from heard.tickets import organise
from heard.tickets.models import Priority, Status, Ticket
from tests.conftest import Write

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def three(ada_writes: Write, tom: Person) -> list[Ticket]:
    """Three tickets of Ada's."""
    return [ada_writes(message_id=f"<{n}@okoye.example>", text=f"Bell {n}").ticket for n in range(3)]


def numbers(tickets: list[Ticket]) -> list[str]:
    return [str(ticket.number) for ticket in tickets]


def test_the_bar_has_what_can_be_chosen(three: list[Ticket], desk_of_tom: Client) -> None:
    teams.form("Repairs")
    page = desk_of_tom.get("/desk/bulk/bar").content.decode()
    assert "Repairs" in page
    assert 'name="assignee"' in page


@pytest.mark.parametrize(
    ("what", "value", "field", "now"),
    [
        ("status", "solved", "status", Status.SOLVED),
        ("priority", "4", "priority", Priority.URGENT),
        ("tag", "Wedding Supper", "tags", ["wedding-supper"]),
    ],
)
def test_done_to_all_and_taken_back(
    three: list[Ticket], desk_of_tom: Client, *, what: str, value: str, field: str, now: object
) -> None:
    before = list(Ticket.objects.order_by("number").values_list(field, "waiting_since", "handoffs"))
    answer = desk_of_tom.post("/desk/bulk", {"tickets": numbers(three), what: value}, **HTMX)
    assert answer.status_code == 200
    assert list(Ticket.objects.values_list(field, flat=True)) == [now] * 3
    back = desk_of_tom.post("/desk/undo", {"token": answer.context["undo"]}, **HTMX)
    assert back.context["text"] == "3 tickets are as they were."
    assert list(Ticket.objects.order_by("number").values_list(field, "waiting_since", "handoffs")) == before


def test_resting_until_a_day_and_taken_back(three: list[Ticket], desk_of_tom: Client) -> None:
    until = timezone.now() + timedelta(days=3)
    chosen = {"tickets": numbers(three), "until": until.isoformat()}
    answer = desk_of_tom.post("/desk/bulk", chosen, **HTMX)
    at = date_format(timezone.localtime(until), "D j N, H:i")
    assert answer.context["text"] == f"3 tickets: On hold until {at}"
    assert list(Ticket.objects.values_list("status", "hold_until")) == [(Status.HOLD, until)] * 3
    desk_of_tom.post("/desk/undo", {"token": answer.context["undo"]}, **HTMX)
    assert list(Ticket.objects.values_list("status", "hold_until")) == [(Status.NEW, None)] * 3


def test_assigning_to_somebody_else_counts_a_hand_off_until_it_is_undone(
    three: list[Ticket], desk_of_tom: Client, tom: Person, nora: Person
) -> None:
    for ticket in three[:2]:
        organise.assign(ticket, tom, by=tom, was=None)
    answer = desk_of_tom.post("/desk/bulk", {"tickets": numbers(three), "assignee": str(nora.pk)}, **HTMX)
    assert list(Ticket.objects.order_by("number").values_list("handoffs", flat=True)) == [1, 1, 0]
    desk_of_tom.post("/desk/undo", {"token": answer.context["undo"]}, **HTMX)
    rows = Ticket.objects.order_by("number").values_list("assignee", "handoffs")
    assert list(rows) == [(tom.pk, 0), (tom.pk, 0), (None, 0)]


def test_what_others_changed_since_stays(three: list[Ticket], desk_of_tom: Client, nora: Person) -> None:
    answer = desk_of_tom.post("/desk/bulk", {"tickets": numbers(three), "status": "solved"}, **HTMX)
    first = Ticket.objects.get(number=three[0].number)
    organise.set_status(first, Status.HOLD, by=nora, was=Status.SOLVED)
    back = desk_of_tom.post("/desk/undo", {"token": answer.context["undo"]}, **HTMX)
    assert back.context["text"] == "2 tickets are as they were. 1 were changed by others meanwhile and stay."
    assert Ticket.objects.get(number=first.number).status == Status.HOLD


def test_another_person_cannot_take_it_back(three: list[Ticket], desk_of_tom: Client, nora: Person) -> None:
    answer = desk_of_tom.post("/desk/bulk", {"tickets": numbers(three), "status": "solved"}, **HTMX)
    desk_of_tom.force_login(nora, backend="heard.web.sessions.Backend")
    assert desk_of_tom.post("/desk/undo", {"token": answer.context["undo"]}, **HTMX).status_code == 422
    assert desk_of_tom.post("/desk/undo", {"token": "nonsense"}, **HTMX).status_code == 422


def test_nobody_changes_what_they_do_not_see(three: list[Ticket], client: Client) -> None:
    few = people.join("Una Berg", "una@larkfield.example", None)
    Person.objects.filter(pk=few.pk).update(sees=Sees.OWN_TEAMS)
    client.force_login(few, backend="heard.web.sessions.Backend")
    answer = client.post("/desk/bulk", {"tickets": numbers(three), "status": "solved"}, **HTMX)
    assert answer.context["text"] == "Nothing changed: it was so already."
    assert not Ticket.objects.filter(status=Status.SOLVED).exists()


@pytest.mark.parametrize(
    "fields",
    [{}, {"status": "lost"}, {"priority": "9"}, {"assignee": "4711"}, {"tag": " - "}, {"team": "x"}]
    + [{"until": day} for day in ("soon", "2026-02-31", "2001-01-01T09:00")],
)
def test_what_makes_no_sense_is_said(
    three: list[Ticket], desk_of_tom: Client, fields: dict[str, str]
) -> None:
    before = list(Ticket.objects.values())
    answer = desk_of_tom.post("/desk/bulk", {"tickets": numbers(three), **fields}, **HTMX)
    assert answer.status_code == 422
    assert answer.context["wrong"]
    assert list(Ticket.objects.values()) == before
