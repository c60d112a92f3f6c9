"""A fact is written with what it speaks of, and told at once."""

from typing import Any

import pytest
from django.db import transaction

from heard.lib.ref import Ref
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record, recorded

TICKET = Ref("ticket", 7)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record(Kind.TICKET_OPENED, TICKET)


@pytest.mark.django_db(transaction=True)
def test_a_fault_in_an_at_once_reaction_takes_the_fact_with_it() -> None:
    def stumble(sender: object, entry: Entry, **_: Any) -> None:
        raise ZeroDivisionError

    recorded.connect(stumble)
    try:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record(Kind.TICKET_OPENED, TICKET)
    finally:
        recorded.disconnect(stumble)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_the_entry_says_who_what_and_why() -> None:
    cause = record(Kind.TICKET_OPENED, TICKET)
    entry = record(
        Kind.TICKET_STATUS_CHANGED, TICKET, actor=Ref("person", 2), cause=cause, data={"to": "open"}
    )
    found = Entry.objects.get(pk=entry.pk)
    assert (found.subject, found.actor, found.cause_id) == (TICKET, Ref("person", 2), cause.pk)
    assert found.data == {"to": "open"}
