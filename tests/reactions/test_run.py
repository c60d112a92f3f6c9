"""Afterwards: each reaction once, in order of its subject, and a fault never rolls back a mail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from heard.lib.claim import State
from heard.reactions import run, table
from heard.reactions.models import Reaction
from heard.search.models import Doc
from heard.tickets.models import Message, Ticket
from heard.timeline.models import Entry
from tests.conftest import Write, everything_follows

FINDABLE = "tickets.findable.message"


def stumble(entry: Entry) -> None:
    """Writes something and then fails, as a reaction with a fault does."""
    Doc.objects.create(id=1, kind="half", ref_id=entry.pk, ticket=1)
    raise ValueError("a fault in a detector")


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(table.AFTERWARDS, FINDABLE, stumble)


def now_due() -> None:
    Reaction.objects.filter(state=State.WAITING).update(due_at=timezone.now() - timedelta(seconds=1))


def indexing() -> Reaction:
    return Reaction.objects.get(name=FINDABLE)


def test_what_was_said_becomes_findable(ada_writes: Write) -> None:
    ada_writes()
    everything_follows()
    assert Doc.objects.get().body.strip() == "the bell fell off"
    assert set(Reaction.objects.values_list("state", flat=True)) == {State.DONE}
    assert run.run_next() == 0


def test_a_fault_leaves_the_mail_alone_and_is_tried_again(ada_writes: Write, faulty: None) -> None:
    ada_writes()
    everything_follows()
    assert Message.objects.count() == 1
    assert not Doc.objects.exists()  # what it had written is gone
    assert (indexing().state, indexing().error) == (State.WAITING, "ValueError: a fault in a detector")


def test_after_six_tries_it_is_shown_and_can_be_tried_again(
    ada_writes: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as faulty:
        faulty.setitem(table.AFTERWARDS, FINDABLE, stumble)
        ada_writes()
        for _ in range(run.TRIES):
            now_due()
            everything_follows()
    assert indexing().state == State.FAILED
    assert run.try_again(indexing().pk)
    everything_follows()
    assert Doc.objects.count() == 1


def test_those_of_one_subject_wait_for_each_other(ada_writes: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ada_writes()
    ada_writes(message_id="<2@okoye.example>", answering=first.message_id, text="two")
    ada_writes(message_id="<3@okoye.example>", text="another ticket")
    with monkeypatch.context() as faulty:
        faulty.setitem(table.AFTERWARDS, FINDABLE, stumble)
        everything_follows()
    assert (
        run.run_next() == 0
    )  # the second of the ticket stands behind the first, which waits to be tried again
    now_due()
    everything_follows()
    assert [
        body.strip() for body in Doc.objects.filter(ticket=first.ticket_id).values_list("body", flat=True)
    ] == [
        "the bell fell off",
        "two",
    ]


def test_at_once_keeps_the_ticket_true(ada_writes: Write) -> None:
    ada_writes()
    assert Ticket.objects.get().version == 2
