"""The inbox page: rows of a view, in a fixed number of queries."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.conftest import Write

QUERIES = 12  # session, person, desk, eight counts, rows


def test_a_stranger_is_led_to_the_door(ticket: object, client: Client) -> None:
    assert client.get("/desk/").headers["Location"] == "/sign-in/?next=/desk/"


def test_a_row_says_who_and_what(ada_writes: Write, desk_of_tom: Client) -> None:
    ada_writes()
    page = desk_of_tom.get("/desk/").content.decode()
    assert "Ada Okoye" in page
    assert "The bell fell off." in page


@pytest.mark.parametrize("mails", [1, 3])
def test_one_row_and_three_rows_take_the_same_queries(
    ada_writes: Write, desk_of_tom: Client, django_assert_num_queries: DjangoAssertNumQueries, mails: int
) -> None:
    for number in range(mails):
        ada_writes(message_id=f"<{number}@okoye.example>", text=f"Bell {number}")
    desk_of_tom.get("/desk/")
    with django_assert_num_queries(QUERIES):
        assert desk_of_tom.get("/desk/").status_code == 200


def test_the_rows_alone(ada_writes: Write, desk_of_tom: Client) -> None:
    ticket = ada_writes().ticket
    rows = desk_of_tom.get(f"/desk/views/open/rows?current={ticket.number}").content.decode()
    assert "<html" not in rows
    assert 'aria-current="true"' in rows


def test_a_view_that_does_not_exist(desk_of_tom: Client) -> None:
    assert desk_of_tom.get("/desk/views/nonsense/").status_code == 404


@pytest.mark.parametrize("slug", ["open", "mine", "unassigned", "waiting", "all"])
def test_an_empty_view_says_something(desk_of_tom: Client, slug: str) -> None:
    page = desk_of_tom.get(f"/desk/views/{slug}/").content.decode()
    assert '<div class="empty">' in page


def test_words_of_customers_are_escaped(ada_writes: Write, desk_of_tom: Client) -> None:
    ticket = ada_writes(
        text="<script>alert(1)</script>", subject="<img src=x>", sender='"<b>Ada" <ada@okoye.example>'
    ).ticket
    for path in ("/desk/", f"/desk/tickets/{ticket.number}", "/desk/search?q=script"):
        page = desk_of_tom.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert "<b>Ada" not in page
