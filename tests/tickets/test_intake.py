"""A mail becomes exactly one message, of the right customer, on the right ticket."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heard.channels.email import receive
from heard.channels.inbound import Address, Inbound, InboundFile
from heard.channels.models import Arrival, Aside
from heard.customers.models import Customer
from heard.lib.claim import LeaseLost, State
from heard.tickets import intake
from heard.tickets.models import Attachment, Message, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import Keep, Write, mail


def test_a_first_mail_opens_a_ticket(ada_writes: Write) -> None:
    message = ada_writes()
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.status, ticket.customer.name) == ("My bell", Status.NEW, "Ada Okoye")
    assert (ticket.snippet, ticket.waiting_since) == ("The bell fell off.", message.at)
    assert list(Entry.objects.order_by("id").values_list("kind", flat=True)) == [
        Kind.TICKET_OPENED,
        Kind.MESSAGE_RECEIVED,
    ]
    assert Arrival.objects.get().state == State.DONE


def test_an_answer_joins_its_ticket(ada_writes: Write) -> None:
    first = ada_writes()
    second = ada_writes(text="And the lamp.", message_id="<ada-2@okoye.example>", answering=first.message_id)
    assert second.ticket == first.ticket
    assert Customer.objects.count() == 1


def test_an_answer_opens_a_solved_ticket_again(ada_writes: Write) -> None:
    first = ada_writes()
    Ticket.objects.update(status=Status.SOLVED, waiting_since=None)
    ada_writes(message_id="<ada-2@okoye.example>", answering=first.message_id)
    ticket = Ticket.objects.get()
    assert ticket.status == Status.OPEN
    assert ticket.waiting_since is not None


def test_the_same_mail_twice_is_one_message(ada_writes: Write, keep: Keep) -> None:
    ada_writes()
    assert intake.take_in(keep(), receive.read(mail())) is None
    assert Message.objects.count() == 1
    assert Arrival.objects.get(state=State.SET_ASIDE).aside == Aside.SEEN_BEFORE


def test_the_same_message_id_with_other_words_is_another_message(ada_writes: Write) -> None:
    ada_writes()
    ada_writes(text="Quite another matter.")
    assert list(Message.objects.order_by("pk").values_list("shares_id", flat=True)) == [False, True]


def test_the_language_of_the_words_is_kept(ada_writes: Write) -> None:
    words = "Guten Tag, die Klingel ist leider schon wieder abgefallen. Können Sie mir bitte helfen?"
    assert ada_writes(text=words).language == "de"


def test_a_mail_without_message_id_or_sender_is_not_lost(ada_writes: Write) -> None:
    message = ada_writes(message_id="", sender="")
    assert message.ticket.customer.name == "Unknown sender"


def test_files_are_kept(keep: Keep) -> None:
    inbound = Inbound(
        Address("ada@okoye.example"), "x", "x", "x", files=(InboundFile("bell.png", "image/png", b"png"),)
    )
    message = intake.take_in(keep(), inbound)
    assert Attachment.objects.get(message=message).name == "bell.png"


def test_when_the_lease_is_lost_nothing_is_written(keep: Keep) -> None:
    arrival = keep()
    Arrival.objects.update(lease=None)
    with pytest.raises(LeaseLost):
        intake.take_in(arrival, receive.read(mail()))
    assert not Ticket.objects.exists()
    assert not Entry.objects.exists()


ANY_TEXT = st.text(alphabet=st.characters(), max_size=80)  # lone surrogates and NUL too


@given(name=ANY_TEXT, subject=ANY_TEXT, text=ANY_TEXT, message_id=ANY_TEXT)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_words_can_be_taken_in(keep: Keep, name: str, subject: str, text: str, message_id: str) -> None:
    Arrival.objects.update(state=State.DONE)
    inbound = Inbound(Address("ada@okoye.example", name), subject, text, text, message_id=message_id)
    intake.take_in(keep(), inbound)
