"""Pages are compressed for browsers that take it, and only they: no file, nothing short, no API."""

import gzip

from heard.staff.models import Person
from heard.tickets.models import Ticket
from tests.conftest import desk_of

TAKES = {"Accept-Encoding": "gzip, deflate, br, zstd"}


def test_a_page_is_the_same_page_compressed(nora: Person, ticket: Ticket) -> None:
    browser = desk_of(nora)
    plain = browser.get("/setup/teams/")
    packed = browser.get("/setup/teams/", headers=TAKES)
    assert (packed.headers["Content-Encoding"], int(packed.headers["Content-Length"])) == (
        "gzip",
        len(packed.content),
    )
    assert len(packed.content) < len(plain.content) / 2
    assert b"<h1>" in gzip.decompress(packed.content)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_no_length_tells_what_is_inside(nora: Person) -> None:
    browser = desk_of(nora)
    lengths = {len(browser.get("/setup/teams/", headers=TAKES).content) for _each in range(20)}
    assert len(lengths) > 3


def test_what_the_browser_has_is_still_not_sent_again(nora: Person, ticket: Ticket) -> None:
    browser = desk_of(nora)
    tag = browser.get("/desk/", headers=TAKES).headers["ETag"]
    assert tag.startswith('W/"')
    assert browser.get("/desk/", headers={**TAKES, "If-None-Match": tag}).status_code == 304


def test_what_is_short_or_no_page_stays_as_it_is(nora: Person, ticket: Ticket) -> None:
    browser = desk_of(nora)
    for path in ("/brand/style.css", "/desk/notices/bell", "/api/v1/openapi.json", "/healthz"):
        assert "Content-Encoding" not in browser.get(path, headers=TAKES).headers, path
