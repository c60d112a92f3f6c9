"""A folded template says the same as Django's own, in each language, for whatever it is given."""

from typing import Any

import pytest
from django.template import Context, Engine
from django.template.base import NodeList
from django.utils.translation import override

from heard.web.folding import Loader

PAGE = """{% extends "around.html" %}{% load i18n static %}{% static 'icons.svg' as icons %}
{% comment %}never seen{% endcomment %}
{% block body %}
{{ icons }}{% if a %}{% translate "Inbox" %}<{{ a }}>{% elif b %}{% translate "Setup" %}
{% else %}{% translate "Sign out" as words %}{{ words|upper }}{% endif %}
{% for one in many %}{% url 'desk:inbox' %} {{ one }} {% static 'favicon.svg' %}
{% empty %}{% translate "Note" %}{% endfor %}
{% with other="mine" %}{{ other|default:"" }}{% endwith %}
{% include "piece.html" with a=b %}{% translate a %}{% translate "Close" context "rows of lists" %}
{% blocktranslate with name=a %}{{ name }} is a demo company.{% endblocktranslate %}
{% endblock %}"""
AROUND = """{% load i18n static %}{% static 'icons.svg' as icons %}
<p>{% translate 'Setup' %}{% block body %}{% translate 'Inbox' %}{% endblock %}</p>"""
PIECE = """{% load static %}{% static 'icons.svg' as icons %}{% if a %}{{ icons }}#{{ a }}{% endif %}"""
TEMPLATES = {"around.html": AROUND, "piece.html": PIECE, "page.html": PAGE}
SOURCE = [("django.template.loaders.locmem.Loader", TEMPLATES)]
LIBRARIES = {"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"}


def engine(loader: str) -> Engine:
    return Engine(loaders=[(loader, SOURCE)], libraries=LIBRARIES)


FOLDED, PLAIN = engine("heard.web.folding.Loader"), engine("django.template.loaders.cached.Loader")


@pytest.mark.parametrize("given", [{}, {"a": "<b>", "many": [1, 2]}, {"b": "Note"}])
@pytest.mark.parametrize("language", ["en", "de", "en"])
def test_says_the_same(given: dict[str, Any], language: str) -> None:
    with override(language):
        said = [
            each.get_template("page.html").render(Context(given, autoescape=True)) for each in (FOLDED, PLAIN)
        ]
    assert said[0] == said[1]


def test_what_only_the_language_decides_is_text_already() -> None:
    loader = FOLDED.template_loaders[0]
    assert isinstance(loader, Loader)
    with override("de"):
        nodes = FOLDED.get_template("around.html").nodelist
    assert [type(node).__name__ for node in nodes] == ["StaticNode", "TextNode", "BlockNode", "TextNode"]
    block: Any = nodes[2]
    assert NodeList(block.nodelist).render(Context()) == "Posteingang"
