"""What do browsers keep, and what do they make of an answer? Headers, and the names of cookies."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.templatetags.static import static
from django.test import Client

from heard.staff.models import Person
from heard.web.policy import DOWNLOAD_POLICY, POLICY

NO_STORE = "private, no-store"


def test_files_of_ours_have_the_policy_too(client: Client) -> None:
    answer = client.get(static("icons.svg"))
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"


def test_what_others_sent_may_do_nothing_and_be_framed_by_nobody() -> None:
    rules = DOWNLOAD_POLICY.split("; ")
    assert sorted(rules) == ["default-src 'none'", "frame-ancestors 'none'", "sandbox"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/desk/me/", NO_STORE),
        ("/desk/search", NO_STORE),
        ("/setup/", NO_STORE),
        ("/setup/people/", NO_STORE),
        ("/desk/", "private, no-cache"),  # asked about each time: see web/desk/inbox.py
    ],
)
def test_no_browser_keeps_pages_of_staff(desk_of_nora: Client, path: str, kept: str) -> None:
    answer = desk_of_nora.get(path)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, kept)


def test_signing_out_clears_what_pages_left(nora: Person, desk_of_nora: Client) -> None:
    assert "Clear-Site-Data" not in desk_of_nora.get("/sign-out/").headers
    assert desk_of_nora.post("/sign-out/").headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize(
    ("address", "beginning"), [("https://desk.example.com", "__Host-"), ("http://desk.example.com", "")]
)
def test_cookies_are_bound_to_the_host_over_https(tmp_path: Path, address: str, beginning: str) -> None:
    ask = (
        "import json; from heard import settings as s;"
        "print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE]))"
    )
    environment = {**os.environ, "HEARD_URL": address, "HEARD_HOME": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, check=True)
    names = [f"{beginning}heard_session", f"{beginning}heard_csrf", bool(beginning)]
    assert json.loads(said.stdout) == names
