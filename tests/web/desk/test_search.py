"""The search page finds what was said and noted."""

from django.test import Client

from heard.reactions import run
from tests.conftest import Write


def test_a_word_of_a_mail_finds_its_ticket(ada_writes: Write, desk_of_tom: Client) -> None:
    ada_writes()
    run.run_next()
    page = desk_of_tom.get("/desk/search?q=bell").content.decode()
    assert "<mark>bell</mark>" in page
    assert "Ada Okoye" in page


def test_nothing_found_says_what_to_try(desk_of_tom: Client) -> None:
    page = desk_of_tom.get("/desk/search?q=zebra").content.decode()
    assert "zebra" in page
    assert '<div class="empty">' in page
