"""The search page finds what was said and noted."""

import pytest
from django.test import Client

from tests.conftest import Write, everything_follows


def test_a_word_of_a_mail_finds_its_ticket(ada_writes: Write, desk_of_tom: Client) -> None:
    ada_writes()
    everything_follows()
    page = desk_of_tom.get("/desk/search?q=bell").content.decode()
    assert "<mark>bell</mark>" in page
    assert "Ada Okoye" in page


@pytest.mark.parametrize("query", ["my bell", "Okoye", "ada@", "ada@okoye.example", "number"])
def test_subject_name_address_and_number_find_it(ada_writes: Write, desk_of_tom: Client, query: str) -> None:
    ticket = ada_writes().ticket
    everything_follows()
    words = str(ticket.number) if query == "number" else query
    hits = desk_of_tom.get("/desk/search", {"q": words}).context["hits"]
    assert [hit["number"] for hit in hits] == [ticket.number]


def test_nothing_found_says_what_to_try(desk_of_tom: Client) -> None:
    page = desk_of_tom.get("/desk/search?q=zebra").content.decode()
    assert "zebra" in page
    assert '<div class="empty">' in page
