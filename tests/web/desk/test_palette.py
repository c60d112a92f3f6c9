"""The palette offers people, tickets, what was said and pages, and nothing that one may not see."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from heard.staff.models import Person, Sees
from heard.tickets.models import Ticket
from heard.web import contents
from heard.web.desk import places
from tests.conftest import Write, everything_follows

QUERIES = {"": 3, "be": 11}


def offered(desk: Client, typed: str, **more: str) -> dict[str, list[str]]:
    context = desk.get("/desk/palette", {"q": typed, **more}).context
    groups = {"people": "name", "tickets": "number", "said": "number", "pages": "title"}
    return {group: [str(row[key]) for row in context.get(group, [])] for group, key in groups.items()}


@pytest.fixture
def number(ada_writes: Write) -> str:
    ticket = ada_writes(subject="My lamp", text="The bell fell off.").ticket
    everything_follows()
    return str(ticket.number)


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("ad", {"people": ["<mark>Ad</mark>a Okoye"], "said": ["№"]}),
        ("oko ada", {"people": ["<mark>Ada</mark> <mark>Oko</mark>ye"]}),
        ("lam", {"tickets": ["№"]}),
        ("fell o", {}),
        ("fell of", {"said": ["№"]}),
        ("№", {"tickets": ["№"]}),
        ("#№", {"tickets": ["№"]}),
        ("mi", {"pages": ["Mine"]}),
        ("status:new fell", {"said": ["№"]}),
        ("zebra", {}),
    ],
)
def test_what_is_offered(desk_of_tom: Client, number: str, typed: str, groups: dict[str, list[str]]) -> None:
    nothing: dict[str, list[str]] = {"people": [], "tickets": [], "said": [], "pages": []}
    wanted = {name: [each.replace("№", number) for each in rows] for name, rows in groups.items()}
    assert offered(desk_of_tom, typed.replace("№", number)) == nothing | wanted


def test_nothing_typed_offers_what_was_open_just_now(desk_of_tom: Client, number: str) -> None:
    found = offered(desk_of_tom, "", recent=f"999,{number},x")
    assert found["tickets"] == [number]
    assert "Mine" in found["pages"]


def test_the_pages_of_the_setup_are_offered_to_whom_they_open(
    desk_of_tom: Client, desk_of_nora: Client, nora: Person, tom: Person
) -> None:
    assert "Channels" in offered(desk_of_nora, "")["pages"]
    assert "Channels" not in offered(desk_of_tom, "")["pages"]
    for person, desk in ((nora, desk_of_nora), (tom, desk_of_tom)):
        every = [place for place, _called in (*places._parts(person), *places._deeds(person))]
        assert {desk.get(place["url"], follow=True).status_code for place in every} == {200}


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("invite", "Invite somebody"),
        ("add user", "Invite somebody"),
        ("team", "Teams"),
        ("new team", "New team"),
        ("new macro", "New macro"),
        ("canned", "Macros"),
        ("coach", "Coach"),
        ("words", "Coach"),
        ("webhook", "Webhooks"),
        ("sso", "Sign-in"),
        ("gdpr", "Privacy"),
        ("2fa", "My second step"),
        ("api key", "New token"),
        ("log", "Audit"),
        ("logo", "Appearance"),
    ],
)
def test_the_setup_is_found_by_everyday_words(desk_of_nora: Client, typed: str, title: str) -> None:
    assert title in offered(desk_of_nora, typed)["pages"]


def test_every_page_of_the_setup_has_everyday_words(nora: Person) -> None:
    keys = {part.key for _title, parts in contents.GROUPS for part in parts}
    assert set(places.CALLED) == keys


def test_the_words_are_of_the_readers_language(desk_of_nora: Client, nora: Person) -> None:
    Person.objects.filter(pk=nora.pk).update(language="de")
    assert "Jemanden einladen" in offered(desk_of_nora, "einladen")["pages"]
    assert "Makros" in offered(desk_of_nora, "textbaustein")["pages"]


def test_nobody_is_offered_what_is_not_theirs(desk_of_tom: Client, number: str, tom: Person) -> None:
    Person.objects.filter(pk=tom.pk).update(sees=Sees.OWN_TEAMS)
    for typed in ("ada", "lamp", "bell", number):
        found = offered(desk_of_tom, typed, recent=number)
        assert found | {"pages": []} == {"people": [], "tickets": [], "said": [], "pages": []}
    assert offered(desk_of_tom, "", recent=number)["tickets"] == []


def test_a_snippet_is_escaped(desk_of_tom: Client, ada_writes: Write) -> None:
    ada_writes(subject="", text="<script>alert(1)</script> bell")
    everything_follows()
    page = desk_of_tom.get("/desk/palette?q=bell").content.decode()
    assert "&lt;script&gt;" in page
    assert "<script" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_three_as_for_one(
    ada_writes: Write, desk_of_tom: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        ada_writes(message_id=f"<{number}@okoye.example>", text="my bel")
    everything_follows()
    for typed, queries in QUERIES.items():
        desk_of_tom.get("/desk/palette", {"q": typed})
        with django_assert_num_queries(queries):
            assert len(offered(desk_of_tom, typed)["tickets"]) == (count if typed else 0)
    assert Ticket.objects.count() == count
