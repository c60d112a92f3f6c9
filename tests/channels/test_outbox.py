"""What waits to leave is delivered once a recipient, tried again, and never forgotten."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from heard.channels import outbox
from heard.channels.models import Outgoing
from heard.drafts import send
from heard.lib.claim import State
from heard.lib.env import Relay
from heard.lib.ref import Ref, ref
from heard.staff.models import Person
from heard.tickets import replies
from heard.tickets.models import Delivery, Message, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.journeys import post


@pytest.fixture
def inbox(settings: Settings) -> Iterator[post.Relay]:
    with post.relay(pause=0) as server:
        settings.RELAY = Relay("127.0.0.1", server.port)
        settings.UNDO_SECONDS = 0
        yield server


@pytest.fixture
def reply(ticket: Ticket, tom: Person, inbox: post.Relay) -> Message:
    """Tom's reply, on its way."""
    message = send.send(ticket, tom, "A new bell is in the post.")
    assert replies.release(message.pk)
    return message


@pytest.mark.parametrize(
    ("returned", "blamed"),
    [
        ("bo@lind.example", "bo@lind.example"),
        ("postmaster@okoye.example", "ada@okoye.example"),  # passed on inside that company
        ("who@lind.example", None),  # two of ours are there: rather nobody than the wrong one
        ("who@else.example", None),
    ],
)
def test_what_came_back_is_told_of_the_right_copy(ticket: Ticket, returned: str, blamed: str | None) -> None:
    people = ["ada@okoye.example", "bo@lind.example", "cy@lind.example"]
    outbox.queue(
        ticket.channel, Ref("message", 4711), people, message_id="<x@larkfield.example>", content=b""
    )
    Outgoing.objects.update(state=State.DONE)
    found = outbox.bounced("x@larkfield.example", returned, status="5.1.1", permanent=True)
    assert (found.recipient if found else None) == blamed
    assert outbox.bounced("x@larkfield.example", returned, status="5.1.1", permanent=True) is None


def now_due() -> None:
    Outgoing.objects.update(due_at=timezone.now() - timedelta(seconds=1))


def test_it_leaves_once_and_the_ticket_knows(reply: Message, inbox: post.Relay) -> None:
    assert outbox.deliver_next()
    assert not outbox.deliver_next()
    (mail,) = inbox.mails
    headers = message_from_bytes(mail.content)
    assert headers["Message-ID"] == reply.message_id
    assert headers["In-Reply-To"] == "<ada-1@okoye.example>"
    assert headers["To"] == "Ada Okoye <ada@okoye.example>"
    reply.refresh_from_db()
    assert (reply.delivery, reply.possibly_repeated) == (Delivery.SENT, False)


def test_later_means_again_with_the_same_message_id(reply: Message, inbox: post.Relay) -> None:
    inbox.answer = "451 busy"
    assert outbox.deliver_next()
    assert not outbox.deliver_next()  # it waits
    inbox.answer = "250 OK"
    now_due()
    assert outbox.deliver_next()
    assert len(inbox.mails) == 1
    assert Outgoing.objects.get().attempts == 2


def test_a_refusal_is_shown_on_the_message_and_can_be_tried_again(
    reply: Message, inbox: post.Relay, tom: Person
) -> None:
    inbox.answer = "550 no such user"
    outbox.deliver_next()
    reply.refresh_from_db()
    assert (reply.delivery, reply.delivery_error) == (
        Delivery.REFUSED,
        "ada@okoye.example: 550 no such user",
    )
    inbox.answer = "250 OK"
    assert outbox.try_again(Outgoing.objects.get().pk)
    outbox.deliver_next()
    reply.refresh_from_db()
    assert (reply.delivery, reply.delivery_error) == (Delivery.SENT, "")


def test_a_worker_that_vanished_while_sending_makes_it_possibly_repeated(
    reply: Message, inbox: post.Relay
) -> None:
    assert outbox._claim()  # and the worker is gone
    now_due()
    outbox.deliver_next()
    reply.refresh_from_db()
    assert reply.possibly_repeated
    assert Entry.objects.get(kind=Kind.OUTGOING_SENT).data == {"possibly_repeated": True}


def test_a_mail_that_loses_three_workers_is_shown_instead(reply: Message, inbox: post.Relay) -> None:
    for _ in range(3):
        assert outbox._claim()
        now_due()
    outbox.deliver_next()
    assert inbox.mails == []
    assert Outgoing.objects.get().state == State.FAILED


def test_history_is_told_as_sent_and_never_sent(reply: Message, inbox: post.Relay) -> None:
    last_week = timezone.now() - timedelta(days=7)
    with transaction.atomic():
        outbox.left(ref(reply), at=last_week, words="Long ago")
    row = Outgoing.objects.get()
    assert (row.state, row.sent_at, row.receipt) == (State.DONE, last_week, "Long ago")
    assert Message.objects.get(pk=reply.pk).delivery == Delivery.SENT
    assert Entry.objects.get(kind=Kind.OUTGOING_SENT).at == last_week
    assert not outbox.deliver_next()
    assert inbox.mails == []


def test_after_three_days_it_gives_up(reply: Message, inbox: post.Relay) -> None:
    inbox.answer = "451 busy"
    Outgoing.objects.update(queued_at=timezone.now() - timedelta(days=4))
    outbox.deliver_next()
    assert Outgoing.objects.get().error == "Tried for three days. Last answer: 451 busy"
