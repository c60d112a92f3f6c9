"""A kept part of a page knows only what it was given, and is another one for each language and each value."""

from typing import Any

import pytest
from django.template import Context, Template
from django.utils.translation import override

from heard.web.desk.choices import Choice, Group
from heard.web.templatetags import kept

CHANNEL = '{% load kept %}{% kept "parts/channel.html" kind=kind bare=False %}'


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    kept.pieces.forget()


def said(template: str, language: str = "en", **given: Any) -> str:
    with override(language):
        return Template(template).render(Context(given)).strip()


def test_each_value_has_its_own() -> None:
    assert "#mail" in said(CHANNEL, kind="email")
    assert "#chat" in said(CHANNEL, kind="chat")
    assert "#mail" in said(CHANNEL, kind="email")


def test_each_language_has_its_own() -> None:
    assert said(CHANNEL, kind="email").endswith("Email")
    assert said(CHANNEL, "de", kind="email").endswith("E-Mail")
    assert said(CHANNEL, kind="email").endswith("Email")


def test_it_knows_nothing_of_the_page_around_it() -> None:
    """The template asks for `kind`; the page has one, and does not give it."""
    assert said('{% load kept %}{% kept "parts/channel.html" bare=False %}', kind="email") == ""


def test_what_is_given_is_escaped() -> None:
    menu = '{% load kept %}{% kept "desk/_views_menu.html" groups=groups %}'
    choice = Choice("tag-b", "<b>", "/desk/views/tag-b/", is_current=False)
    page = said(menu, groups=(Group("<i>", (choice,)),))
    assert "<h2>&lt;i&gt;</h2>" in page
    assert "<bdi>&lt;b&gt;</bdi>" in page
