"""Texts are found by their words, whatever the accents, newest first, and nothing typed breaks the search."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.lib.ref import Ref
from heard.search import index, place, postgres, rank, snippets, sqlite
from heard.search.index import Span, Text
from heard.search.models import Doc
from heard.search.query import parse

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 10, 42, tzinfo=UTC)
ANYTHING = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
QUERIES = st.lists(
    st.sampled_from(
        ["bell", "the", "-off", '"fell off"', "fel*", "subject:bell", "-from:ada", "zurich", '"', "(", "-"]
    ),
    max_size=4,
).map(" ".join)


def put(
    number: int, body: str, title: str = "", *, ticket: int | None = None, days: float = 0, who: str = ""
) -> None:
    at = AT + timedelta(seconds=number, days=days)
    index.put(Text(Ref("message", number), ticket or number, at, title=title, who=who, body=body))


def found(query: str) -> list[int]:
    return [hit.ticket for hit in index.find(parse(query)).hits]


@pytest.fixture(autouse=True)
def texts(db: None) -> None:
    put(1, "The bell fell off in Zürich.", title="My bell", who="Ada Okoye ada@okoye.example")
    put(2, "Das Rad quietscht. e-mail", title="Fahrrad")
    put(3, "مصباح ناقص في الطلب")
    put(4, "東京で買ったベル")


@pytest.mark.parametrize(
    ("query", "tickets"),
    [
        ("bell", [1]), ("BELL zurich", [1]), ("zürich", [1]), ("quiet", []), ("quiet*", [2]),
        ("bell quietscht", []), ("fahrrad rad", [2]), ("مصباح", [3]), ("the", [1]),
        ('"fell off"', [1]), ('"off fell"', []), ('"bell fe"*', [1]), ("e-mail", [2]), ("mail-e", []),
        ("東京", [4]),
        ("京東", []), ("from:ada", [1]), ("from:bell", []), ("subject:bell", [1]), ("subject:off", []),
        ("ada@okoye.example", [1]), ("bell -off", []), ("bell -wheel", [1]), ("-bell", [4, 3, 2]),
        ("-from:ada -rad", [4, 3]), ("“fell off”", [1]), ('"fell off', [1]),
    ],
)  # fmt: skip
def test_find(query: str, tickets: list[int]) -> None:
    assert found(query) == tickets


def test_newest_first_by_when_it_was_said_page_by_page() -> None:
    for number in (14, 10, 12, 13, 11):
        put(number, "spoke")
    first = index.find(parse("spoke"), limit=3)
    assert [hit.ticket for hit in first.hits] == [14, 13, 12]
    second = index.find(parse("spoke"), limit=3, below=first.below)
    assert ([hit.ticket for hit in second.hits], second.below) == ([11, 10], None)


def test_no_page_follows_a_full_last_one() -> None:
    for number in (10, 11):
        put(number, "spoke")
    page = index.find(parse("spoke"), limit=2)
    assert ([hit.ticket for hit in page.hits], page.below) == ([11, 10], None)


def test_years_lie_between() -> None:
    for number in range(10, 30):
        put(number, "spoke", days=-90 * number)
    seen, below = [], None
    while True:
        page = index.find(parse("spoke"), limit=3, below=below)
        seen += [hit.ticket for hit in page.hits]
        below = page.below
        if below is None:
            break
    assert seen == list(range(10, 30))


def test_whoever_cannot_wait_is_told_how_far_it_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "PATIENCE", 0)
    for number in range(10, 15):
        put(number, "spoke", days=-3 * number)
    page = index.find(parse("spoke"))
    assert (page.hits, page.below is None) == ([], False)
    seen = []
    while page.below is not None:
        page = index.find(parse("spoke"), below=page.below)
        seen += [hit.ticket for hit in page.hits]
    assert seen == list(range(10, 15))


def test_hits_are_gathered_for_long_only_while_there_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres if connection.vendor == "postgresql" else sqlite, "GATHERING", 0)
    monkeypatch.setattr(index, "PATIENCE", 60)
    for number in range(10, 15):
        put(number, "spoke", days=-3 * number)
    assert len(index.best(parse("spoke"))) == 5
    monkeypatch.setattr(index, "ENOUGH", 2)
    assert [hit.ticket for hit in index.best(parse("spoke"))] == [10, 11]


def test_each_ticket_once_over_all_pages() -> None:
    for number in range(10, 20):
        put(number, "spoke", ticket=100 + number % 3)
    first = index.find(parse("spoke"), limit=2)
    second = index.find(parse("spoke"), limit=2, below=first.below)
    assert [[hit.ref_id for hit in page.hits] for page in (first, second)] == [[19, 18], [17]]


def test_a_span_of_time() -> None:
    span = Span(place.of(AT + timedelta(seconds=2)), place.of(AT + timedelta(seconds=4)))
    put(2, "spoke")
    put(4, "spoke")
    assert [hit.ticket for hit in index.find(parse("spoke"), span=span).hits] == [2]


def test_what_is_newer_is_not_read_for_the_little_that_is_older(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL reads all that was ever said where no stretch is named: 8 s for 0.1 s of old texts."""
    put(5, "The first bell.", days=-2000)
    now, asked = [0.0], []

    def matching(_query: object, below: int, above: int, *_more: object) -> list[tuple[int, int, str, int]]:
        asked.append(below - above)
        stretch = next((1 << step for step in postgres.STEPS if (below - 1) >> step == above >> step), widest)
        now[0] += 0.01 * stretch / widest
        return []

    widest = 1 << postgres.STEPS[-1]
    engine = postgres if connection.vendor == "postgresql" else sqlite
    monkeypatch.setattr(engine, "matching", matching)
    monkeypatch.setattr("heard.search.index.time.monotonic", lambda: now[0])
    index.best(parse("bell"), span=Span(below=place.of(AT - timedelta(days=1800))))
    assert (max(asked) > widest) is not engine.READS_ALL
    assert sum(asked) > widest  # all that is older, either way


