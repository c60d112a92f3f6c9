"""A time is said in the language and the hours of its reader; the year only where it is another."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from django.utils.translation import override

from heard.web.templatetags.when import when

AT = datetime(2026, 11, 12, 16, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _late_in_the_year(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("moment", "Thu 12 Nov, 16:05"),
        ("coming", "Thu 12 Nov, 16:05"),
        ("short", "12 Nov, 16:05"),
        ("age", "since 12 Nov, 16:05"),
        ("day", "12 Nov 2026"),
    ],
)
def test_each_kind(kind: str, words: str) -> None:
    assert when(AT, kind) == (
        f'<time datetime="2026-11-12T16:05:00+00:00" title="Nov. 12, 2026, 16:05 UTC" data-when="{kind}">'
        f"{words}</time>"
    )


def test_the_year_of_the_reader_decides() -> None:
    assert ">12 Nov, 16:05<" in when(AT, "short")
    with timezone.override("Europe/Berlin"):
        assert ">12 Nov 2026<" in when(AT, "short")


def test_language_and_hours_of_the_reader() -> None:
    with override("de"), timezone.override("Europe/Berlin"):
        assert 'title="12. November 2026, 17:05 CET"' in when(AT)


def test_words_around_it_are_escaped() -> None:
    assert ' data-text="&lt;b&gt; {time}"' in when(AT, "age", "<b> {time}")


def test_nothing_for_no_time() -> None:
    assert when(None) == ""
