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
from tests.conftest import Write

FINDABLE = "tickets.findable.message"


def stumble(entry: Entry) -> None:
    """Writes something and then fails, as a reaction with a fault does."""
    Doc.objects.create(kind="half", ref_id=entry.pk, ticket=1, at=entry.at)
    raise ValueError("a fault in a detector")


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(table.AFTERWARDS, FINDABLE, stumble)


def now_due() -> None:
    Reaction.objects.filter(state=State.WAITING).update(due_at=timezone.now() - timedelta(seconds=1))


def test_what_was_said_becomes_findable(ada_writes: Write) -> None:
    ada_writes()
    assert run.run_next() == 1
    assert Doc.objects.get().body.strip() == "The bell fell off."
    assert run.run_next() == 0


def test_a_fault_leaves_the_mail_alone_and_is_tried_again(ada_writes: Write, faulty: None) -> None:
    ada_writes()
    run.run_next()
    assert Message.objects.count() == 1
    assert not Doc.objects.exists()  # what it had written is gone
    row = Reaction.objects.get()
    assert (row.state, row.error) == (State.WAITING, "ValueError: a fault in a detector")


def test_after_six_tries_it_is_shown_and_can_be_tried_again(
    ada_writes: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as faulty:
        faulty.setitem(table.AFTERWARDS, FINDABLE, stumble)
        ada_writes()
        for _ in range(run.TRIES):
            now_due()
            run.run_next()
    assert Reaction.objects.get().state == State.FAILED
    assert run.try_again(Reaction.objects.get().pk)
    run.run_next()
    assert Doc.objects.count() == 1


def test_those_of_one_subject_wait_for_each_other(ada_writes: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ada_writes()
    ada_writes(message_id="<2@okoye.example>", answering=first.message_id, text="two")
    ada_writes(message_id="<3@okoye.example>", text="another ticket")
    with monkeypatch.context() as faulty:
        faulty.setitem(table.AFTERWARDS, FINDABLE, stumble)
        run.run_next()
    assert (
        run.run_next() == 0
    )  # the second of the ticket stands behind the first, which waits for its next try
    now_due()
    while run.run_next():
        pass
    assert list(Doc.objects.order_by("id").values_list("body", flat=True))[-1].strip() == "two"


def test_at_once_keeps_the_ticket_true(ada_writes: Write) -> None:
    ada_writes()
    assert Ticket.objects.get().version == 2
