"""Whatever is put into a form of the desk or its Setup, it is answered: none ends in an error of ours."""

import pytest
from django.test import Client

from heard.channels.models import Channel
from heard.staff.models import Person
from heard.tickets.models import Follower, Ticket
from tests.conftest import desk_of
from tests.web.fuzzing import Known, send_all, taken_back
from tests.web.test_matrix import PAGES, address


def all_forms(browser: Client, ticket: Ticket, mailbox: Channel) -> tuple[list[str], Known]:
    """Every address that takes a form, and all fields that the pages show."""
    known = Known({})
    for name, row in PAGES.items():
        if row.reads is not None:
            answer = browser.get(address(name, ticket, mailbox))
            if "html" in answer.headers.get("Content-Type", "") and not answer.streaming:
                known.read(answer.wsgi_request.path, answer.content.decode())
    return [address(name, ticket, mailbox) for name, row in PAGES.items() if row.changes is not None], known


def fuzz_as(people: list[Person], nora: Person, ticket: Ticket, mailbox: Channel, *, examples: int) -> None:
    """What the owner's pages offer, sent by others: refused or answered."""
    Follower.objects.create(ticket=ticket, person=people[-1])
    with taken_back():
        paths, known = all_forms(desk_of(nora), ticket, mailbox)
    for person in people:
        browser = desk_of(person)
        statuses = send_all(browser, paths, known, examples=examples)
        assert browser.get("/desk/").status_code == 200  # signed in to the end
        assert {200, 302, 403} <= statuses, person.role
        assert max(statuses) < 500


def fuzz(nora: Person, ticket: Ticket, mailbox: Channel, *, examples: int) -> None:
    with taken_back():
        paths, known = all_forms(desk_of(nora), ticket, mailbox)
    assert (len(paths) > 80, len(known.forms) > 40) == (True, True)
    statuses = send_all(desk_of(nora), paths, known, examples=examples)
    assert {200, 302, 422} <= statuses
    assert max(statuses) < 500


def test_every_form(nora: Person, ticket: Ticket, mailbox: Channel) -> None:
    fuzz(nora, ticket, mailbox, examples=3)


def test_every_form_as_others(
    nora: Person, lena: Person, ugo: Person, ticket: Ticket, mailbox: Channel
) -> None:
    fuzz_as([lena, ugo], nora, ticket, mailbox, examples=1)


@pytest.mark.long
def test_every_form_as_others_for_long(
    nora: Person, lena: Person, ugo: Person, ticket: Ticket, mailbox: Channel
) -> None:
    tom = Person.objects.get(name="Tom Abara")
    fuzz_as([lena, tom, ugo], nora, ticket, mailbox, examples=40)


@pytest.mark.long
def test_every_form_for_long(nora: Person, ticket: Ticket, mailbox: Channel) -> None:
    fuzz(nora, ticket, mailbox, examples=60)
