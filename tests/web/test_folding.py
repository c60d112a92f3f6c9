"""A folded template says the same as Django's own, in each language, for whatever it is given."""

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.template import Context, Engine, TemplateDoesNotExist
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
{% include "piece.html" with a=b %}{% include "plain.html" %}{% include a|default:"plain.html" %}
{% if c %}{% include "nowhere.html" %}{% endif %}{% include "tree.html" with nodes=tree %}
{% url 'desk:inbox' as here %}{{ here }}{% url 'nowhere' as there %}{{ there }}
{% translate a %}{% translate "Close" context "rows of lists" %}
{% blocktranslate with name=a %}{{ name }} is a demo company.{% endblocktranslate %}
{% endblock %}"""
AROUND = """{% load i18n static %}{% static 'icons.svg' as icons %}
<p>{% translate 'Setup' %}{% block body %}{% translate 'Inbox' %}{% endblock %}</p>"""
PIECE = """{% load static %}{% static 'icons.svg' as icons %}{% if a %}{{ icons }}#{{ a }}{% endif %}"""
PLAIN = """{% load i18n %}<p>{% translate "Note" %}</p>"""
TREE = (
    """{% for one in nodes %}<li>{{ one.name }}{% include "tree.html" with nodes=one.nodes %}{% endfor %}"""
)
TEMPLATES = {
    "around.html": AROUND,
    "piece.html": PIECE,
    "plain.html": PLAIN,
    "one.html": '{% include "plain.html" %}',
    "tree.html": TREE,
    "page.html": PAGE,
}
GIVEN: list[dict[str, Any]] = [
    {},
    {"a": "piece.html", "many": [1, 2]},
    {"b": "Note", "tree": [{"name": "<1>", "nodes": [{"name": 2}, {"name": 3}]}]},
]
SOURCE = [("django.template.loaders.locmem.Loader", TEMPLATES)]
LIBRARIES = {"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"}


def engine(loader: str, source: list[Any] = SOURCE) -> Engine:
    return Engine(loaders=[(loader, source)], libraries=LIBRARIES)


FOLDED, USUAL = engine("heard.web.folding.Loader"), engine("django.template.loaders.cached.Loader")


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("language", ["en", "de", "en"])
def test_says_the_same(given: dict[str, Any], language: str) -> None:
    with override(language):
        said = [
            each.get_template("page.html").render(Context(given, autoescape=True)) for each in (FOLDED, USUAL)
        ]
    assert said[0] == said[1]


def test_what_only_the_language_decides_is_text_already() -> None:
    loader = FOLDED.template_loaders[0]
    assert isinstance(loader, Loader)
    with override("de"):
        nodes = FOLDED.get_template("around.html").nodelist
    assert [type(node).__name__ for node in nodes] == ["Named", "TextNode", "BlockNode", "TextNode"]
    block: Any = nodes[2]
    assert NodeList(block.nodelist).render(Context()) == "Posteingang"


def test_an_included_template_that_never_changes_is_text_too() -> None:
    with override("de"):
        nodes = FOLDED.get_template("one.html").nodelist
    assert [type(node).__name__ for node in nodes] == ["TextNode"]
    assert nodes.render(Context()) == "<p>Notiz</p>"


def test_a_template_that_is_nowhere_is_told_where_it_is_needed() -> None:
    with pytest.raises(TemplateDoesNotExist, match=r"nowhere\.html"):
        FOLDED.get_template("page.html").render(Context({"c": True}))


def test_many_who_ask_for_a_new_page_at_once_all_get_the_whole_of_it() -> None:
    def page(engine: Engine) -> str:
        return str(engine.get_template("long.html").render(Context({"a": 1})))

    part = "{% translate 'Inbox' %}<br>{{ a }}{% if a %}{% translate 'Setup' %}{% endif %}"
    long = "{% load i18n %}" + part * 200
    whole = "Inbox<br>1Setup" * 200
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # as often as the machine lets them take turns
    try:
        for _start in range(5):  # of a web process: all pages are new to it
            source = [("django.template.loaders.locmem.Loader", {"long.html": long})]
            new = engine("heard.web.folding.Loader", source)
            with ThreadPoolExecutor(4) as people:
                said = people.map(lambda _n, new=new: page(new), range(8))
                assert [len(each) for each in said] == [len(whole)] * 8
            assert page(new) == whole
    finally:
        sys.setswitchinterval(before)
