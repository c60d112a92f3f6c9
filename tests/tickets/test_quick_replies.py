"""Simple questions are answered by themselves, once; all else, and every word back, reaches a person."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from heard.channels import outbox
from heard.channels.email import mailboxes, receive
from heard.channels.models import Channel, Outgoing
from heard.lib import held
from heard.lib.held import Hold
from heard.lib.ref import ref
from heard.phrasing import quick_answers
from heard.phrasing.models import QuickAnswer
from heard.phrasing.quick_answers import Wanted
from heard.staff.models import Person
from heard.tickets import happenings, intake, organise, paging, quick_replies
from heard.tickets.models import Message, QuickReply, Status, Ticket
from heard.tickets.views import VIEWS
from heard.timeline.models import Entry
from tests.conftest import Keep, Write, everything_follows, mail

ASKS = "Hello, I forgot my password. What now? Ada"


@pytest.fixture
def signing_in(nora: Person, mailbox: Channel) -> QuickAnswer:
    mailboxes.say(mailbox, acknowledgement="We have it, No. {number}.", signature="")
    wanted = Wanted("Signing in", "forgot my password", "**Dear {customer.first_name}**, you need none.",
                    "One line back reaches a person.", is_on=True)  # fmt: skip
    return quick_answers.write(None, wanted, by=nora)


def asked(ada_writes: Write, **written: str) -> Ticket:
    message = ada_writes(**{"text": ASKS, "subject": "Help", **written})
    everything_follows()
    return Ticket.objects.get(pk=message.ticket_id)


def sent() -> list[str]:
    return list(Message.objects.filter(is_automatic=True, direction="out").values_list("text", flat=True))


def unassigned(person: Person) -> list[int]:
    return [row["number"] for row in paging.page(VIEWS["unassigned"], person).rows]


def test_it_is_answered_by_itself_and_nobody_needs_to_touch_it(
    signing_in: QuickAnswer, ada_writes: Write, tom: Person
) -> None:
    ticket = asked(ada_writes)
    assert sent() == ["**Dear Ada**, you need none.\n\nOne line back reaches a person."]
    assert (ticket.status, ticket.waiting_since, ticket.tags) == ("solved", None, ["answered-by-itself"])
    assert unassigned(tom) == []
    copy = Outgoing.objects.get()
    raw = bytes(copy.content.inline or b"").decode()
    assert copy.recipient == "ada@okoye.example"
    assert ("Auto-Submitted: auto-replied" in raw, "<strong>Dear Ada</strong>" in raw) == (True, True)
    assert happenings.of([ticket.pk])[0].text.startswith("It was answered by itself")
    assert quick_replies.counts() == {signing_in.pk: {"given": 1, "back": 0}}


def test_one_word_back_reaches_people(signing_in: QuickAnswer, ada_writes: Write, tom: Person) -> None:
    ticket = asked(ada_writes)
    ours = Message.objects.get(is_automatic=True).message_id
    ada_writes(text="It did not help.", message_id="<2@okoye.example>", answering=ours)
    everything_follows()
    ticket.refresh_from_db()
    assert (ticket.status, unassigned(tom), len(sent())) == ("open", [ticket.pk], 1)
    assert quick_replies.counts() == {signing_in.pk: {"given": 1, "back": 1}}


def test_once_a_customer_and_day(signing_in: QuickAnswer, ada_writes: Write) -> None:
    asked(ada_writes)
    again = asked(ada_writes, message_id="<2@okoye.example>", subject="Again")
    assert (again.status, QuickReply.objects.count()) == ("new", 1)
    assert sent()[-1] == f"We have it, No. {again.pk}."


@pytest.mark.parametrize(
    "written",
    [
        {"text": "My bell fell off."},
        {"text": ASKS + " THIS IS A DISGRACE!!!"},
        {"sender": "no-reply@shop.example"},
    ],
)
def test_everything_else_reaches_a_person(
    signing_in: QuickAnswer, ada_writes: Write, written: dict[str, str]
) -> None:
    ticket = asked(ada_writes, **written)
    assert (ticket.status, QuickReply.objects.count()) == ("new", 0)


def test_two_that_fit_answer_nobody(signing_in: QuickAnswer, ada_writes: Write, nora: Person) -> None:
    quick_answers.write(None, Wanted("Now", "what now", "This.", "A person.", is_on=True), by=nora)
    ticket = asked(ada_writes)
    assert (ticket.status, sent()) == ("new", [f"We have it, No. {ticket.pk}."])


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-generated", "List-Id: <news.okoye.example>"])
def test_never_to_machines_and_lists(signing_in: QuickAnswer, keep: Keep, header: str) -> None:
    raw = header.encode() + b"\r\n" + mail(text=ASKS)
    intake.take_in(keep(raw), receive.read(raw))
    everything_follows()
    assert (QuickReply.objects.count(), Outgoing.objects.count()) == (0, 0)


def test_a_complaint_by_the_form_is_for_people(signing_in: QuickAnswer, ada_writes: Write) -> None:
    message = ada_writes(text=ASKS)
    Ticket.objects.filter(pk=message.ticket_id).update(tags=["complaint"])
    everything_follows()
    assert QuickReply.objects.count() == 0


def test_who_took_it_answers_it(signing_in: QuickAnswer, ada_writes: Write, tom: Person) -> None:
    ticket = ada_writes(text=ASKS).ticket
    organise.assign(ticket, tom, by=tom, was=None)
    everything_follows()
    assert QuickReply.objects.count() == 0


def test_what_cannot_be_filled_in_is_not_said(signing_in: QuickAnswer, ada_writes: Write) -> None:
    ticket = asked(ada_writes, sender="ivo@okoye.example")
    assert (ticket.status, QuickReply.objects.count()) == ("new", 0)


def test_turned_off_it_answers_nobody(signing_in: QuickAnswer, ada_writes: Write) -> None:
    QuickAnswer.objects.update(is_on=False)
    assert asked(ada_writes).status == "new"


def test_not_while_the_outbox_is_held(
    signing_in: QuickAnswer, ada_writes: Write, tmp_path: Path, settings: Settings
) -> None:
    settings.HOME = tmp_path
    held.mark(tmp_path, Hold(timezone.now()))
    assert asked(ada_writes).status == "new"
    held.forget(tmp_path)


def test_what_came_back_goes_to_people(signing_in: QuickAnswer, ada_writes: Write, tom: Person) -> None:
    ticket = asked(ada_writes)
    message = Message.objects.get(is_automatic=True)
    outbox.left(ref(message), at=timezone.now(), words="250 ok")
    outbox.bounced(message.message_id.strip("<>"), "ada@okoye.example", status="5.1.1", permanent=True)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_since, unassigned(tom)) == ("open", ticket.opened_at, [ticket.pk])
    assert Entry.objects.filter(kind="quick_answer.lost").count() == 1


def test_the_ticket_shows_it_as_it_was_sent(
    signing_in: QuickAnswer, ada_writes: Write, desk_of_tom: Client
) -> None:
    ticket = asked(ada_writes)
    page = desk_of_tom.get(f"/desk/tickets/{ticket.pk}").text
    assert "<strong>Dear Ada</strong>" in page
    assert "It was answered by itself" in page


def test_a_solved_ticket_was_solved_by_nobody(signing_in: QuickAnswer, ada_writes: Write) -> None:
    ticket = asked(ada_writes)
    entry = Entry.objects.get(kind="ticket.status_changed", subject_id=ticket.pk)
    assert (entry.actor_kind, entry.data) == ("", {"from": "new", "to": "solved", "by_itself": True})
    organise.set_status(ticket, Status.OPEN, by=Person.objects.latest("pk"), was=Status.SOLVED)
    ticket.refresh_from_db()
    assert ticket.waiting_since is not None
