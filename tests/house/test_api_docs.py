"""docs/api.md names every scope, every call and every kind of problem; what it says in Python is true."""

import base64
import re
import time
from pathlib import Path
from typing import Any

from heard.channels.webhook import message
from heard.staff import tokens
from heard.web.api import api

ROOT = Path(__file__).parents[2]
WORDS = (ROOT / "docs/api.md").read_text()


def test_every_scope_stands_there() -> None:
    assert set(re.findall(r"^\| `([a-z:]+)` \|", WORDS, re.MULTILINE)) == set(tokens.SCOPES)


def test_every_part_of_the_api_stands_there() -> None:
    parts = {path.split("/")[3] for path in api.get_openapi_schema()["paths"]}
    assert {part for part in parts if f"/{part}" not in WORDS} == set()


def test_every_kind_of_problem_stands_there() -> None:
    files = (ROOT / "heard/web/api").glob("*.py")
    named = {name for file in files for name in re.findall(r'name="([a-z-]+)"', file.read_text())}
    table = WORDS.partition("`type` ends in")[2].partition("**Done once.**")[0]
    assert {name for name in named if f"`{name}`" not in table} == set()


def test_the_lines_that_verify_a_webhook_do() -> None:
    code = next(part for part in re.findall(r"```python\n(.*?)```", WORDS, re.DOTALL) if "is_ours" in part)
    said: dict[str, Any] = {}
    exec(compile(code, "docs/api.md", "exec"), said)  # noqa: S102 - our own documentation
    secret = "whsec_" + base64.b64encode(b"a lamp in every window, always").decode()
    signed = message.headers("msg_1", int(time.time()), b"{}", [secret])
    assert (said["is_ours"](secret, signed, b"{}"), said["is_ours"](secret, signed, b"{ }")) == (True, False)
