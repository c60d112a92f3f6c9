"""Where nothing more is said: a customer was erased, or a ticket goes on in another. No word is lost."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from heard.drafts import carry, files, keep, many, note, review, send
from heard.drafts.models import Draft, Way
from heard.drafts.send import Elsewhere, NotSendable
from heard.privacy import erase
from heard.staff.models import Person
from heard.tickets.ended import Erased, GoesOn
from heard.tickets.models import Message, Note, Ticket
from tests.conftest import Write
from tests.privacy.conftest import finish

KEY = uuid.UUID(int=7)
Pair = tuple[Ticket, Ticket]


@pytest.fixture
def erased(ticket: Ticket, tom: Person) -> Ticket:
    """Ada's ticket, after somebody erased her while Tom had it open."""
    kept(ticket, tom, "Dear Ada")
    erase.order(ticket.customer, by=tom)
    finish()
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def pair(ada_writes: Write, tom: Person) -> Pair:
    """Two tickets of Ada's; the second will go on in the first."""
    one, two = (ada_writes(message_id=f"<{n}@okoye.example>", text=f"Words {n}").ticket for n in "12")
    return one, two


def kept(ticket: Ticket, person: Person, text: str, version: int = 0, key: uuid.UUID = KEY) -> Draft:
    return keep.keep(ticket, person, Way.REPLY, text, version=version, key=key).draft


def test_nothing_is_written_of_somebody_who_was_erased(erased: Ticket, tom: Person) -> None:
    acts: list[Callable[[], object]] = [
        lambda: kept(erased, tom, "Dear Ada", 1),
        lambda: keep.keep(erased, tom, Way.NOTE, "Ada called", version=0, key=KEY),
        lambda: files.add(erased, tom, "ada.txt", b"a"),
        lambda: note.add(erased, "Ada called", by=tom),
        lambda: send.send(erased, tom, "Dear Ada"),
        lambda: send.forward(Message.objects.get(), tom, ["bo@okoye.example"], "From Ada"),
    ]
    for act in acts:
        with pytest.raises((Erased, NotSendable), match="was erased"):
            act()
    left = (Draft.objects.count(), Note.objects.count(), Message.objects.exclude(text="").count())
    assert left == (0, 0, 0)


def test_the_coach_has_nothing_to_say_to_nobody(erased: Ticket, tom: Person) -> None:
    found = review.review(erased, tom, "Of course you are stupid.")
    assert (found.findings, found.heat) == ((), None)


def test_a_tab_that_was_open_keeps_nothing(erased: Ticket, desk_of_tom: Client) -> None:
    fields = {
        "text": "Dear Ada",
        "version": "1",
        "key": str(KEY),
        "copies_chosen": "1",
        "to": "ada@okoye.example",
    }
    answer = desk_of_tom.post(f"/desk/tickets/{erased.number}/drafts/reply", fields)
    assert (answer.status_code, Draft.objects.exists()) == (410, False)
    page = desk_of_tom.get(f"/desk/tickets/{erased.number}").content.decode()
    assert ('id="reply-form"' in page, "It works again" in page) == (False, False)
    assert page.count(">Erased customer</h2>") == 1  # who wrote


def test_a_program_keeps_nothing(erased: Ticket, api: Client) -> None:
    address = f"/api/v1/tickets/{erased.number}"
    answers = [
        api.put(f"{address}/draft", {"text": "Dear Ada"}, content_type="application/json"),
        api.post(f"{address}/replies", {"text": "Dear Ada"}, content_type="application/json"),
        api.post(f"{address}/notes", {"text": "Ada called"}, content_type="application/json"),
    ]
    assert [(each.status_code, each.json()["type"]) for each in answers] == [
        (422, "urn:heard:problem:not-sendable")
    ] * 3
    assert not Draft.objects.exists()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="it lets one write after the other anyway")
