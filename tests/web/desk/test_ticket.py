"""The ticket page, and what an agent does on it."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from heard.channels import outbox
from heard.channels.email import receive
from heard.channels.models import Outgoing
from heard.customers.models import Customer
from heard.drafts import files, send
from heard.drafts.models import Draft
from heard.drafts.send import Wish
from heard.staff.models import Person
from heard.tickets import intake, organise, replies
from heard.tickets.models import Attachment, Delivery, Matter, Message, Note, Status, Ticket
from tests.conftest import Keep, Write, mail
from tests.drafts.test_keep import PNG

QUERIES = 14  # with notes; links, files and more are asked for only where there are some


def url(ticket: Ticket, rest: str = "") -> str:
    return f"/desk/tickets/{ticket.number}{rest}"


@pytest.mark.parametrize("messages", [1, 3])
def test_one_message_and_three_take_the_same_queries(
    ada_writes: Write,
    desk_of_tom: Client,
    tom: Person,
    django_assert_num_queries: DjangoAssertNumQueries,
    messages: int,
) -> None:
    first = ada_writes()
    for number in range(messages):
        ada_writes(message_id=f"<{number}@x>", answering=first.message_id, text=str(number))
        organise.add_note(first.ticket, "A note.", by=tom)
        replies.write(first.ticket, tom, "A reply.", release_at=timezone.now())
    desk_of_tom.get(url(first.ticket))
    with django_assert_num_queries(QUERIES):
        assert desk_of_tom.get(url(first.ticket)).status_code == 200


def test_a_ticket_that_does_not_exist(desk_of_tom: Client) -> None:
    assert desk_of_tom.get("/desk/tickets/4711").status_code == 404
    assert desk_of_tom.get(f"/desk/tickets/{10**30}").status_code == 404


def test_a_reply_waits_and_is_shown_with_its_undo(ticket: Ticket, desk_of_tom: Client) -> None:
    answer = desk_of_tom.post(url(ticket, "/replies"), {"text": "It is in the post."})
    assert answer.headers["Location"] == url(ticket)
    message = Message.objects.get(direction="out")
    assert (message.text, message.delivery) == ("It is in the post.", Delivery.WAITING)
    assert f"/replies/{message.pk}/undo" in desk_of_tom.get(url(ticket)).content.decode()


def test_a_picture_stands_in_our_words(ticket: Ticket, desk_of_tom: Client, tom: Person) -> None:
    picture = files.add(ticket, tom, "bell.png", PNG, in_words=True)
    words = f"Look **here**: ![bell](cid:{picture.content_id})"
    send.send(ticket, tom, words, wish=Wish(draft=Draft.objects.get()))
    kept = Attachment.objects.get()
    page = desk_of_tom.get(url(ticket)).content.decode()
    assert f'<strong>here</strong>: <img src="{url(ticket)}/files/{kept.pk}/picture"' in page


def test_undo_brings_the_words_back(ticket: Ticket, desk_of_tom: Client) -> None:
    desk_of_tom.post(url(ticket, "/replies"), {"text": "It is in the toast."})
    message = Message.objects.get(direction="out")
    answer = desk_of_tom.post(url(ticket, f"/replies/{message.pk}/undo"), follow=True)
    assert answer.context["draft_text"] == "It is in the toast."
    assert Message.objects.get(direction="out").delivery == Delivery.UNDONE


def test_undo_too_late_says_so(ticket: Ticket, desk_of_tom: Client) -> None:
    desk_of_tom.post(url(ticket, "/replies"), {"text": "Gone."})
    message = Message.objects.get(direction="out")
    replies.release(message.pk)
    assert desk_of_tom.post(url(ticket, f"/replies/{message.pk}/undo")).status_code == 409


def test_undo_of_another_tickets_message_is_not_found(
    ticket: Ticket, ada_writes: Write, desk_of_tom: Client
) -> None:
    other = ada_writes(message_id="<other@x>", text="Other.").ticket
    desk_of_tom.post(url(ticket, "/replies"), {"text": "Hello."})
    message = Message.objects.get(direction="out")
    assert desk_of_tom.post(url(other, f"/replies/{message.pk}/undo")).status_code == 404


def test_an_empty_reply_keeps_the_page_and_says_why(ticket: Ticket, desk_of_tom: Client) -> None:
    answer = desk_of_tom.post(url(ticket, "/replies"), {"text": "  "})
    assert answer.status_code == 422
    assert "The reply is empty." in answer.content.decode()


def test_a_note(ticket: Ticket, desk_of_tom: Client, tom: Person) -> None:
    desk_of_tom.post(url(ticket, "/notes"), {"text": "She has the old model."})
    assert (Note.objects.get().text, Note.objects.get().person) == ("She has the old model.", tom)


def test_solve(ticket: Ticket, desk_of_tom: Client) -> None:
    desk_of_tom.post(url(ticket, "/status"), {"status": "solved", "was": "new"})
    assert Ticket.objects.get().status == Status.SOLVED


def test_a_stale_form_shows_both_and_changes_nothing(
    ticket: Ticket, desk_of_tom: Client, nora: Person
) -> None:
    organise.set_status(ticket, Status.HOLD, by=nora, was=Status.NEW)
    answer = desk_of_tom.post(url(ticket, "/status"), {"status": "solved", "was": "new"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nora Lind" in page
    assert "On hold" in page
    assert "Solved" in page
    assert Ticket.objects.get().status == Status.HOLD
    again = answer.context["again"]
    desk_of_tom.post(again["action"], again["fields"])  # "Use mine"
    assert Ticket.objects.get().status == Status.SOLVED


def test_a_stale_assignment_shows_both(
    ticket: Ticket, desk_of_tom: Client, nora: Person, tom: Person
) -> None:
    organise.assign(ticket, nora, by=nora, was=None)
    answer = desk_of_tom.post(url(ticket, "/assignee"), {"assignee": tom.pk, "was": ""})
    assert answer.status_code == 409
    assert answer.context["theirs"]["value"] == "Nora Lind"
    assert Ticket.objects.get().assignee == nora


@pytest.mark.parametrize("fields", [{}, {"status": "lost", "was": "new"}, {"status": "solved"}])
def test_a_form_that_makes_no_sense_is_refused(
    ticket: Ticket, desk_of_tom: Client, fields: dict[str, str]
) -> None:
    assert desk_of_tom.post(url(ticket, "/status"), fields).status_code == 400


def test_a_get_changes_nothing(ticket: Ticket, desk_of_tom: Client) -> None:
    for rest in ("/replies", "/notes", "/status", "/assignee"):
        assert desk_of_tom.get(url(ticket, rest)).status_code == 405


def test_the_raw_mail_is_a_download(ticket: Ticket, desk_of_tom: Client) -> None:
    message = Message.objects.get()
    answer = desk_of_tom.get(url(ticket, f"/messages/{message.pk}/raw"))
    assert b"".join(answer.streaming_content) == mail()  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_every_page_has_a_policy(ticket: Ticket, desk_of_tom: Client) -> None:
    policy = desk_of_tom.get(url(ticket)).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_list_beside_a_ticket_is_the_view_it_was_opened_from(ticket: Ticket, desk_of_tom: Client) -> None:
    desk_of_tom.get("/desk/views/mine/")
    page = desk_of_tom.get(url(ticket))
    assert page.context["view"].slug == "mine"
    assert page.context["back_url"] == "/desk/views/mine/"


def test_a_reply_that_cannot_leave_yet_says_why(
    ticket: Ticket, tom: Person, desk_of_nora: Client, settings: object
) -> None:
    settings.RELAY, settings.IS_DEMO = None, False  # type: ignore[attr-defined]
    replies.release(send.send(ticket, tom, "On its way.").pk)
    outbox.deliver_next()
    assert "Set HEARD_RELAY" in desk_of_nora.get(url(ticket)).content.decode()
    assert "Set HEARD_RELAY" in desk_of_nora.get("/setup/held/").content.decode()
    row = Outgoing.objects.get()
    settings.IS_DEMO = True  # type: ignore[attr-defined]
    desk_of_nora.post(f"/setup/held/outgoing/{row.pk}/retries")
    assert outbox.deliver_next()
    assert Message.objects.get(direction="out").delivery == Delivery.SENT


def test_a_mail_without_subject_and_words_says_so(ada_writes: Write, desk_of_tom: Client) -> None:
    ticket = ada_writes(text="", subject="").ticket
    page = desk_of_tom.get(url(ticket)).content.decode()
    assert "(no subject)" in page
    assert "No words were found in this mail." in page


def test_a_reply_to_three_says_whom_it_reached(
    keep: Keep, tom: Person, desk_of_tom: Client, settings: object
) -> None:
    settings.RELAY, settings.IS_DEMO = None, True  # type: ignore[attr-defined]
    raw = b"Cc: Bo Lind <bo@lind.example>, cy@lind.example\r\n" + mail()
    message = intake.take_in(keep(raw), receive.read(raw))
    assert message
    reply = send.send(message.ticket, tom, "To all of you.")
    replies.release(reply.pk)
    while outbox.deliver_next():
        pass
    page = desk_of_tom.get(url(message.ticket)).content.decode()
    assert "reached 3 of 3" in page
    outbox.bounced(reply.message_id.strip("<>"), "cy@lind.example", status="5.1.1", permanent=True)
    page = desk_of_tom.get(url(message.ticket)).content.decode()
    assert "reached 2 of 3" in page
    assert "Bo Lind" in page
    assert page.count("It came back from cy@lind.example: 5.1.1.") == 1


def test_a_machines_reply_is_one_folded_line(keep: Keep, ada_writes: Write, desk_of_tom: Client) -> None:
    ticket = ada_writes().ticket
    raw = b"Auto-Submitted: auto-replied\r\n" + mail(
        "I am away.", message_id="<away@okoye.example>", answering="<ada-1@okoye.example>"
    )
    intake.take_in(keep(raw), receive.read(raw))
    page = desk_of_tom.get(url(ticket)).content.decode()
    assert page.count('<details class="machine"') == 1
    assert "Automatic reply from" in page


def test_a_card_number_is_covered_in_mails_and_notes(
    ada_writes: Write, tom: Person, desk_of_tom: Client
) -> None:
    ticket = ada_writes(text="4111 1111 1111 1111 is my card.").ticket
    organise.add_note(ticket, "She pasted 4111 1111 1111 1111 again.", by=tom)
    page = desk_of_tom.get(url(ticket)).content.decode()
    assert page.count("Covered before it was kept: a card number") == 1
    assert (page.count("•••• •••• •••• 1111"), page.count("4111 1111")) == (3, 0)


def test_a_bank_account_stays_and_is_marked(ada_writes: Write, desk_of_tom: Client) -> None:
    ticket = ada_writes(text="Pay it to DE89 3704 0044 0532 0130 00, please.").ticket
    page = desk_of_tom.get(url(ticket)).content.decode()
    assert page.count("Holds a bank account") == 1
    assert "DE89 3704 0044 0532 0130 00" in page


def test_a_file_that_is_lost_is_named(keep: Keep, desk_of_tom: Client) -> None:
    raw = mail("word " * 20_000)
    message = intake.take_in(keep(raw), receive.read(raw))
    assert message
    assert message.arrival
    lost = message.arrival.raw
    (settings.FILES / lost.digest[:2] / lost.digest).unlink()
    desk_of_tom.raise_request_exception = False
    answer = desk_of_tom.get(url(message.ticket, f"/messages/{message.pk}/raw"))
    assert answer.status_code == 500
    assert f"<code>{lost.digest}</code>" in answer.content.decode()


@pytest.mark.parametrize(("way", "said"), [("phone", True), ("visit", True), ("email", False), ("", False)])
def test_the_composer_says_who_likes_another_way_better(
    ticket: Ticket, desk_of_tom: Client, *, way: str, said: bool
) -> None:
    Customer.objects.update(prefers=way)
    page = desk_of_tom.get(f"/desk/tickets/{ticket.number}").content.decode()
    assert ("likes to be reached another way" in page) == said


def test_what_they_want_how_they_feel_and_where_they_stand_is_remembered(
    ticket: Ticket, desk_of_tom: Client
) -> None:
    said = {"goal": "to ring at the corner", "feeling": "impatient", "stage": "after"}
    desk_of_tom.post(f"/desk/tickets/{ticket.number}/matter", said)
    page = desk_of_tom.get(f"/desk/tickets/{ticket.number}").text
    assert '<option value="after" selected>After buying</option>' in page
    assert 'value="to ring at the corner"' in page
    desk_of_tom.post(f"/desk/tickets/{ticket.number}/matter", {"goal": "to ring", "feeling": ""})
    assert Matter.objects.get().stage == "after", "a program that does not know it changes nothing"
    refused = desk_of_tom.post(f"/desk/tickets/{ticket.number}/matter", {"stage": "never"})
    assert refused.status_code == 400
