"""Nobody's ticket becomes that of whoever answers it: when the answer leaves, and never from anybody."""

from django.test import Client

from heard.drafts import send
from heard.drafts.send import Wish
from heard.phrasing import macros
from heard.staff import people, tokens
from heard.staff.models import Person
from heard.tickets import merge, organise, replies
from heard.tickets.models import Message, Ticket
from heard.timeline.models import Entry
from tests.conftest import Write

WORDS = "Hello Ada, here is a new bell."


def owner(ticket: Ticket) -> Person | None:
    """Whose it is now."""
    return Ticket.objects.select_related("assignee").get(pk=ticket.pk).assignee


def test_it_becomes_theirs_when_the_reply_leaves(ticket: Ticket, tom: Person) -> None:
    message = send.send(ticket, tom, WORDS)
    assert owner(ticket) is None
    assert replies.release(message.pk)
    assert owner(ticket) == tom
    told = Entry.objects.get(kind="ticket.assigned")
    assert (told.subject_id, told.about_id, told.actor_id, told.data) == (
        ticket.number,
        tom.pk,
        tom.pk,
        {"from": 0},
    )
    assert Ticket.objects.get().handoffs == 0


def test_at_a_desk_that_does_not_want_it_it_stays_nobodys(
    ticket: Ticket, tom: Person, desk_of_nora: Client
) -> None:
    page = desk_of_nora.get("/setup/teams/").content.decode()
    assert "Whoever answers such a ticket gets it" in page
    desk_of_nora.post("/setup/teams/taking", {"to": "off"})
    assert replies.release(send.send(ticket, tom, WORDS).pk)
    assert owner(ticket) is None
    page = desk_of_nora.get("/setup/teams/").content.decode()
    assert "They stay nobody's when somebody answers" in page
    for _twice in range(2):
        desk_of_nora.post("/setup/teams/taking", {"to": "on"})
    changes = Entry.objects.filter(kind="desk.answering_takes").order_by("pk")
    assert [entry.data for entry in changes] == [{"on": False}, {"on": True}]
    assert replies.release(send.send(ticket, tom, "And its screw.").pk)
    assert owner(ticket) == tom


def test_taken_back_it_stays_nobodys(ticket: Ticket, tom: Person) -> None:
    message = send.send(ticket, tom, WORDS)
    assert send.undo(message, by=tom)
    assert replies.release(message.pk) is False
    assert owner(ticket) is None


def test_what_is_somebody_elses_stays_theirs(ticket: Ticket, tom: Person, nora: Person) -> None:
    message = send.send(ticket, tom, WORDS)
    organise.assign(ticket, nora, by=nora, was=None)
    assert replies.release(message.pk)
    assert owner(ticket) == nora
    assert Entry.objects.filter(kind="ticket.assigned").count() == 1


def test_what_a_macro_gives_to_somebody_is_theirs(ticket: Ticket, tom: Person, nora: Person) -> None:
    given = macros.write(None, by=tom, title="Warranty", text=WORDS, actions={"assignee": nora.pk})
    replies.release(send.send(ticket, tom, WORDS, wish=Wish(macro=given)).pk)
    assert owner(ticket) == nora


def test_in_a_merged_ticket_it_is_the_one_that_goes_on(ada_writes: Write, tom: Person) -> None:
    one, two = (ada_writes(message_id=f"<{name}@okoye.example>").ticket for name in ("one", "two"))
    message = send.send(two, tom, WORDS)
    merge.merge(two, one, by=tom)
    assert replies.release(message.pk)
    assert (owner(one), owner(two)) == (tom, None)


def test_what_is_passed_on_outside_makes_nobody_its_owner(ticket: Ticket, tom: Person) -> None:
    message = send.forward(Message.objects.get(), tom, ["works@bells.example"], "For you.")
    assert replies.release(message.pk)
    assert owner(ticket) is None


def test_no_program_owns_a_ticket(ticket: Ticket) -> None:
    account = tokens.service_account("shop")
    message = replies.write(ticket, account, WORDS, release_at=ticket.opened_at)
    assert replies.release(message.pk)
    assert owner(ticket) is None


def test_whoever_left_meanwhile_takes_nothing(ticket: Ticket, tom: Person, nora: Person) -> None:
    message = send.send(ticket, tom, WORDS)
    people.leave(tom, by=nora)
    assert replies.release(message.pk)
    assert owner(ticket) is None


def test_the_ticket_says_it_in_one_line(ticket: Ticket, tom: Person, desk_of_tom: Client) -> None:
    replies.release(send.send(ticket, tom, WORDS).pk)
    assert desk_of_tom.get(f"/desk/tickets/{ticket.number}").content.decode().count("Tom Abara took it.") == 1
