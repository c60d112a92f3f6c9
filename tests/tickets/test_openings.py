"""Whoever answers has seen the whole message: a file that nobody opened holds a reply once."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from heard.drafts import send
from heard.drafts.send import Unopened, Wish
from heard.files import store
from heard.staff import desk
from heard.staff.models import Person
from heard.tickets import happenings, openings
from heard.tickets.models import Attachment, Message, Opening, Ticket
from tests.conftest import Write, desk_of

ASKED = Wish(unopened=False)  # as the desk's own page sends


@pytest.fixture
def invoice(ticket: Ticket) -> Attachment:
    """A file that came with Ada's first words."""
    return came_with(ticket, "invoice.pdf")


def came_with(ticket: Ticket, name: str, **said: object) -> Attachment:
    said = {"type": "application/pdf"} | said
    first = Message.objects.filter(ticket=ticket, direction="in").latest("at")
    return Attachment.objects.create(message=first, blob=store.keep(name.encode()), name=name, **said)


def names(ticket: Ticket) -> list[str]:
    return [file.name for file in openings.unopened(ticket)]


def test_it_is_held_once_and_the_second_press_is_told(
    ticket: Ticket, invoice: Attachment, tom: Person
) -> None:
    with pytest.raises(Unopened, match=r"Nobody has opened “invoice.pdf” yet\."):
        send.send(ticket, tom, "Thank you.", wish=ASKED)
    assert send.send(ticket, tom, "Thank you.")
    assert happenings.of([ticket.pk])[-1].text == "Tom Abara replied before anybody had opened 1 file."
    assert send.send(ticket, tom, "And another word.", wish=ASKED), "it is asked about no more"


def test_whoever_opened_it_it_is_open(
    ticket: Ticket, invoice: Attachment, tom: Person, nora: Person, desk_of_tom: Client
) -> None:
    address = f"/desk/tickets/{ticket.number}"
    assert "not opened yet" in desk_of_tom.get(address).text
    assert desk_of(nora).get(f"{address}/files/{invoice.pk}").status_code == 200
    assert "not opened yet" not in desk_of_tom.get(address).text
    assert Opening.objects.get().person == nora
    assert send.send(ticket, tom, "Thank you.", wish=ASKED)
    assert "before anybody had opened" not in str([event.text for event in happenings.of([ticket.pk])])


def test_opened_again_nothing_is_written(ticket: Ticket, invoice: Attachment, desk_of_tom: Client) -> None:
    address = f"/desk/tickets/{ticket.number}/files/{invoice.pk}"
    desk_of_tom.get(address)
    with CaptureQueriesContext(connection) as queries:
        desk_of_tom.get(address)
    assert not [one for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_what_is_not_asked_about(ticket: Ticket, tom: Person, ada_writes: Write) -> None:
    came_with(ticket, "logo.png", inline=True, type="image/png")
    came_with(ticket, "smime.p7s", type="application/pkcs7-signature")
    assert names(ticket) == []
    gone = came_with(ticket, "gone.pdf")
    Attachment.objects.filter(pk=gone.pk).update(blob=store.gone())
    assert names(ticket) == []
    came_with(ticket, "first.pdf")
    send.send(ticket, tom, "Thank you.")
    ada_writes(message_id="<2@x>", answering="<ada-1@okoye.example>", text="Here is more.")
    came_with(ticket, "second.pdf")
    assert names(ticket) == ["second.pdf"], "what came before our last reply is not asked about again"


def test_the_page_shows_what_it_is_and_sends_at_the_second_press(
    ticket: Ticket, invoice: Attachment, desk_of_tom: Client
) -> None:
    there = f"/desk/tickets/{ticket.number}/replies"
    held = desk_of_tom.post(there, {"text": "Dear Ada"})
    assert (held.status_code, held.context["draft_text"]) == (409, "Dear Ada")
    assert "Not sent yet: nobody has opened this" in held.text
    assert f'href="/desk/tickets/{ticket.number}/files/{invoice.pk}"' in held.text
    assert '<input type="hidden" name="unopened" value="1">' in held.text
    assert desk_of_tom.post(there, {"text": "Dear Ada", "unopened": "1"}).status_code == 302


def test_what_was_said_once_is_not_asked_again_by_another_refusal(
    ticket: Ticket, invoice: Attachment, desk_of_tom: Client, ada_writes: Write
) -> None:
    seen = Message.objects.get().pk
    ada_writes(message_id="<2@x>", answering="<ada-1@okoye.example>", text="Never mind!")
    there = f"/desk/tickets/{ticket.number}/replies"
    held = desk_of_tom.post(there, {"text": "Dear Ada", "unopened": "1", "seen": seen})
    assert "this came while you were writing" in held.text
    assert '<input type="hidden" name="unopened" value="1">' in held.text


def test_a_desk_that_does_not_want_it(
    ticket: Ticket, invoice: Attachment, tom: Person, desk_of_nora: Client
) -> None:
    desk_of_nora.post("/setup/teams/unopened", {"to": "off"})
    assert not desk.asks_for_unopened()
    assert "Hold a reply once" in desk_of_nora.get("/setup/teams/").text
    assert send.send(ticket, tom, "Thank you.", wish=ASKED)
    assert "before anybody" not in str([event.text for event in happenings.of([ticket.pk])])


def test_two_who_open_it_at_once(ticket: Ticket, invoice: Attachment, tom: Person, nora: Person) -> None:
    Opening.objects.bulk_create([Opening(attachment=invoice, person=tom)])
    Opening.objects.bulk_create([Opening(attachment=invoice, person=nora)], ignore_conflicts=True)
    openings.opened(invoice, by=nora)
    assert Opening.objects.get().person == tom
