"""Texts are found by their words, whatever the accents, and nothing typed can break the query."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.lib.ref import Ref
from heard.search import index, snippets

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 10, 42, tzinfo=UTC)


def put(number: int, body: str, title: str = "") -> None:
    index.put(Ref("message", number), ticket=number, at=AT, title=title, body=body)


def found(query: str) -> list[int]:
    return [hit.ticket for hit in index.find(query).hits]


@pytest.fixture(autouse=True)
def texts(db: None) -> None:
    put(1, "The bell fell off in Zürich.", title="My bell")
    put(2, "Das Rad quietscht.", title="Fahrrad")
    put(3, "مصباح ناقص في الطلب")


@pytest.mark.parametrize(
    ("query", "tickets"),
    [
        ("bell", [1]), ("BELL zurich", [1]), ("zürich", [1]), ("quiet", [2]), ("bell quiet", []),
        ("fahrrad rad", [2]), ("مصباح", [3]), ("", []), ("-- !! ''", []), ("the", [1]),
    ],
)  # fmt: skip
def test_find(query: str, tickets: list[int]) -> None:
    assert found(query) == tickets


def test_newest_first_page_by_page() -> None:
    for number in range(10, 15):
        put(number, "spoke")
    first = index.find("spoke", limit=3)
    assert [hit.ticket for hit in first.hits] == [14, 13, 12]
    second = index.find("spoke", limit=3, before=first.before)
    assert ([hit.ticket for hit in second.hits], second.before) == ([11, 10], None)


def test_what_was_put_before_is_replaced() -> None:
    put(1, "Nothing of that sort.")
    assert found("bell") == []  # also the title
    assert found("sort") == [1]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_anything_can_be_typed(query: str) -> None:
    index.find(query)
    snippets.marked("The bell fell off.", query)


def test_a_snippet_marks_the_words_and_escapes_the_rest() -> None:
    assert snippets.marked("<b>The Bell</b> fell", "bell") == (
        "&lt;b&gt;The <mark>Bell</mark>&lt;/b&gt; fell"
    )


def test_a_long_text_begins_near_the_hit() -> None:
    passage = snippets.marked("a " * 500 + "bell " + "b " * 500, "bell")
    assert passage.startswith("…")
    assert passage.endswith("…")
    assert "<mark>bell</mark>" in passage
    assert len(passage) < 300
