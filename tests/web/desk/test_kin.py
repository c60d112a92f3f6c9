"""Choosing the other ticket: this customer's first, then by number, by subject, by whose it is."""

from typing import Any

import pytest
from django.test import Client

from heard.staff.models import Person, Sees
from heard.tickets import merge
from heard.tickets.models import Ticket
from tests.conftest import Write, desk_of, everything_follows


@pytest.fixture
def adas(ada_writes: Write) -> list[Ticket]:
    """Three tickets: two of Ada's about a bell and a saddle, and one of Ben's about a bell."""
    first = ada_writes(subject="My bell").ticket
    second = ada_writes(subject="A saddle", message_id="<s@okoye.example>").ticket
    bens = ada_writes(
        sender="Ben Marsh <ben@marsh.example>", subject="The bell of mine", message_id="<b@marsh.example>"
    ).ticket
    everything_follows()
    return [first, second, bens]


def offered(browser: Client, ticket: Ticket, typed: str = "") -> list[int]:
    answer = browser.get(f"/desk/tickets/{ticket.number}/kin", {"other": typed} if typed else {})
    assert answer.status_code == 200
    rows: list[dict[str, Any]] = answer.context["others"]
    page = answer.content.decode()
    assert all(f'name="other" value="{row["number"]}"' in page for row in rows)
    return [row["number"] for row in rows]


def test_the_other_tickets_of_the_customer_are_there_at_once(adas: list[Ticket], desk_of_tom: Client) -> None:
    first, second, bens = adas
    assert offered(desk_of_tom, first) == [second.number]
    assert offered(desk_of_tom, bens) == []


def test_others_are_found_by_subject_number_and_name(adas: list[Ticket], desk_of_tom: Client) -> None:
    first, second, bens = adas
    assert offered(desk_of_tom, second, "bell") == [first.number, bens.number]  # the customer's own first
    assert offered(desk_of_tom, bens, "bell") == [
        first.number,
        second.number,
    ]  # subjects before what was said
    assert offered(desk_of_tom, bens, f"#{second.number}") == [second.number]
    assert offered(desk_of_tom, first, "Marsh") == [bens.number]
    assert offered(desk_of_tom, first, "fell") == [second.number, bens.number]
    assert offered(desk_of_tom, first, "nothing of the kind") == []


def test_what_was_merged_away_or_may_not_be_seen_is_not_offered(
    adas: list[Ticket], desk_of_tom: Client, tom: Person, lena: Person
) -> None:
    first, second, bens = adas
    merge.merge(second, first, by=tom)
    assert offered(desk_of_tom, bens, "saddle") == []
    Person.objects.filter(pk=lena.pk).update(sees=Sees.OWN_TEAMS)
    lena.refresh_from_db()
    Ticket.objects.filter(pk=bens.pk).update(assignee=lena)
    assert offered(desk_of(lena), bens, "bell") == []


def test_a_button_of_the_list_counts_before_what_was_typed(adas: list[Ticket], desk_of_tom: Client) -> None:
    first, second, _bens = adas
    typed_and_pressed = {"other": ["bell", str(first.number)]}
    desk_of_tom.post(f"/desk/tickets/{second.number}/merge", typed_and_pressed)
    second.refresh_from_db()
    assert second.merged_into_id == first.number
