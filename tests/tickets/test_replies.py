"""Our side: it waits, can be taken back, and is released exactly once."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from heard.channels.models import Outgoing
from heard.drafts import send
from heard.files import store
from heard.staff.models import Person
from heard.tickets import replies
from heard.tickets.models import Delivery, Message, Status, Ticket
from tests.conftest import Write

TOMORROW = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def reply(ticket: Ticket, tom: Person) -> Message:
    return send.send(ticket, tom, "A new bell is in the post.")


def due_in(seconds: float) -> list[int]:
    return list(replies.ready(timezone.now() + timedelta(seconds=seconds)).values_list("pk", flat=True))


def test_it_waits_for_the_undo_time(reply: Message) -> None:
    assert due_in(5) == []
    assert due_in(11) == [reply.pk]


def test_it_is_released_once(reply: Message) -> None:
    assert replies.release(reply.pk)
    assert not replies.release(reply.pk)
    assert Outgoing.objects.count() == 1


def test_taken_back_it_never_leaves(reply: Message, tom: Person) -> None:
    assert send.undo(reply, by=tom)
    assert not replies.release(reply.pk)
    assert not Outgoing.objects.exists()
    assert Ticket.objects.get().snippet == "The bell fell off."


def test_released_it_cannot_be_taken_back(reply: Message, tom: Person) -> None:
    replies.release(reply.pk)
    assert not send.undo(reply, by=tom)
    assert Message.objects.get(pk=reply.pk).delivery == Delivery.RELEASED


def test_once_it_left_the_customer_no_longer_waits(reply: Message) -> None:
    assert Ticket.objects.get().waiting_since is not None
    replies.release(reply.pk)
    ticket = Ticket.objects.get()
    assert (ticket.waiting_since, ticket.status) == (None, Status.WAITING)


def test_unless_they_wrote_again_meanwhile(reply: Message, ada_writes: Write) -> None:
    ada_writes(message_id="<ada-2@okoye.example>", answering="<ada-1@okoye.example>", text="Hello?")
    replies.release(reply.pk)
    ticket = Ticket.objects.get()
    assert ticket.waiting_since is not None
    assert ticket.status == Status.NEW


def test_written_before_the_clock_was_set_back_it_still_leaves(reply: Message) -> None:
    Message.objects.filter(pk=reply.pk).update(at=TOMORROW, release_at=TOMORROW)
    assert due_in(0) == [reply.pk]


@pytest.mark.parametrize("text", ["", "  \r\n ", "x" * (send.LONGEST + 1)])
def test_what_cannot_be_sent_says_why(ticket: Ticket, tom: Person, text: str) -> None:
    with pytest.raises(send.NotSendable):
        send.send(ticket, tom, text)


@pytest.mark.parametrize(
    ("name", "subject", "message_id"),
    [
        ("Ada\r\nBcc: all@else.example", "Hi\r\nX-Evil: 1", "<a b\r\nX: 1>"),
        ("José „Pepe“ <x@y>", "Ünï 東京 " * 40, "<ünï@x>"),
        ('"; DROP', "=?utf-8?q?broken", "no brackets"),
    ],
)
def test_whatever_they_are_called_the_mail_is_sound(
    ada_writes: Write, tom: Person, name: str, subject: str, message_id: str
) -> None:
    ticket = ada_writes().ticket
    ticket.customer.name = name
    ticket.customer.save(update_fields=["name"])
    Ticket.objects.update(subject=subject)
    Message.objects.update(message_id=message_id)
    ticket.refresh_from_db()
    assert replies.release(send.send(ticket, tom, "Zürich ✓").pk)
    mail = message_from_bytes(store.content(Outgoing.objects.get().content), policy=policy.default)
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    words = mail.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert words.splitlines()[0] == "Zürich ✓"


def test_lists_show_our_words_without_their_signs(ticket: Ticket, ada_writes: Write, tom: Person) -> None:
    replies.write(ticket, tom, "**Sorry**, Ada:\n\n- a *new* bell", release_at=timezone.now())
    assert Ticket.objects.get().snippet == "Sorry, Ada: a new bell"
    ada_writes(message_id="<2@x>", answering="<ada-1@okoye.example>", text="**Thanks** *a* lot")
    assert Ticket.objects.get().snippet == "**Thanks** *a* lot"
