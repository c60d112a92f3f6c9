"""What do browsers keep, and what do they make of an answer? Headers, and the names of cookies."""

import json
import os
import re
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


ROOT = Path(__file__).parents[2]
NAMES = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "heard.settings"
import django
django.setup()
from django.conf import settings as s
from heard.web import cookies
from heard.web.desk import inbox
from heard.web.portal import by_link, visitor
names = [s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME, cookies.Messages.cookie_name,
         inbox.VIEW_COOKIE, *map(cookies.of_this_host, cookies.LOOKS),
         visitor.SESSION, visitor.LINK, visitor.ASKED, visitor.MADE, by_link.KNOCK,
         visitor.KNOWN]
print(json.dumps({"names": names, "secure": s.IS_HTTPS and s.SESSION_COOKIE_SECURE}))
"""


@pytest.mark.parametrize(
    ("address", "beginning"), [("https://desk.example.com", "__Host-"), ("http://desk.example.com", "")]
)
def test_cookies_are_bound_to_the_host_over_https(tmp_path: Path, address: str, beginning: str) -> None:
    environment = {**os.environ, "HEARD_URL": address, "HEARD_HOME": str(tmp_path)}
    said = subprocess.run([sys.executable, "-c", NAMES], env=environment, capture_output=True, check=True)
    everywhere = ["heard_session", "heard_csrf", "heard_language", "messages", "heard_view"]
    everywhere += ["theme", "density"]
    in_part = ["heard_my", "heard_link", "heard_asked", "heard_made", "heard_knock", "heard_known"]
    part = "__Secure-" if beginning else ""
    assert json.loads(said.stdout) == {
        "names": [*(beginning + name for name in everywhere), *(part + name for name in in_part)],
        "secure": bool(beginning),
    }


def test_no_cookie_is_set_elsewhere() -> None:
    """Whoever sets one more gives it a name that NAMES lists."""
    setting = [
        f"{file.relative_to(ROOT)}"
        for file in sorted((ROOT / "heard").rglob("*.py"))
        for _line in re.findall(r"\.set_cookie\(", file.read_text())
    ]
    assert setting == [
        "heard/web/desk/inbox.py",
        "heard/web/portal/by_link.py",
        "heard/web/portal/home.py",
        "heard/web/portal/visitor.py",
    ]


@pytest.mark.parametrize(("said", "shown"), [("dark", ' data-theme="dark"'), ('"><script>', "")])
def test_how_it_looks_is_one_of_few_words(nora: Person, client: Client, said: str, shown: str) -> None:
    client.cookies["theme"] = said
    opening = client.get("/sign-in/").content.decode().partition("<html")[2].partition(">")[0]
    assert opening.partition(' dir="ltr"')[2] == shown
