"""Forms filled with anything: the fields that pages show, with what stood there, hostile, or made up."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

FIELD = re.compile(r'<(?:input|textarea|select|button)\b[^>]*?\bname="([\w.-]+)"[^>]*')
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
ACTION = re.compile(r'\baction="([^"]+)"')
TOKEN = "csrfmiddlewaretoken"
VALUE = re.compile(r'\bvalue="([^"]*)"')
NASTY = (
    "", " ", "0", "-1", "1", "2", "99999999999999999999", "1e309", "NaN", "None", "on", "true",
    "[]", "{}", '{"a":[1,null]}', "\x00", "\u202e\u200f", "'\"<b>&amp;--", "../../etc/passwd",
    "%00%s{0}{customer.name}", "a" * 70_000, "\U0001f9a9" * 400, "2026-13-45", "0001-01-01",
    "9999-12-31", "9999-12-31T23:59:59+14:00", "24:60", "UTC", "Mars/Olympus", "xx", "a@b", "@",
    "a@b.example, c@d.example;", "<a@b.example>", "http://[::1", "https://shop.example/hook",
    "(((((", "a{1,99999}b", "\r\nBcc: x@y.example",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """The fields of all forms that were read, by where it is sent and by name, with what stood in each."""

    forms: dict[str, dict[str, set[str]]]

    def read(self, page: str, html: str) -> None:
        """Takes the forms of one page along; "" holds the fields of all."""
        for begun, inside in FORM.findall(html):
            action = ACTION.search(begun)
            path = unescape(action.group(1)) if action else page
            for found in FIELD.finditer(inside):
                said = VALUE.search(found.group())
                for place in (path, ""):
                    stood = self.forms.setdefault(place, {}).setdefault(found.group(1), set())
                    stood.update([unescape(said.group(1))] if said else [])

    def bodies(self, path: str) -> "some.SearchStrategy[dict[str, list[str]]]":
        """What could be sent there: its own fields where a page has them, and a few of any form."""
        own = {name: _filled(stood) for name, stood in self.forms.get(path, {}).items() if name != TOKEN}
        others = some.sampled_from(sorted(self.forms[""])).flatmap(
            lambda name: some.tuples(some.just(name), _filled(self.forms[""][name]))
        )
        more = some.lists(others, max_size=3 if own else 10).map(dict)
        return some.tuples(more, some.fixed_dictionaries({}, optional=own)).map(lambda two: two[0] | two[1])


def _filled(stood: set[str]) -> "some.SearchStrategy[list[str]]":
    """As it stood, hostile, or made up; left empty, or given twice."""
    values = some.sampled_from([*sorted(stood), "1"]) | some.sampled_from(NASTY) | words()
    return some.lists(values, max_size=2)


def words() -> "some.SearchStrategy[str]":
    """What a browser can send: no lone surrogates."""
    return some.text(some.characters(exclude_categories=["Cs"]), max_size=60)


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside is done for nobody else."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined] # or it would be no place for a durable one
    with around:
        yield
        transaction.set_rollback(True)


def send_all(
    browser: Client, paths: list[str], known: Known, *, examples: int, by_get: bool = False
) -> set[int]:
    """Each address gets so many forms; the statuses that came back. An error of ours is raised."""
    send = browser.get if by_get else browser.post
    return set().union(*(_send(browser, send, path, known.bodies(path), examples) for path in paths))


def _send(
    browser: Client,
    send_it: Callable[..., Any],
    path: str,
    bodies: "some.SearchStrategy[dict[str, list[str]]]",
    examples: int,
) -> set[int]:
    statuses: set[int] = set()
    cookies = deepcopy(browser.cookies)

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(bodies, some.booleans(), some.booleans())
    def send(body: dict[str, list[str]], from_script: bool, with_file: bool) -> None:
        files = {"files": SimpleUploadedFile("\u202egnp.exe", b"MZ\0")} if with_file else {}
        headers = {"HTTP_HX_REQUEST": "true"} if from_script else {}
        cache.clear()  # the rate limits: nobody is too fast here
        with taken_back():
            statuses.add(send_it(path, {**body, **files}, **headers).status_code)
        browser.cookies = deepcopy(cookies)  # as signed in as before, since what it did is taken back

    send()
    return statuses
