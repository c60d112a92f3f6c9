"""Send and solve: the ticket is solved when the reply leaves, and not before."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from heard.drafts import send
from heard.drafts.send import Wish
from heard.staff.models import Person
from heard.tickets import changes, replies
from heard.tickets.models import Message, Status, Ticket
from heard.timeline.models import Entry
from tests.conftest import Write

WORDS = "Hello Ada, here is a new bell."


def status(ticket: Ticket) -> str:
    """How it stands now."""
    return Ticket.objects.get(pk=ticket.pk).status


def test_it_is_solved_when_the_reply_leaves(ticket: Ticket, tom: Person) -> None:
    message = send.send(ticket, tom, WORDS, wish=Wish(solves=True))
    assert status(ticket) == Status.NEW
    assert replies.release(message.pk)
    assert status(ticket) == Status.SOLVED
    told = Entry.objects.get(kind="ticket.status_changed")
    assert (told.actor_id, told.data) == (tom.pk, {"from": "waiting", "to": "solved"})
    assert Ticket.objects.get().solved_at is not None


def test_undo_of_the_reply_leaves_the_ticket_as_it_was(ticket: Ticket, tom: Person) -> None:
    message = send.send(ticket, tom, WORDS, wish=Wish(solves=True))
    assert send.undo(message, by=tom)
    assert replies.release(message.pk) is False
    assert status(ticket) == Status.NEW


def test_not_where_the_customer_wrote_meanwhile(ticket: Ticket, tom: Person, ada_writes: Write) -> None:
    message = send.send(ticket, tom, WORDS, wish=Wish(solves=True))
    Message.objects.filter(pk=message.pk).update(at=timezone.now() - timedelta(minutes=1))
    ada_writes(message_id="<ada-2@okoye.example>", answering="<ada-1@okoye.example>")
    assert replies.release(message.pk)
    assert status(ticket) == Status.NEW


def test_not_where_nobody_works_on_it_any_more(ticket: Ticket, tom: Person) -> None:
    message = send.send(ticket, tom, WORDS, wish=Wish(solves=True))
    changes.make(tom, [ticket.number], "status", "closed")
    assert replies.release(message.pk)
    assert status(ticket) == Status.CLOSED


def test_the_page_has_a_button_for_it_and_says_what_follows(desk_of_tom: Client, ticket: Ticket) -> None:
    path = f"/desk/tickets/{ticket.number}"
    assert 'name="solve"' in desk_of_tom.get(path).content.decode()
    desk_of_tom.post(f"{path}/replies", {"text": WORDS, "solve": "1"})
    assert "then the ticket is solved" in desk_of_tom.get(path).content.decode()
    assert Message.objects.get(direction="out").solves


def test_a_solved_ticket_has_no_such_button(desk_of_tom: Client, ticket: Ticket, tom: Person) -> None:
    changes.make(tom, [ticket.number], "status", "solved")
    assert 'name="solve"' not in desk_of_tom.get(f"/desk/tickets/{ticket.number}").content.decode()


def test_a_program_can_ask_for_it(api: Client, ticket: Ticket) -> None:
    path = f"/api/v1/tickets/{ticket.number}/replies"
    sent = api.post(path, {"text": WORDS, "solve": True}, content_type="application/json").json()
    assert replies.release(sent["id"])
    assert status(ticket) == Status.SOLVED
