"""Help pages are written, ordered and published; the first ones are good as they stand."""

import pytest

from heard.knowledge import pages
from heard.knowledge.models import HelpPage
from heard.knowledge.pages import NotAPage
from heard.lib import markup
from heard.lib.ref import NOBODY
from heard.timeline.models import Entry

pytestmark = pytest.mark.django_db


def write(title: str, slug: str = "", **given: object) -> HelpPage:
    said: dict[str, object] = {"about": "", "text": "Words.", "is_published": True} | given
    return pages.write(None, title=title, slug=slug, by=NOBODY, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_first_pages_are_whole_and_unpublished(language: str) -> None:
    pages.begin("Larkfield Bikes", language, by=NOBODY)
    rows = list(HelpPage.objects.all())
    assert [row.slug for row in rows] == ["what-we-do", "how-we-work", "what-we-know-about-you"]
    assert "Larkfield Bikes" in rows[0].text
    assert pages.published() == []
    for row in rows:
        assert row.title and row.about and "{company}" not in row.text
        assert "<h2>" in markup.html(row.text)
    pages.begin("Again", language, by=NOBODY)
    assert HelpPage.objects.count() == 3


def test_an_unknown_language_gets_english() -> None:
    pages.begin("Larkfield Bikes", "xx", by=NOBODY)
    assert HelpPage.objects.first().title == "What we do for you, and what we do not"  # type: ignore[union-attr]


def test_an_address_is_made_from_the_title_and_exists_once() -> None:
    page = write("How we work & play")
    assert page.slug == "how-we-work-play"
    with pytest.raises(NotAPage, match="Another page"):
        write("Other", slug=page.slug)
    with pytest.raises(NotAPage, match="letters a to z"):
        write("日本語")
    changed = pages.write(
        page.pk, title="Same", slug=page.slug, about="", text="New.", is_published=False, by=NOBODY
    )
    assert (changed.slug, changed.text) == ("how-we-work-play", "New.")


def test_pages_change_places_and_go() -> None:
    first, second = write("One"), write("Two")
    pages.move(second.pk, True, by=NOBODY)
    assert [page.title for page in pages.published()] == ["Two", "One"]
    pages.remove(second.pk, by=NOBODY)
    assert pages.published() == [first]
    assert Entry.objects.filter(kind__startswith="help_page.").count() == 4
