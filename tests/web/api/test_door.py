"""What every call passes: tokens, limits, forms of bodies, and keys under which something is done once."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from heard.staff import repeats, tokens
from heard.staff.models import KeptAnswer, Person, Token
from heard.tickets.models import Note, Ticket
from heard.web.api.rates import Buckets
from tests.conftest import desk_of

JSON = "application/json"
PROBLEM = "application/problem+json"


def note(api: Client, ticket: Ticket, text: str, key: str | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return api.post(f"/api/v1/tickets/{ticket.pk}/notes", {"text": text}, content_type=JSON, headers=headers)


def test_the_same_key_is_the_same_note(api: Client, ticket: Ticket) -> None:
    first, second = note(api, ticket, "Once.", "key-1"), note(api, ticket, "Once.", "key-1")
    assert (first.status_code, second.status_code, first.content) == (201, 201, second.content)
    assert ("Idempotency-Replayed" in first.headers, second.headers["Idempotency-Replayed"]) == (
        False,
        "true",
    )
    assert Note.objects.count() == 1


def test_another_body_or_another_call_under_it_is_422(api: Client, ticket: Ticket) -> None:
    note(api, ticket, "Once.", "key-1")
    answers = [
        note(api, ticket, "Twice.", "key-1"),
        api.post(
            f"/api/v1/tickets/{ticket.pk}/replies", {"text": "Once."}, content_type=JSON,
            headers={"Idempotency-Key": "key-1"},
        ),
    ]  # fmt: skip
    assert [(each.status_code, each.json()["type"]) for each in answers] == [
        (422, "urn:heard:problem:key-used")
    ] * 2
    assert Note.objects.count() == 1


def test_a_key_is_one_tokens_own_and_lasts_a_day(api: Client, ticket: Ticket, lena: Person) -> None:
    note(api, ticket, "Once.", "key-1")
    other = Client(headers={"Authorization": f"Bearer {tokens.make(lena, tokens.SCOPES)}"})
    assert note(other, ticket, "Lena's.", "key-1").status_code == 201
    KeptAnswer.objects.update(asked_at=timezone.now() - repeats.KEPT * 1.01)
    assert note(api, ticket, "Another day.", "key-1").status_code == 201
    assert (repeats.forget(), KeptAnswer.objects.count(), Note.objects.count()) == (1, 1, 3)


def test_a_refusal_is_kept_and_leaves_nothing_behind(api: Client, ticket: Ticket) -> None:
    path = f"/api/v1/tickets/{ticket.pk}"
    wish = {"tags": ["bell"], "assignee": 10**9}
    for _time in range(2):
        told = api.patch(path, wish, content_type=JSON, headers={"Idempotency-Key": "key-2"})
        assert (told.status_code, told.headers["Content-Type"]) == (422, PROBLEM)
    ticket.refresh_from_db()
    assert (ticket.tags, KeptAnswer.objects.get().status) == ([], 422)


def test_a_fault_keeps_no_answer(
    api: Client, ticket: Ticket, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """The table of notes is away for one call: nothing of it is kept, and the same key works afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tickets_note RENAME TO tickets_note_away")
        told = note(api, ticket, "Once.", "key-3")
        cursor.execute("ALTER TABLE tickets_note_away RENAME TO tickets_note")
    assert (told.status_code in {500, 503}, told.headers["Content-Type"]) == (True, PROBLEM)
    assert KeptAnswer.objects.count() == 0
    assert note(api, ticket, "Once.", "key-3").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "ä", "a b", "x" * 201])
def test_what_is_no_key(api: Client, ticket: Ticket, key: str) -> None:
    path = f"/api/v1/tickets/{ticket.pk}/notes"
    told = api.post(path, {"text": "x"}, content_type=JSON, HTTP_IDEMPOTENCY_KEY=key)
    assert (told.status_code, Note.objects.count()) == (400, 0)


FORMS = [
    ("text/plain", b"{}", 415),
    ("application/x-www-form-urlencoded", b"text=a", 415),
    ("multipart/form-data; boundary=x", b"--x--", 415),
    (JSON, b"{", 400),
    (JSON, b"\xff", 400),
    (JSON, b'{"text": "\\u0000"}', 422),
    (JSON, b'{"text": "\\ud800"}', 422),
    (JSON, b'{"text": "x", "txet": 1}', 422),
    (JSON, b'{"text": "' + b"x" * 4_000_001 + b'"}', 413),
]


@pytest.mark.parametrize(("kind", "body", "status"), FORMS)
def test_bodies_that_are_not_taken(api: Client, ticket: Ticket, kind: str, body: bytes, status: int) -> None:
    told = api.generic("POST", f"/api/v1/tickets/{ticket.pk}/notes", body, content_type=kind)
    assert (told.status_code, told.headers["Content-Type"], Note.objects.count()) == (status, PROBLEM, 0)


def test_methods_that_a_call_does_not_have(api: Client, ticket: Ticket) -> None:
    told = api.delete(f"/api/v1/tickets/{ticket.pk}")
    assert (told.status_code, told.headers["Content-Type"]) == (405, PROBLEM)
    assert set(told.headers["Allow"].split(", ")) == {"GET", "PATCH"}


def test_a_file_in_a_draft_is_measured(api: Client, ticket: Ticket) -> None:
    path = f"/api/v1/tickets/{ticket.pk}/draft/files?name=a.bin"
    asked = [
        api.post(path, b"x" * 18_000_001, content_type="application/octet-stream"),
        api.post(path, b"{}", content_type=JSON),
        api.post(path, b"", content_type="application/octet-stream"),
    ]
    assert [told.status_code for told in asked] == [413, 415, 422]


