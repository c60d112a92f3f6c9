"""The search page finds what was said and noted, explains what was unclear, and keeps to what one may see."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from heard.search.models import Doc, Name
from heard.staff.models import Person, Sees
from heard.tickets import findable, finding, organise, tags
from heard.tickets.models import Status, Ticket
from tests.conftest import Write, everything_follows

ANYTHING = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
QUERIES = 9  # one of them asks whether there is spam that must be left out
OPERATORS = [
    "status:",
    "tag:",
    "channel:",
    "assignee:",
    "team:",
    "priority:",
    "before:",
    "after:",
    "from:",
    "",
]
VALUES = ["open", "me", "", '"', "9999y", "0d", "2026-13-01", "2026", "31.12.9999", "0001-01-01", "bell*"]
PIECES = st.lists(
    st.tuples(*map(st.sampled_from, (["", "-"], OPERATORS, VALUES))).map("".join), max_size=4
).map(" ".join)


def numbers(desk: Client, query: str, **more: str) -> list[int]:
    return [hit["number"] for hit in desk.get("/desk/search", {"q": query, **more}).context["hits"]]


def test_a_word_of_a_mail_finds_its_ticket(ada_writes: Write, desk_of_tom: Client) -> None:
    ada_writes()
    everything_follows()
    page = desk_of_tom.get("/desk/search?q=bell").content.decode()
    assert "<mark>bell</mark>" in page
    assert "Ada Okoye" in page


def test_who_looks_for_open_ones_and_finds_none_is_led_to_all_unsolved(
    ada_writes: Write, desk_of_tom: Client
) -> None:
    ticket = ada_writes().ticket  # a new one
    everything_follows()
    empty = desk_of_tom.get("/desk/search?q=bell+status:Open")
    assert "Everything that is not solved" in empty.content.decode()
    found = desk_of_tom.get(empty.context["unsolved_url"])
    assert [hit["number"] for hit in found.context["hits"]] == [ticket.number]
    assert "Everything that is not solved" not in desk_of_tom.get("/desk/search?q=zebra").content.decode()


@pytest.mark.parametrize("query", ["my bell", "Okoye", "ada@", "ada@okoye.example", "number"])
def test_subject_name_address_and_number_find_it(ada_writes: Write, desk_of_tom: Client, query: str) -> None:
    ticket = ada_writes().ticket
    everything_follows()
    words = str(ticket.number) if query == "number" else query
    assert numbers(desk_of_tom, words) == [ticket.number]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("bell status:new", True), ("bell status:solved", False), ("bell -status:new", False),
        ("status:active", True),
        ("assignee:nobody", True), ("assignee:me", False), ("assignee:tom bell", False),
        ("channel:email", True),
        ("channel:help@", True), ("tag:repair", True), ("tag:refund", False), ("-tag:refund", True),
        ("priority:normal", True), ("priority:high bell", False), ("after:yesterday bell", True),
        ("before:yesterday bell", False), ("before:2020 bell", False), ("after:2020-01 bell", True),
        ("after:7d", True),
        ("from:ada bell", True), ("from:tom bell", False), ('from:"ada okoye"', True), ("status: new", True),
    ],
)  # fmt: skip
def test_operators(ada_writes: Write, desk_of_tom: Client, tom: Person, query: str, is_found: bool) -> None:
    ticket = ada_writes().ticket
    tags.add(ticket, "repair", by=tom)
    everything_follows()
    page = desk_of_tom.get("/desk/search", {"q": query})
    assert ([hit["number"] for hit in page.context["hits"]], page.context["faults"]) == (
        [ticket.number] if is_found else [],
        [],
    )


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (
            "bell status:opne",
            "There is no “opne”. There are: new, open, waiting, hold, solved, closed, spam, active.",
        ),
        ("bell before:soon", "This is no date that is understood."),
        ("bell assignee:zoe", "Nobody here is called “zoe”. Try me, nobody, nora, tom."),
        ("bell channel:fax", "No channel is called “fax”. There are: email, help@larkfield.example."),
        ("bell team:x", "No team is called “x”. There are: none yet."),
        ("bell tag:", "Something must follow the colon."),
        ("bell statsu:my", "It was searched for as words. Did you mean status:?"),
    ],
)
def test_what_is_wrong_is_explained_and_the_rest_is_found(
    ada_writes: Write, desk_of_tom: Client, query: str, why: str
) -> None:
    ticket = ada_writes(text="The bell statsu my.").ticket
    everything_follows()
    page = desk_of_tom.get("/desk/search", {"q": query})
    assert [fault.why[: len(why)] for fault in page.context["faults"]] == [why]
    assert [hit["number"] for hit in page.context["hits"]] == [ticket.number]
    assert f'value="{query}"' in page.content.decode()


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("bell label:invoice", "It was searched for as words. Did you mean tag:?"),
        (
            "zebra:crossing",
            "It was searched for as words, since no operator is called so. There are: status:, is:, tag:,"
            " channel:, assignee:, team:, priority:, heat:, stage:, has:, before:, after:, from:, to:,"
            " subject:.",
        ),
    ],
)
def test_words_of_other_desks_get_a_hint(desk_of_tom: Client, query: str, why: str) -> None:
    (fault,) = desk_of_tom.get("/desk/search", {"q": query}).context["faults"]
    assert fault.why == why


@pytest.mark.parametrize(
    ("query", "number"), [("is:new", 1), ("is:unassigned", 1), ("is:pending", 0), ("is:hot", 0)]
)
def test_is_as_other_desks_say_it(ticket: Ticket, desk_of_tom: Client, query: str, number: int) -> None:
    Ticket.objects.update(assignee=None)
    everything_follows()
    page = desk_of_tom.get("/desk/search", {"q": query})
    assert (page.context["faults"], len(page.context["hits"])) == ([], number)


def test_a_plain_colon_is_no_fault(desk_of_tom: Client) -> None:
    assert desk_of_tom.get("/desk/search", {"q": "Re: at 12:30 http://x.example"}).context["faults"] == []


def test_nobody_finds_what_is_not_theirs(ada_writes: Write, desk_of_tom: Client, tom: Person) -> None:
    theirs = ada_writes().ticket
    others = ada_writes(message_id="<2@okoye.example>", text="Another bell").ticket
    everything_follows()
    organise.assign(theirs, tom, by=tom, was=None)
    Person.objects.filter(pk=tom.pk).update(sees=Sees.OWN_TEAMS)
    assert [numbers(desk_of_tom, "bell"), numbers(desk_of_tom, "bell", order="best")] == [[theirs.number]] * 2
    assert numbers(desk_of_tom, "another bell") == []
    assert desk_of_tom.get("/desk/search", {"q": f"#{others.number}"}).context["ticket"] is None
    Ticket.objects.filter(pk=theirs.pk).update(assignee=None)
    page = desk_of_tom.get("/desk/search?q=ada")
    assert (page.context["hits"], page.context["people"]) == ([], [])


def test_a_note_is_found_and_called_one(ticket: Ticket, desk_of_tom: Client, tom: Person) -> None:
    organise.add_note(ticket, "She is a champion rider.", by=tom)
    everything_follows()
    (hit,) = desk_of_tom.get("/desk/search?q=champion").context["hits"]
    assert (hit["number"], hit["is_note"], hit["author"]) == (ticket.number, True, "Tom Abara")


def test_a_number_leads_to_its_ticket(ticket: Ticket, desk_of_tom: Client) -> None:
    everything_follows()
    found = desk_of_tom.get("/desk/search", {"q": f"#{ticket.number}"}).context["ticket"]
    assert found["url"] == f"/desk/tickets/{ticket.number}"


def test_a_name_leads_to_its_person(ticket: Ticket, desk_of_tom: Client) -> None:
    everything_follows()
    for typed in ("ad", "okoye ada", "ada@ok"):
        (person,) = desk_of_tom.get("/desk/search", {"q": typed}).context["people"]
        assert (person["name"], person["address"]) == ("Ada Okoye", "ada@okoye.example")


def test_pages_of_fifty_hold_each_ticket_once(ada_writes: Write, desk_of_tom: Client) -> None:
    for number in range(60):
        ada_writes(message_id=f"<{number}@okoye.example>", text=f"The bell, part {number}.")
    everything_follows()
    first = desk_of_tom.get("/desk/search?q=bell")
    second = desk_of_tom.get(f"/desk/search{first.context['older_url'].removeprefix('/desk/search')}")
    found = [[hit["number"] for hit in page.context["hits"]] for page in (first, second)]
    assert [len(page) for page in found] == [50, 10]
    assert "The newest 50 tickets; older ones follow" in first.content.decode()
    assert "10 tickets" in second.content.decode()
    assert len({*found[0], *found[1]}) == 60
    assert second.context["older_url"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_three_hits_as_for_one(
    ada_writes: Write, desk_of_tom: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        ada_writes(message_id=f"<{number}@okoye.example>")
    everything_follows()
    desk_of_tom.get("/desk/search?q=bell")
    with django_assert_num_queries(QUERIES):
        assert len(numbers(desk_of_tom, "bell")) == count


def test_nothing_found_says_what_to_try(desk_of_tom: Client, ada_writes: Write) -> None:
    ada_writes()
    everything_follows()
    page = desk_of_tom.get("/desk/search?q=zebr").content.decode()
    assert "zebr" in page
    assert '<div class="empty" role="status">' in page
    assert "/desk/search?q=zebr%2A" in page


@given(ANYTHING | PIECES)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_typed_is_an_error(tom: Person, typed: str) -> None:
    asked = finding.ask(tom, typed)
    finding.newest(asked)
    finding.best(asked)
    finding.customers(tom, typed)


def test_reindexing_finds_the_same(ticket: Ticket, desk_of_tom: Client, tom: Person) -> None:
    organise.add_note(ticket, "She is a champion rider.", by=tom)
    organise.set_status(ticket, Status.SOLVED, by=tom, was=Status.NEW)
    everything_follows()
    before = [list(model.objects.order_by("pk").values()) for model in (Doc, Name)]
    Doc.objects.all().delete()
    assert list(findable.everything()) == [1, 2]
    assert [list(model.objects.order_by("pk").values()) for model in (Doc, Name)] == before