def test_many_at_one_moment_each_have_a_place() -> None:
    index.put(*(Text(Ref("message", number), number, AT, body="twin") for number in range(50, 90)))
    index.put(*(Text(Ref("note", number), number, AT, body="twin") for number in range(90, 95)))
    assert len(found("twin")) == 45
    assert all(abs(hit.at - AT) < timedelta(seconds=4) for hit in index.find(parse("twin")).hits)


def test_what_was_put_before_is_replaced() -> None:
    put(1, "Nothing of that sort.")
    assert found("bell") == []  # also the title
    assert found("sort") == [1]
    index.forget(Ref("message", 1))
    assert found("sort") == []


def test_many_leave_at_once() -> None:
    index.forget_all(Doc.objects.filter(ticket__in=[1, 2]))
    assert (found("bell"), found("quietscht"), found("東京")) == ([], [], [4])
    put(5, "The bell rings.")
    assert found("bell") == [5]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only FTS5 merges while somebody writes")
def test_who_comes_after_those_that_left_finds_the_index_merging_by_itself() -> None:
    for number in range(100, 140):
        put(number, f"word{number} " * 50)
    index.forget_all(Doc.objects.filter(ticket__gte=100))
    with connection.cursor() as cursor:
        cursor.execute("SELECT v FROM search_words_config WHERE k = 'automerge'")
        assert cursor.fetchone() == (sqlite.MERGES,)


def test_the_best_match_comes_first() -> None:
    put(10, "brake of the wheel, long ago a lever", days=1)
    put(11, "the brake lever is loose", days=2)
    put(12, "a lever; the brake", title="brake lever", days=0)
    assert [hit.ticket for hit in index.best(parse("brake lever"))] == [12, 11, 10]


@given(ANYTHING)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_anything_can_be_typed(typed: str) -> None:
    query = parse(typed, ["status"])
    for asked in (query, query.typed_on()):
        index.find(asked)
        index.best(asked)
        snippets.marked("The bell fell off.", asked.terms)


@given(QUERIES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_index_and_the_plain_reading_agree(typed: str) -> None:
    query = parse(typed)
    docs = Doc.objects.order_by("-pk").values_list("ticket", *rank.COLUMNS)
    read = [ticket for ticket, *columns in docs if query.terms and rank.holds(query, *columns)]
    assert found(typed) == (read if query.terms else [4, 3, 2, 1])


def test_a_snippet_marks_the_words_and_escapes_the_rest() -> None:
    assert snippets.marked("<b>The Bell</b> fell", parse("bell").terms) == (
        "&lt;b&gt;The <mark>Bell</mark>&lt;/b&gt; fell"
    )


@pytest.mark.parametrize(
    ("query", "passage"),
    [
        ('"the bell"', "<mark>The Bell</mark> fell, the wheel"),
        ("fel*", "The Bell <mark>fel</mark>l, the wheel"),
        ("whee -the", "The Bell fell, the wheel"),
        ("the wheel", "<mark>The</mark> Bell fell, <mark>the</mark> <mark>wheel</mark>"),
    ],
)
def test_what_is_marked(query: str, passage: str) -> None:
    assert snippets.marked("The Bell fell, the wheel", parse(query).terms) == passage


def test_a_long_text_begins_near_the_hit() -> None:
    passage = snippets.marked("a " * 500 + "bell " + "b " * 500, parse("bell").terms)
    assert passage.startswith("…")
    assert passage.endswith("…")
    assert "<mark>bell</mark>" in passage
    assert len(passage) < 300
