"""The loops: one row with a fault never stands before the others."""

import pytest
from django.db import OperationalError

from heard import worker
from heard.channels import outbox
from heard.channels.arrivals import Received, keep
from heard.channels.email import reader
from heard.channels.models import Channel, Outgoing
from heard.drafts import send
from heard.files.models import Blob
from heard.lib.claim import State
from heard.staff.models import Person
from heard.tickets import replies
from heard.tickets.models import Delivery, Message, Ticket
from tests.conftest import Write, mail, states


@pytest.fixture(autouse=True)
def no_wait(settings: object) -> None:
    settings.UNDO_SECONDS = 0  # type: ignore[attr-defined]
    settings.IS_DEMO, settings.RELAY = True, None  # type: ignore[attr-defined]


def test_what_was_kept_is_taken_in(mailbox: Channel) -> None:
    for number in range(3):
        keep(Received(mailbox, "smtp", mail(message_id=f"<{number}@x>", text=str(number))))
    assert worker.take_in_arrivals() == 3
    assert worker.take_in_arrivals() == 0
    assert Message.objects.count() == 3
    reader.stop_all()


def test_a_mail_whose_content_is_lost_is_tried_again_and_the_next_goes_on(mailbox: Channel) -> None:
    keep(Received(mailbox, "smtp", mail("x" * 100_000)))
    large = Blob.objects.get()
    (worker.settings.FILES / large.digest[:2] / large.digest).unlink()
    keep(Received(mailbox, "smtp", mail(message_id="<2@x>")))
    assert worker.take_in_arrivals() == 2
    assert states() == {"waiting": 1, "done": 1}
    reader.stop_all()


def test_a_reply_leaves_when_its_time_has_come(ticket: Ticket, tom: Person) -> None:
    message = send.send(ticket, tom, "On its way.")
    assert worker.deliver()
    message.refresh_from_db()
    assert message.delivery == Delivery.SENT


def test_a_reply_with_a_fault_says_so_and_the_others_leave(
    ada_writes: Write, tom: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = send.send(ada_writes().ticket, tom, "First.")
    second = send.send(ada_writes(message_id="<2@x>", text="two").ticket, tom, "Second.")
    release = replies.release

    def stumble(number: int) -> bool:
        if number == first.pk:
            raise ValueError("this one has a fault")
        return release(number)

    monkeypatch.setattr(replies, "release", stumble)
    worker.deliver()
    first.refresh_from_db()
    assert (first.delivery, first.delivery_error) == (Delivery.REFUSED, "ValueError: this one has a fault")
    assert Outgoing.objects.get().about_id == second.pk


def test_when_the_database_is_away_nothing_is_held_against_the_reply(
    ticket: Ticket, tom: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = send.send(ticket, tom, "Patience.")

    def away(number: int) -> bool:
        raise OperationalError("gone")

    monkeypatch.setattr(replies, "release", away)
    with pytest.raises(OperationalError):
        worker.deliver()
    message.refresh_from_db()
    assert message.delivery == Delivery.WAITING


def test_an_outgoing_mail_whose_content_is_lost_is_shown(ticket: Ticket, tom: Person) -> None:
    replies.release(send.send(ticket, tom, "x" * 100_000).pk)
    content = Outgoing.objects.get().content
    (worker.settings.FILES / content.digest[:2] / content.digest).unlink()
    outbox.deliver_next()
    row = Outgoing.objects.get()
    assert row.state == State.FAILED
    assert "Bring it back from a backup" in row.error
