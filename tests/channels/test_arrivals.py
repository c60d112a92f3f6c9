"""What a door receives is kept once and stands somewhere until it is understood."""

from typing import Any

import pytest
from django.db import connection

from heard.channels import arrivals
from heard.channels.arrivals import Received
from heard.channels.models import Arrival, Aside, Channel
from heard.lib.claim import State
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import Keep, mail, states


def test_the_same_name_on_the_same_channel_is_kept_once(mailbox: Channel) -> None:
    received = Received(mailbox, "imap", mail(), their_id="7:42")
    assert arrivals.keep(received) == arrivals.keep(received)
    assert Arrival.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_batch_is_kept_whole_or_not_at_all(mailbox: Channel) -> None:
    nowhere = Channel(pk=99, kind="email", name="nowhere")
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        arrivals.keep_many([Received(mailbox, "smtp", mail()), Received(nowhere, "smtp", mail())])
    assert not Arrival.objects.exists()


def test_a_batch_costs_as_much_as_one(mailbox: Channel, django_assert_num_queries: Any) -> None:
    for size in (1, 10):
        with django_assert_num_queries(5 if connection.vendor == "postgresql" else 4):
            arrivals.keep_many(
                [Received(mailbox, "smtp", mail(subject=f"{n} of {size}")) for n in range(size)]
            )


def test_a_batch_that_holds_known_mail_numbers_each(mailbox: Channel) -> None:
    (known,) = arrivals.keep_many([Received(mailbox, "imap", mail(), their_id="b")])
    batch = [Received(mailbox, "imap", mail(), their_id=name) for name in ("a", "b", "c", "a")]
    a, b, c, again = arrivals.keep_many(batch)
    assert (b, again) == (known, a)
    assert Arrival.objects.in_bulk([a, b, c], field_name="pk").keys() == {a, b, c}
    assert [Arrival.objects.get(pk=number).their_id for number in (a, b, c)] == ["a", "b", "c"]


def test_a_fault_is_tried_again_later_and_then_shown(keep: Keep) -> None:
    arrival = keep()
    arrivals.failed(arrival, "The disk hiccuped.", lasting=False)
    assert states() == {"waiting": 1}
    arrival = keep()
    arrivals.failed(arrival, "It has no end.", lasting=True)
    assert states() == {"waiting": 1, "failed": 1}
    assert Entry.objects.get().kind == Kind.ARRIVAL_FAILED


def test_an_outage_is_not_the_arrivals_fault(keep: Keep) -> None:
    arrival = keep()
    arrival.attempts = arrivals.TRIES_IN_OUTAGE - 1
    arrivals.postponed(arrival, "No space left on device")
    assert states() == {"waiting": 1}
    arrival = keep()
    arrival.attempts = arrivals.TRIES_IN_OUTAGE  # but it does not go round for ever, unseen
    arrivals.postponed(arrival, "No space left on device")
    assert states() == {"waiting": 1, "failed": 1}


def test_what_was_claimed_and_not_tried_is_as_before(keep: Keep) -> None:
    arrival = keep()
    arrivals.give_back(arrival)
    assert Arrival.objects.get().attempts == 0
    assert [again.pk for again in arrivals.claim_next(1)] == [arrival.pk]


def test_try_again_is_for_what_stopped(keep: Keep) -> None:
    arrival = keep()
    arrivals.failed(arrival, "It has no end.", lasting=True)
    assert arrivals.try_again(arrival.pk)
    assert not arrivals.try_again(arrival.pk)
    assert states() == {"waiting": 1}


def test_the_ledger_adds_up(keep: Keep, mailbox: Channel) -> None:
    arrivals.taken(keep(message_id="<1@x>"))
    arrivals.set_aside(keep(message_id="<2@x>"), Aside.SEEN_BEFORE)
    arrivals.failed(keep(message_id="<3@x>"), "no", lasting=True)
    keep(message_id="<4@x>")
    (row,) = arrivals.ledger()
    assert {side: row[side] for side in ("received", "taken", "set_aside", "failed", "waiting")} == {
        "received": 4,
        "taken": 1,
        "set_aside": 1,
        "failed": 1,
        "waiting": 1,
    }


def test_set_aside_says_why(keep: Keep) -> None:
    arrivals.set_aside(keep(), Aside.SEEN_BEFORE)
    assert Arrival.objects.get().aside == Aside.SEEN_BEFORE
    assert Arrival.objects.get().state == State.SET_ASIDE
