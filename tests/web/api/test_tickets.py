"""The API: tickets, one ticket with its messages, a reply; by token and scope only."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heard.staff import tokens
from heard.staff.models import Person
from heard.tickets import organise, tags
from heard.tickets.models import Message, Ticket
from tests.conftest import Write, everything_follows


def test_the_list(ticket: Ticket, api: Client, tom: Person) -> None:
    organise.assign(ticket, tom, by=tom, was=None)
    answer = api.get("/api/v1/tickets").json()
    (item,) = answer["items"]
    assert answer["next"] is None
    assert {key: item[key] for key in ("number", "subject", "status", "customer", "assignee", "tags")} == {
        "number": ticket.number,
        "subject": "My bell",
        "status": "new",
        "customer": {
            "id": ticket.customer_id,
            "name": "Ada Okoye",
            "email": "ada@okoye.example",
        },
        "assignee": {"id": tom.pk, "name": "Tom Abara", "email": "tom@larkfield.example"},
        "tags": [],
    }


def test_pages_follow_the_cursor(ada_writes: Write, api: Client) -> None:
    numbers = [ada_writes(message_id=f"<{n}@x>", text=str(n)).ticket.number for n in range(5)]
    seen: list[int] = []
    address: str | None = "/api/v1/tickets?limit=2"
    while address:
        page = api.get(address).json()
        seen += [item["number"] for item in page["items"]]
        address = f"/api/v1/tickets?limit=2&cursor={page['next']}" if page["next"] else None
    assert seen == numbers[::-1]


def test_q_finds_words(ada_writes: Write, api: Client) -> None:
    ada_writes()
    ada_writes(message_id="<2@x>", text="Quite another matter.", subject="Pump")
    everything_follows()
    assert [item["subject"] for item in api.get("/api/v1/tickets?q=matter").json()["items"]] == ["Pump"]


def test_q_gives_each_ticket_once_over_all_pages(ada_writes: Write, api: Client) -> None:
    first = ada_writes(text="lamp")
    for number in range(5):
        answering = first.message_id if number % 2 else ""
        ada_writes(message_id=f"<{number}@x>", text=f"lamp {number}", answering=answering)
    everything_follows()
    seen: list[int] = []
    address: str | None = "/api/v1/tickets?q=lamp&limit=1"
    while address:
        page = api.get(address).json()
        seen += [item["number"] for item in page["items"]]
        address = f"/api/v1/tickets?q=lamp&limit=1&cursor={page['next']}" if page["next"] else None
    assert sorted(seen) == sorted(Ticket.objects.values_list("number", flat=True))


def test_one_ticket_with_messages_and_notes(ticket: Ticket, api: Client, tom: Person) -> None:
    organise.add_note(ticket, "Old model.", by=tom)
    found = api.get(f"/api/v1/tickets/{ticket.number}").json()
    assert [(each["direction"], each["from"], each["text"].strip()) for each in found["messages"]] == [
        ("in", "ada@okoye.example", "The bell fell off."),
        ("note", "tom@larkfield.example", "Old model."),
    ]


def test_a_note_says_whether_it_is_for_the_moment(ticket: Ticket, api: Client) -> None:
    path = f"/api/v1/tickets/{ticket.number}/notes"

    def written(text: str, **more: bool) -> bool:
        answer = api.post(path, {"text": text, **more}, content_type="application/json").json()
        assert api.get(f"{path}/{answer['id']}").json()["until_solved"] == answer["until_solved"]
        return bool(answer["until_solved"])

    assert not written("Old model.")
    assert written("Her son was with her.")
    assert written("Old model, humming.", until_solved=True)
    assert not written("Her son pays.", until_solved=False)


def test_a_reply(ticket: Ticket, api: Client, tom: Person) -> None:
    answer = api.post(
        f"/api/v1/tickets/{ticket.number}/replies", {"text": "On its way."}, content_type="application/json"
    )
    assert answer.status_code == 201
    assert answer.json()["delivery"] == "waiting"
    assert Message.objects.get(direction="out").person == tom


def test_a_service_account_writes_in_the_companys_name(ticket: Ticket) -> None:
    robot = Client(
        headers={"Authorization": f"Bearer {tokens.make(tokens.service_account('cli'), tokens.SCOPES)}"}
    )
    robot.post(
        f"/api/v1/tickets/{ticket.number}/replies", {"text": "Hello."}, content_type="application/json"
    )
    assert Message.objects.get(direction="out").sender_name == "Larkfield Bikes"


BAD: list[tuple[str, Any, int]] = [
    ("/api/v1/tickets/999/replies", {"text": "x"}, 404),
    ("/api/v1/tickets/{}/replies", {"text": "  "}, 422),
    ("/api/v1/tickets/{}/replies", {}, 422),
    ("/api/v1/tickets/{}/replies", [], 422),
]


@pytest.mark.parametrize(("path", "body", "status"), BAD)
def test_what_cannot_be_done(ticket: Ticket, api: Client, path: str, body: object, status: int) -> None:
    answer = api.post(path.format(ticket.number), body, content_type="application/json")
    assert answer.status_code == status


@pytest.mark.parametrize("query", ["cursor=abc", "limit=0", "limit=9999", f"cursor={'9' * 40}"])
def test_a_query_that_makes_no_sense_is_422(ticket: Ticket, api: Client, query: str) -> None:
    assert api.get(f"/api/v1/tickets?{query}").status_code == 422


def test_without_a_token_and_with_a_session_only_it_is_401(ticket: Ticket, desk_of_tom: Client) -> None:
    assert desk_of_tom.get("/api/v1/tickets").status_code == 401
    bad = {"Authorization": "Bearer heard_nonsense"}
    assert desk_of_tom.get("/api/v1/tickets", headers=bad).status_code == 401


def test_a_token_without_the_scope_is_403(ticket: Ticket, tom: Person) -> None:
    reader = Client(headers={"Authorization": f"Bearer {tokens.make(tom, ['tickets:read'])}"})
    assert reader.get("/api/v1/tickets").status_code == 200
    answer = reader.post(
        f"/api/v1/tickets/{ticket.number}/replies", {"text": "x"}, content_type="application/json"
    )
    assert (answer.status_code, Message.objects.filter(direction="out").count()) == (403, 0)


def test_a_token_of_somebody_who_left_is_401(ticket: Ticket, api: Client, tom: Person) -> None:
    Person.objects.filter(pk=tom.pk).update(is_active=False)
    assert api.get("/api/v1/tickets").status_code == 401


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing", "/api/v1/tickets/1/nothing", "/api/v2/tickets"])
def test_an_unknown_address_is_told_in_json(db: None, client: Client, path: str) -> None:
    for answer in (client.get(path), Client(enforce_csrf_checks=True).post(path)):
        told = f"There is nothing at {path}. All addresses are in /api/v1/openapi.json."
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json() == {
            "type": "about:blank", "title": "Not Found", "status": 404, "detail": told
        }  # fmt: skip


LISTS = ["tickets", "tickets?order=changed&status=new&tag=bell", "customers", "tickets/1/messages"]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_asks_as_often_for_three_as_for_one(
    ada_writes: Write, api: Client, tom: Person, path: str, django_assert_num_queries: Any
) -> None:
    """The token, who its person is, and what the list is made of, however long it is."""
    first = ada_writes(message_id="<0@x>")
    tags.add(first.ticket, "bell", by=tom)
    path = path.replace("tickets/1", f"tickets/{first.ticket.pk}")
    api.get(f"/api/v1/{path}")  # says when the token was used
    with CaptureQueriesContext(connection) as one:
        assert len(api.get(f"/api/v1/{path}").json()["items"]) >= 1
    for number in range(1, 3):
        sender = f"Ada <ada-{number}@okoye.example>"
        answering = first.message_id if "messages" in path else ""
        other = ada_writes(message_id=f"<{number}@x>", text=str(number), sender=sender, answering=answering)
        if other.ticket != first.ticket:
            tags.add(other.ticket, "bell", by=tom)
    with django_assert_num_queries(len(one)):
        assert len(api.get(f"/api/v1/{path}").json()["items"]) >= 3
    assert len(one) <= 6
