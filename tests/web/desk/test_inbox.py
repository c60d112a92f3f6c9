"""The inbox page: rows of a view, in a fixed number of queries."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from heard.drafts import keep
from heard.drafts.models import Way
from heard.staff.models import Person
from heard.tickets import paging, reading, views
from heard.web.desk import rows
from tests.conftest import Write

QUERIES = 6  # session, person, rows, what is read, whose drafts wait, desk


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


def test_a_row_says_whose_draft_waits_until_it_is_gone(
    ada_writes: Write, nora: Person, tom: Person, desk_of_tom: Client
) -> None:
    """Also to somebody else, and not of a draft whose words were taken out again."""
    ticket, other = ada_writes().ticket, ada_writes(message_id="<other@okoye.example>").ticket
    mark = 'class="drafted" title="Draft of Nora Lind, Tom Abara, not sent"'
    known = {"HTTP_IF_NONE_MATCH": desk_of_tom.get("/desk/").headers["ETag"]}
    for person in (nora, tom):
        for way in Way:
            keep.keep(ticket, person, way, "Dear Ada,", version=0, key=uuid.uuid4())
    keep.keep(other, tom, Way.REPLY, "", version=0, key=uuid.uuid4())
    page = desk_of_tom.get("/desk/", **known).content.decode()
    assert (page.count('class="drafted"'), page.count(mark)) == (1, 1)
    assert f'id="row-{ticket.number}"' in page.split(mark)[0].rpartition("<li")[2]
    for person in (nora, tom):
        for way in Way:
            keep.throw_away(ticket, person, way)
    assert "drafted" not in desk_of_tom.get("/desk/").content.decode()


def test_an_unchanged_list_is_not_sent_again(ada_writes: Write, desk_of_tom: Client) -> None:
    first = ada_writes()
    for address in ("/desk/", "/desk/views/open/rows"):
        known = {"HTTP_IF_NONE_MATCH": desk_of_tom.get(address).headers["ETag"]}
        assert desk_of_tom.get(address, **known).status_code == 304
        ada_writes(answering=first.message_id, message_id=f"<{address}>", text="And my light.")
        assert desk_of_tom.get(address, **known).status_code == 200


def test_an_unchanged_list_is_read_only_once(
    ada_writes: Write, desk_of_tom: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ada_writes()
    known = {"HTTP_IF_NONE_MATCH": desk_of_tom.get("/desk/").headers["ETag"]}
    with django_assert_num_queries(5):
        assert desk_of_tom.get("/desk/", **known).status_code == 304


def test_what_is_kept_of_a_row_is_true_to_its_customers_name(ada_writes: Write, desk_of_tom: Client) -> None:
    customer = ada_writes().ticket.customer
    desk_of_tom.get("/desk/")
    type(customer).objects.update(name="Ada Okoye-Lind")
    assert "Ada Okoye-Lind" in desk_of_tom.get("/desk/").content.decode()


def test_what_is_kept_of_a_row_is_true_to_the_year(
    ada_writes: Write, tom: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A date of this year stands without it; after New Year the same row names it."""
    ticket = ada_writes().ticket
    ticket.refresh_from_db()
    shown = paging.page(views.VIEWS["open"], tom).rows
    year = f" {ticket.changed_at.year}</time>"
    monkeypatch.setattr(timezone, "now", lambda: ticket.changed_at)
    assert year not in rows.rendered(shown, set(), None)
    monkeypatch.setattr(timezone, "now", lambda: ticket.changed_at + timedelta(days=370))
    assert year in rows.rendered(shown, set(), None)


@pytest.mark.parametrize("mails", [1, 3])
def test_all_counts_come_in_one_late_request(
    ada_writes: Write, desk_of_tom: Client, django_assert_num_queries: DjangoAssertNumQueries, mails: int
) -> None:
    for number in range(mails):
        ada_writes(message_id=f"<{number}@okoye.example>", text=f"Bell {number}")
    desk_of_tom.get("/desk/")
    with django_assert_num_queries(11):
        page = desk_of_tom.get("/desk/views/open/counts")
    assert {tab["slug"]: tab["count"] for tab in page.context["tabs"]} == {
        "mine": "0",
        "unassigned": str(mails),
        "open": str(mails),
        "waiting": str(mails),
    }


def test_a_row_is_unread_until_it_is_read(
    ada_writes: Write, desk_of_tom: Client, tom: Person, nora: Person
) -> None:
    ticket = ada_writes().ticket
    ticket.refresh_from_db()
    assert 'class="item unread"' in desk_of_tom.get("/desk/").content.decode()
    reading.mark(tom, ticket)
    assert 'class="item unread"' not in desk_of_tom.get("/desk/").content.decode()
    reading.mark_unread(tom, ticket)
    assert 'class="item unread"' in desk_of_tom.get("/desk/").content.decode()