def test_how_often(api: Client, ticket: Ticket, settings: Settings) -> None:
    settings.API_CALLS = 3
    answers = [api.get("/api/v1/me") for _call in range(4)]
    assert [told.status_code for told in answers] == [200, 200, 200, 429]
    assert [told.headers["RateLimit"].split(";")[1] for told in answers] == ["r=2", "r=1", "r=0", "r=0"]
    last = answers[-1]
    assert last.headers["RateLimit-Policy"] == '"calls";q=3;w=60'
    assert (last.headers["Content-Type"], 15 <= int(last.headers["Retry-After"]) <= 21) == (PROBLEM, True)
    assert "RateLimit" not in Client().get("/api/v1/me").headers


def test_a_bucket_fills_again(settings: Settings) -> None:
    settings.API_CALLS = 2
    now = [0.0]
    buckets = Buckets(lambda: now[0])
    assert [buckets.take(1).granted for _call in range(3)] == [True, True, False]
    assert buckets.take(2).granted
    now[0] = 30.1
    assert [buckets.take(1).granted for _call in range(2)] == [True, False]
    now[0] = 1000.0
    assert [buckets.take(1).granted for _call in range(3)] == [True, True, False]


def test_a_token_says_when_it_was_used_and_ends(ticket: Ticket, tom: Person, nora: Person) -> None:
    ends = timezone.now() + timezone.timedelta(days=1)  # type: ignore[attr-defined]
    secret = tokens.give(tom, tokens.Wanted(("tickets:read",), "Shop", ends), by=tom)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    me = program.get("/api/v1/me").json()
    assert (me["token"], me["scopes"], me["person"]["email"]) == ("Shop", ["tickets:read"], tom.email)
    row = Token.objects.get(name="Shop")
    assert row.used_at and secret not in json.dumps([str(value) for value in vars(row).values()])
    assert (tokens.end(row, by=nora), tokens.end(row, by=nora)) == (True, False)
    assert program.get("/api/v1/me").status_code == 401


def test_a_cookie_is_nobody_even_beside_a_token_that_ended(ticket: Ticket, tom: Person) -> None:
    browser = desk_of(tom)
    path = f"/api/v1/tickets/{ticket.pk}/notes"
    for headers in ({}, {"Authorization": "Bearer heard_over"}, {"Authorization": "Basic dG9tOng="}):
        told = browser.post(path, {"text": "Forged."}, content_type=JSON, headers=headers)
        assert (told.status_code, Note.objects.count()) == (401, 0)


@pytest.mark.parametrize(
    ("call", "body", "detail"),
    [
        ("delete tickets/{number}", None, "DELETE is not possible here. The header Allow says what is."),
        ("get tickets/99999", None, "There is no ticket with this number."),
        (
            "post tickets/{number}/notes",
            {"text": ""},
            "body.text: String should have at least 1 character",
        ),
        (
            "get nothing",
            None,
            "There is nothing at /api/v1/nothing. All addresses are in /api/v1/openapi.json.",
        ),
    ],
)
def test_refusals_are_in_english_whatever_the_account_reads(
    api: Client, ticket: Ticket, call: str, body: Any, detail: str
) -> None:
    Person.objects.update(language="de")
    method, path = call.split()
    more = {"data": body, "content_type": JSON} if body else {}
    with translation.override("de"):  # what a request before this one left to the thread
        ask = getattr(api, method)
        told = ask(f"/api/v1/{path.format(number=ticket.pk)}", headers={"Accept-Language": "de"}, **more)
    assert (told.json()["detail"], told.headers["Content-Language"]) == (detail, "en")


def test_who_shows_no_token_is_told_in_english(ticket: Ticket) -> None:
    told = Client(headers={"Accept-Language": "de"}).get(f"/api/v1/tickets/{ticket.pk}")
    assert told.json()["detail"] == "Show a token that works: Authorization: Bearer heard_…"


@pytest.mark.parametrize(
    ("path", "where", "what"),
    [
        ("people?limt=5&limit=2", "query.limt", "This call has no such field. It knows: limit, cursor."),
        ("tickets/{number}?full=1", "query.full", "This call knows no fields in its query."),
    ],
)
def test_a_field_that_the_query_does_not_know_is_refused(
    api: Client, ticket: Ticket, path: str, where: str, what: str
) -> None:
    told = api.get(f"/api/v1/{path.format(number=ticket.pk)}")
    assert (told.status_code, told.headers["Content-Type"]) == (422, PROBLEM)
    assert told.json() == {
        "type": "urn:heard:problem:invalid",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": f"{where}: {what}",
        "wrong": [{"where": where, "what": what}],
    }


def test_fields_that_a_query_knows_are_taken(api: Client, ticket: Ticket) -> None:
    path = "/api/v1/tickets?status=new&status=open&limit=5"
    assert [api.get(path).status_code, api.get(f"{path}&statuss=new").status_code] == [200, 422]
    nobody = Client().get("/api/v1/people?limt=5")
    assert nobody.status_code == 401  # who shows no token learns nothing more


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v1/tickets"])
def test_a_strange_host_and_a_bare_address_are_problems_too(db: None, path: str) -> None:
    for browser in (Client(), Client(headers={"Host": "elsewhere.example"})):
        told = browser.get(path)
        assert told.headers["Content-Type"] == PROBLEM
        assert told.json()["status"] == told.status_code
        assert (told.headers["Content-Language"], told.headers["X-Content-Type-Options"]) == ("en", "nosniff")
    assert told.status_code == 400
    assert "look at the header Host" in told.json()["detail"]
