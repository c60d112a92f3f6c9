"""Do all templates keep to the rules: nothing inline, every word translatable, every file there?"""

import re
from pathlib import Path

import pytest

import heard
from heard.web.joined import JOINED

WEB = Path(heard.__file__).parent / "web"
STATIC = WEB / "static"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
HERE = {path.relative_to(WEB / "templates").as_posix(): path for path in TEMPLATES}
each_template = pytest.mark.parametrize("name", sorted(HERE))

COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)
TRANSLATED = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}|&\w+;", re.DOTALL)
ELEMENT = re.compile(r"<[^>]*>")
KEY = re.compile(r"<(kbd|code).*?</\1>", re.DOTALL)  # what is typed, in every language
WORDS_IN = re.compile(r"\b(?:aria-label|placeholder|title|alt)=\"([^\"]*)\"")
CLASSES = re.compile(
    r"{% block (?:body_class|width) %}.*?{% endblock %}"
)  # names for the style sheet, not words
NAMES = {"Heard"}  # the product's own name stays as it is in every language


def text_of(name: str) -> str:
    """One template without its comments."""
    return COMMENT.sub("", HERE[name].read_text(encoding="utf-8"))


@each_template
def test_nothing_is_inline_so_that_the_policy_can_stay_self(name: str) -> None:
    inline = re.compile(
        r"<style|\sstyle=|\son\w+=|hx-on|javascript:|<script(?![^>]*\bsrc=)|\b(?:src|href)=\"(?:https?:)?//"
    )
    assert inline.findall(text_of(name)) == []


@each_template
def test_every_word_can_be_translated(name: str) -> None:
    bare = TAG.sub("", TRANSLATED.sub("", CLASSES.sub("", text_of(name))))
    attributes = [words for words in WORDS_IN.findall(bare) if re.search(r"[A-Za-z]{2}", words)]
    words = set(re.findall(r"[A-Za-z]{2,}", ELEMENT.sub(" ", KEY.sub("", bare)))) - NAMES - {"doctype"}
    assert (attributes, words) == ([], set())


@each_template
def test_every_icon_is_in_the_sprite(name: str) -> None:
    sprite = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    assert set(re.findall(r"icons }}#(\w+)", text_of(name))) - sprite == set()


@each_template
def test_every_file_and_every_part_is_there(name: str) -> None:
    text = text_of(name)
    files = set(re.findall(r"{% static '([^']+)'", text))
    parts = set(re.findall(r"{% (?:include|extends) \"([^\"]+)\"", text))
    lost = sorted(file for file in files - JOINED.keys() if not (STATIC / file).is_file())
    assert (lost, sorted(parts - HERE.keys())) == ([], [])


def test_every_file_begins_with_its_caption() -> None:
    written = [*HERE.values(), *STATIC.glob("css/*.css"), *STATIC.glob("js/*.js")]
    captions = re.compile(r"\s*(?:{% extends \"[^\"]+\" %}\s*)?(?:{% comment %}|/\*\*?\s)")
    assert [path.name for path in written if not captions.match(path.read_text(encoding="utf-8"))] == []


def test_modules_stay_small() -> None:
    assert [
        path.name
        for path in STATIC.glob("js/*.js")
        if len(path.read_text(encoding="utf-8").splitlines()) > 150
    ] == []