@pytest.mark.django_db(transaction=True)
def test_a_draft_kept_in_the_very_moment_is_not_kept(ticket: Ticket, tom: Person) -> None:
    erase.order(ticket.customer, by=tom)
    at_the_name = threading.Event()

    def slowly(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "customers_identity"'):
            at_the_name.set()
            threading.Event().wait(0.4)  # time for the other to come as far as it can
        return execute(sql, *rest)

    def erasing() -> None:
        with connection.execute_wrapper(slowly):
            finish()
        connection.close()

    worker = threading.Thread(target=erasing)
    worker.start()
    assert at_the_name.wait(30)
    with pytest.raises(Erased):
        kept(ticket, tom, "Dear Ada")
    worker.join(30)
    assert not Draft.objects.exists()


def test_drafts_go_along_when_tickets_are_merged(pair: Pair, tom: Person, nora: Person) -> None:
    one, two = pair
    mine = kept(two, tom, "Dear Ada")
    begun = files.add(two, nora, "bell.pdf", b"%PDF", key=KEY).draft
    kept(one, nora, "Begun here", key=uuid.UUID(int=8))
    kept(two, nora, "And there", begun.version)
    carry.merged(two, one, by=tom)
    assert not Draft.objects.filter(ticket=two).exists()
    moved = Draft.objects.get(ticket=one, person=tom)
    assert (moved.pk, moved.text, moved.version) == (mine.pk, "Dear Ada", mine.version)
    hers = Draft.objects.get(ticket=one, person=nora)
    assert (hers.text, [file.name for file in hers.files.all()]) == ("Begun here\n\nAnd there", ["bell.pdf"])


def test_in_a_merged_ticket_nothing_is_sent(pair: Pair, tom: Person) -> None:
    one, two = pair
    row = many.begin(tom, [two.number])
    many.keep(row, "Dear both", version=row.version, macro=None)
    carry.merged(two, one, by=tom)
    with pytest.raises(Elsewhere, match=rf"goes on in No. {one.number}"):
        send.send(two, tom, "Dear Ada")
    with pytest.raises(GoesOn):
        kept(two, tom, "Dear Ada")
    many.send_all(row)
    assert row.refused == {str(two.number): f"It goes on in No. {one.number}. Answer there."}
    assert not Message.objects.filter(direction="out").exists()


def test_a_tab_of_the_merged_ticket_loses_no_word(pair: Pair, tom: Person, desk_of_tom: Client) -> None:
    one, two = pair
    draft = kept(two, tom, "Dear Ada")
    carry.merged(two, one, by=tom)
    fields = {"text": "Dear Ada, both", "version": str(draft.version), "key": str(KEY)}
    answer = desk_of_tom.post(f"/desk/tickets/{two.number}/drafts/reply", fields)
    assert (answer.status_code, Draft.objects.get().ticket_id) == (200, one.number)
    words = "Dear Ada, both are here."
    pressed = {"text": words, "key": str(KEY), "copies_chosen": "1", "to": "ada@okoye.example"}
    answer = desk_of_tom.post(f"/desk/tickets/{two.number}/replies", pressed)
    there = desk_of_tom.get(answer.headers["Location"])
    assert (there.context["ticket"]["number"], Draft.objects.get().text) == (one.number, words)
    assert f"No. {two.number} was merged into this one meanwhile" in there.content.decode()
    old = desk_of_tom.get(f"/desk/tickets/{two.number}").content.decode()
    assert ('id="reply-form"' in old, f"Answer in No. {one.number}" in old) == (False, True)


def test_a_tab_whose_draft_came_behind_another_overwrites_nothing(
    pair: Pair, tom: Person, desk_of_tom: Client
) -> None:
    one, two = pair
    kept(one, tom, "Begun here", key=uuid.UUID(int=8))
    draft = kept(two, tom, "Begun", kept(two, tom, "Be").version)  # as high as the other will be
    carry.merged(two, one, by=tom)
    fields = {"text": "Begun there", "version": str(draft.version), "key": str(KEY)}
    answer = desk_of_tom.post(f"/desk/tickets/{two.number}/drafts/reply", fields)
    assert (answer.status_code, answer.json()["text"]) == (409, "Begun here\n\nBegun")


def test_a_reply_taken_back_after_the_merge_is_a_draft_where_it_goes_on(pair: Pair, tom: Person) -> None:
    one, two = pair
    sent = send.send(two, tom, "Dear Ada, both.")
    carry.merged(two, one, by=tom)
    assert send.undo(Message.objects.get(pk=sent.pk), by=tom)
    assert (Draft.objects.get().ticket_id, Draft.objects.get().text) == (one.number, "Dear Ada, both.")


def test_undoing_it_goes_to_where_the_draft_is(pair: Pair, tom: Person, desk_of_tom: Client) -> None:
    one, two = pair
    sent = send.send(two, tom, "Dear Ada, both.")
    carry.merged(two, one, by=tom)
    answer = desk_of_tom.post(f"/desk/tickets/{two.number}/replies/{sent.pk}/undo")
    assert answer.headers["Location"] == f"/desk/tickets/{one.number}?draft={sent.pk}"


def test_a_program_hears_where_it_goes_on(pair: Pair, tom: Person, api: Client) -> None:
    one, two = pair
    carry.merged(two, one, by=tom)
    for method, rest in ((api.put, "draft"), (api.post, "replies")):
        address = f"/api/v1/tickets/{two.number}/{rest}"
        answer = method(address, {"text": "Dear Ada"}, content_type="application/json")
        told = answer.json()
        assert (answer.status_code, told["type"], told["into"]) == (
            409,
            "urn:heard:problem:merged",
            one.number,
        )
