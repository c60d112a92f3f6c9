"""What a ticket is about can be said anew, and taken back."""

import json

import pytest
from django.test import Client

from heard.staff.models import Person
from heard.tickets import changes, conversation, finding, organise
from heard.tickets.models import Ticket
from heard.tickets.organise import Stale
from heard.timeline.models import Entry
from tests.conftest import everything_follows


def subject() -> str:
    """As it stands now."""
    return Ticket.objects.get().subject


def test_the_page_changes_it_tells_it_and_takes_it_back(
    desk_of_tom: Client, tom: Person, ticket: Ticket
) -> None:
    path = f"/desk/tickets/{ticket.number}/changes"
    answer = desk_of_tom.post(path, {"subject": " The bell\nof Ada "}, headers={"HX-Request": "true"})
    assert subject() == "The bell of Ada"
    assert [event.text for event in conversation.of(ticket, tom).events] == ["Tom Abara changed the subject."]
    undo = answer.content.decode().split('name="token" value="')[1].split('"')[0]
    desk_of_tom.post("/desk/undo", {"token": undo}, headers={"HX-Request": "true"})
    assert subject() == "My bell"


def test_the_timeline_holds_no_words_and_the_search_finds_the_new_ones(ticket: Ticket, tom: Person) -> None:
    everything_follows()
    changes.make(tom, [ticket.number], "subject", "A squeaking pedal")
    everything_follows()
    assert Entry.objects.get(kind="ticket.renamed").data == {}
    found = [len(finding.newest(finding.ask(tom, word)).hits) for word in ("pedal", "subject:my")]
    assert found == [1, 0]


def test_nobody_overwrites_what_they_have_not_seen(ticket: Ticket, tom: Person) -> None:
    Ticket.objects.update(subject="Another")
    with pytest.raises(Stale):
        organise.set_subject(ticket, "Mine", by=tom, was="My bell")
    assert subject() == "Another"


def test_a_program_can_change_it(api: Client, ticket: Ticket) -> None:
    body = json.dumps({"subject": "The bell, card 4111 1111 1111 1111"})
    answer = api.patch(f"/api/v1/tickets/{ticket.number}", body, content_type="application/json")
    assert answer.json()["subject"].startswith("The bell, card \u2022")
