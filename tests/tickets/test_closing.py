"""A ticket is closed when its customer says so, or says nothing for as long as the desk says."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from heard.staff import desk
from heard.staff.models import Person
from heard.tickets import closing, happenings, organise
from heard.tickets.models import Status, Ticket
from heard.timeline.models import Entry
from tests.conftest import Write
from tests.cuts import Cut, cut_after

PAGE = "/setup/closing/"


@pytest.fixture
def solved(ticket: Ticket, nora: Person) -> Ticket:
    """Ada's ticket, solved now."""
    organise.set_status(ticket, Status.SOLVED, by=nora, was=Status.NEW)
    return Ticket.objects.get(pk=ticket.pk)


def status(ticket: Ticket) -> str:
    return Ticket.objects.get(pk=ticket.pk).status


def in_days(days: float) -> int:
    return closing.sweep(timezone.now() + timedelta(days=days))


def test_fourteen_days_without_a_word(solved: Ticket) -> None:
    assert (in_days(13.9), status(solved)) == (0, "solved")
    assert (in_days(14.1), status(solved)) == (1, "closed")
    assert in_days(15) == 0
    now = Ticket.objects.get(pk=solved.pk)
    assert (now.solved_at, now.version) == (solved.solved_at, solved.version + 1)
    assert happenings.of([solved.pk])[-1].text == (
        "It was closed by itself: no answer within 14 days after it was solved."
    )


def test_who_writes_meanwhile_or_afterwards_has_an_open_ticket(solved: Ticket, ada_writes: Write) -> None:
    in_days(15)
    ada_writes(message_id="<2@okoye.example>", answering="<ada-1@okoye.example>", text="It fell off again.")
    assert status(solved) == "open"
    assert (in_days(40), status(solved)) == (0, "open")


def test_never_where_the_desk_says_so(solved: Ticket, nora: Person) -> None:
    desk.close_after(None, by=nora)
    assert in_days(1000) == 0


def test_cut_between_two_writes_it_is_solved_or_closed_and_told(solved: Ticket) -> None:
    for number in range(1, 50):
        try:
            with connection.execute_wrapper(cut_after(number)):
                in_days(15)
        except Cut:
            assert (status(solved), Entry.objects.filter(data__has_key="unanswered_days").count()) == (
                "solved",
                0,
            )
        else:
            break
    assert number > 1
    assert (status(solved), Entry.objects.filter(data__has_key="unanswered_days").count()) == ("closed", 1)


def test_the_setup_asks_about_what_was_solved_longer_ago(
    solved: Ticket, nora: Person, desk_of_nora: Client
) -> None:
    desk.close_after(None, by=nora)
    long_ago = timezone.now() - timedelta(days=40)
    Ticket.objects.filter(pk=solved.pk).update(solved_at=long_ago, changed_at=long_ago)
    asked = desk_of_nora.post(PAGE, {"days": "30"})
    assert "1 ticket was solved longer ago already" in asked.text
    assert desk.closes_after() is None
    assert desk_of_nora.post(PAGE, {"days": "60"}).status_code == 302
    assert desk.closes_after() == 60
    assert desk_of_nora.post(PAGE, {"days": "30", "sure": "yes"}).status_code == 302
    assert desk.closes_after() == 30
    assert desk_of_nora.post(PAGE, {"days": "0"}).status_code == 422
    assert desk_of_nora.post(PAGE, {"days": ""}).status_code == 302
    assert desk.closes_after() is None


def test_it_is_found_by_the_index_of_the_list(db: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which would not use an index for no rows
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = closing.due(14, timezone.now())[: closing.AT_ONCE].explain()
    assert "ticket_status" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
