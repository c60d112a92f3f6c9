"""Each language is whole: every string of the desk is translated, and the compiled list says the same."""

import ast
import gettext
import re
import runpy
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

HEARD = Path(__file__).parents[2] / "heard"
LISTS = sorted(HEARD.glob("locale/*/LC_MESSAGES/django.po"))
CALLS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), ("msgid",)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), ("msgid", "msgid_plural")),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ("msgctxt", "msgid")),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ("msgctxt", "msgid", "msgid_plural")),
}
LINE = re.compile(r'(?:(msg\w+(?:\[\d\])?) )?(".*")')
STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(rf"(?<!\w)(n?p?gettext|_)\(\s*({STRING}(?:\s*,\s*{STRING})*)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?\w+(?: [^>]*)?>")

Id = tuple[str, str, str]  # context, words, plural words


@dataclass
class Word:
    """One entry of a list."""

    marks: str = ""
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> Id:
        return (self.parts.get("msgctxt", ""), self.parts["msgid"], self.parts.get("msgid_plural", ""))

    @property
    def said(self) -> list[str]:
        return [words for name, words in sorted(self.parts.items()) if name.startswith("msgstr")]


def words_of(path: Path) -> list[Word]:
    """The entries of a .po file; the first is its header."""
    found = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        word, name = Word(), ""
        for line in block.splitlines():
            if line.startswith("#"):
                word.marks += line + "\n"
            elif match := LINE.fullmatch(line):
                name = match[1] or name
                word.parts[name] = word.parts.get(name, "") + ast.literal_eval(match[2])
        found.append(word)
    return found


def identity(call: str, strings: tuple[str, ...]) -> Id:
    given = dict(zip(CALLS[call], strings, strict=False))
    return (given.get("msgctxt", ""), given["msgid"], given.get("msgid_plural", ""))


def said_in_python(path: Path) -> set[Id]:
    """What a module gives to gettext as a literal."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            given = node.args[: len(CALLS[node.func.id])]
            if all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in given):
                found.add(identity(node.func.id, tuple(ast.literal_eval(one) for one in given)))
    return found


def said_in_template(path: Path) -> set[Id]:
    """What a template gives to gettext, as Django itself rewrites it for xgettext."""
    rewritten = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return {identity(call, ast.literal_eval(f"({strings},)")) for call, strings in CALL.findall(rewritten)}


def said_by_the_desk() -> set[Id]:
    modules = (said_in_python(path) for path in HEARD.rglob("*.py") if "migrations" not in path.parts)
    templates = (said_in_template(path) for path in HEARD.rglob("*.html"))
    return set().union(*modules, *templates)


def test_there_is_a_second_language() -> None:
    assert [path.parts[-3] for path in LISTS] == ["de"]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.parts[-3])
def test_every_string_of_the_desk_is_in_the_list(path: Path) -> None:
    listed = {word.id for word in words_of(path)[1:]}
    said = said_by_the_desk()
    assert (said - listed, listed - said) == (set(), set())  # make words brings them in


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.parts[-3])
def test_nothing_is_missing_or_doubtful(path: Path) -> None:
    assert "#~" not in path.read_text(encoding="utf-8")
    words = words_of(path)[1:]
    assert [word.id for word in words if not all(word.said)] == []
    assert [word.id for word in words if "fuzzy" in word.marks] == []


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.parts[-3])
def test_placeholders_and_markup_are_kept(path: Path) -> None:
    for word in words_of(path)[1:]:
        _context, one, many = word.id
        for said, asked in zip(word.said, [one, many], strict=False):
            places = Counter(PLACEHOLDER.findall(said))
            assert places == Counter(PLACEHOLDER.findall(asked)), word.id


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.parts[-3])
def test_the_compiled_list_says_the_same(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as compiled:
        spoken = gettext.GNUTranslations(compiled)
    count = 0
    for word in words_of(path)[1:]:
        context, one, many = word.id
        if many:
            spoken_of = partial(spoken.npgettext, context) if context else spoken.ngettext
            assert [spoken_of(one, many, 1), spoken_of(one, many, 2)] == word.said
        else:
            assert [spoken.pgettext(context, one) if context else spoken.gettext(one)] == word.said
        count += len(word.said)
    assert count == len([said for said in spoken._catalog if said])  # type: ignore[attr-defined]


def test_what_the_coach_explains_is_in_the_list() -> None:
    made = runpy.run_path(str(HEARD.parent / "scripts" / "coach_words.py"))["made"]()
    assert made == (HEARD / "phrasing" / "explained.py").read_text(encoding="utf-8")
