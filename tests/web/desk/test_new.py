"""A ticket begun at the desk: a mail to a customer first, or what they said on the telephone."""

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from heard.channels.models import Channel, Outgoing
from heard.drafts import send
from heard.drafts.models import Draft
from heard.drafts.send import NotSendable
from heard.phrasing import macros
from heard.staff.models import Person, Role, Sees, Team
from heard.tickets import conversation, merge, replies
from heard.tickets.merge import NotMergeable
from heard.tickets.models import Message, Status, Ticket, Told
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from tests.conftest import Write, desk_of, everything_follows

PAGE = "/desk/new"
WORDS = "Hello {customer.first_name}, your wheel is ready."


def fields(mailbox: Channel, **other: Any) -> dict[str, Any]:
    """What the page sends when Ada is written to."""
    return {
        "way": "mail", "to": "ada@okoye.example", "name": "Ada Okoye", "subject": "Your wheel", "text": WORDS,
        "channel": mailbox.pk, "key": str(uuid.uuid4()),
    } | other  # fmt: skip


def leave() -> None:
    """The undo time of all replies is over."""
    Message.objects.filter(delivery="waiting").update(release_at=timezone.now())
    for message in replies.ready(timezone.now()):
        assert replies.release(message.pk)


def test_a_mail_to_somebody_new_waits_leaves_and_waits_for_them(
    desk_of_tom: Client, tom: Person, mailbox: Channel
) -> None:
    answer = desk_of_tom.post(PAGE, fields(mailbox, assignee=tom.pk))
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"/desk/tickets/{ticket.number}"
    assert (ticket.status, ticket.waiting_since, ticket.assignee, ticket.subject) == (
        Status.NEW, None, tom, "Your wheel",
    )  # fmt: skip
    message = ticket.messages.get()
    assert (message.direction, message.delivery) == ("out", "waiting")
    assert message.text == "Hello Ada, your wheel is ready."
    leave()
    ticket.refresh_from_db()
    assert (ticket.status, Outgoing.objects.get().recipient) == (Status.WAITING, "ada@okoye.example")
    assert Draft.objects.count() == 0


def test_nothing_is_acknowledged_to_somebody_whom_we_write_to(desk_of_tom: Client, mailbox: Channel) -> None:
    Channel.objects.update(acknowledgement="We have it.")
    desk_of_tom.post(PAGE, fields(mailbox))
    desk_of_tom.post(PAGE, fields(mailbox, way="told", how="phone"))
    everything_follows()
    assert Message.objects.filter(is_automatic=True).count() == 0


def test_pressed_twice_it_is_one_ticket(desk_of_tom: Client, mailbox: Channel) -> None:
    for way in ({"way": "mail"}, {"way": "mail", "go_on": "1"}, {"way": "told", "how": "visit"}):
        sent = fields(mailbox, **way)
        first, second = desk_of_tom.post(PAGE, sent), desk_of_tom.post(PAGE, sent)
        assert first.headers["Location"] == second.headers["Location"]
    assert (Ticket.objects.count(), Message.objects.count()) == (3, 2)


def test_other_words_from_a_page_that_was_sent_are_a_ticket_of_their_own(
    desk_of_tom: Client, mailbox: Channel
) -> None:
    sent = fields(mailbox)
    desk_of_tom.post(PAGE, sent)
    desk_of_tom.post(PAGE, sent | {"text": "Bring the lock, too."})
    assert sorted(Message.objects.values_list("text", flat=True)) == [
        "Bring the lock, too.", "Hello Ada, your wheel is ready.",
    ]  # fmt: skip


def test_taken_back_the_mail_is_a_draft_in_its_ticket(
    desk_of_tom: Client, tom: Person, mailbox: Channel
) -> None:
    desk_of_tom.post(PAGE, fields(mailbox))
    message = Message.objects.get()
    desk_of_tom.post(f"/desk/tickets/{message.ticket_id}/replies/{message.pk}/undo")
    assert Draft.objects.get(person=tom).text == "Hello Ada, your wheel is ready."
    assert Ticket.objects.get().snippet == ""


def test_the_words_can_be_gone_on_with_in_the_ticket_with_their_files(
    desk_of_tom: Client, tom: Person, mailbox: Channel
) -> None:
    file = SimpleUploadedFile("bill.txt", b"12 EUR")
    desk_of_tom.post(PAGE, fields(mailbox, go_on="1", files=file))
    draft = Draft.objects.get(person=tom)
    assert (draft.text, [each.name for each in draft.files.all()]) == (
        "Hello Ada, your wheel is ready.", ["bill.txt"],
    )  # fmt: skip
    assert Message.objects.count() == 0
    page = desk_of_tom.get(f"/desk/tickets/{draft.ticket_id}").content.decode()
    assert "Tom Abara began this, to write to the customer." in page


def test_a_macro_goes_along_into_the_draft(desk_of_tom: Client, tom: Person, mailbox: Channel) -> None:
    macro = macros.write(None, by=tom, title="Ready", text=WORDS, actions={"tags": ["ready"]})
    desk_of_tom.post(PAGE, fields(mailbox, go_on="1", macro=macro.pk))
    assert Draft.objects.get(person=tom).macro == macro
    desk_of_tom.post(PAGE, fields(mailbox, macro=macro.pk))
    leave()
    assert Ticket.objects.order_by("number").last().tags == ["ready"]  # type: ignore[union-attr]


def test_files_go_along(desk_of_tom: Client, mailbox: Channel) -> None:
    desk_of_tom.post(PAGE, fields(mailbox, files=SimpleUploadedFile("bill.txt", b"12 EUR")))
    assert Message.objects.get().attachments.get().name == "bill.txt"


def test_what_was_said_on_the_telephone_waits_for_an_answer_and_says_who_wrote_it_down(
    desk_of_tom: Client, tom: Person, mailbox: Channel
) -> None:
    sent = fields(mailbox, way="told", how="phone", text="The wheel squeaks.", subject="", assignee=tom.pk)
    desk_of_tom.post(PAGE, sent)
    ticket = Ticket.objects.get()
    message = ticket.messages.get()
    assert (message.direction, message.told, message.person, message.sender_name) == (
        "in", Told.PHONE, tom, "Ada Okoye",
    )  # fmt: skip
    assert (ticket.status, ticket.assignee, ticket.waiting_since) == (Status.NEW, tom, message.at)
    page = desk_of_tom.get(f"/desk/tickets/{ticket.number}").content.decode()
    assert "By telephone; written down by <bdi>Tom Abara</bdi>" in page
    assert [event.text for event in conversation.of(ticket, tom).events] == [
        "Tom Abara wrote down what was said by telephone.", "Tom Abara took it.",
    ]  # fmt: skip


def test_a_customer_who_is_known_stays_the_same(
    desk_of_tom: Client, ada_writes: Write, mailbox: Channel
) -> None:
    ada = ada_writes().ticket.customer
    desk_of_tom.post(PAGE, fields(mailbox, to="Ada <ADA@okoye.example>", name="Somebody Else"))
    assert Ticket.objects.order_by("number").last().customer == ada  # type: ignore[union-attr]


def test_a_name_offers_those_who_are_known_and_sends_nothing(
    desk_of_tom: Client, ada_writes: Write, mailbox: Channel
) -> None:
    ada_writes()
    everything_follows()
    refused = desk_of_tom.post(PAGE, fields(mailbox, to="Ada"))
    page = refused.content.decode()
    assert (refused.status_code, Ticket.objects.count()) == (422, 1)
    assert "Choose whom of these you mean" in page
    assert 'name="choose" value="ada@okoye.example"' in page
    assert WORDS in page
    chosen = desk_of_tom.post(PAGE, fields(mailbox, to="Ada", choose="ada@okoye.example")).content.decode()
    assert ('value="ada@okoye.example"' in chosen, WORDS in chosen) == (True, True)
    offered = desk_of_tom.get(f"{PAGE}/customers?to=ada").content.decode()
    assert offered == '<option value="ada@okoye.example">Ada Okoye</option>'


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"to": ""}, "Nobody is named."),
        ({"to": "Nobody Known"}, "Nobody here is called so."),
        ({"to": "ada@okoye"}, "ada@okoye is not an address."),
        ({"to": "a@okoye.example, b@okoye.example"}, "Write to one customer here"),
        ({"to": "help@larkfield.example"}, "This is the address of a mailbox of ours."),
        ({"subject": " "}, "Write what it is about"),
        ({"text": " "}, "The reply is empty."),
        ({"text": "{order.number}"}, "{order.number} is not filled in."),
        ({"way": "told", "text": " "}, "The text is empty. Write what the customer said."),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(
    wrong: dict[str, str], says: str, desk_of_tom: Client, mailbox: Channel
) -> None:
    sent = fields(mailbox, **wrong)
    answer = desk_of_tom.post(PAGE, sent)
    page = answer.content.decode()
    nothing = (Ticket.objects.count(), Entry.objects.filter(kind="ticket.opened").count())
    assert (answer.status_code, nothing) == (422, (0, 0))
    assert says in page
    assert (sent["subject"].strip() in page, sent["text"].strip() in page, sent["key"] in page) == (
        True, True, True,
    )  # fmt: skip


def test_who_sees_only_their_teams_begins_nothing_out_of_their_sight(
    tom: Person, nora: Person, mailbox: Channel
) -> None:
    repairs = Team.objects.create(name="Repairs")
    tom.teams.add(repairs)
    Person.objects.filter(pk=tom.pk).update(sees=Sees.OWN_TEAMS)
    browser = desk_of(Person.objects.get(pk=tom.pk))
    refused = browser.post(PAGE, fields(mailbox, assignee=nora.pk))
    assert "You could not see this ticket yourself." in refused.content.decode()
    assert Ticket.objects.count() == 0
    assert browser.post(PAGE, fields(mailbox, assignee=nora.pk, team=repairs.pk)).status_code == 302


def test_the_customers_panel_leads_to_the_page_with_them_in_it(desk_of_tom: Client, ticket: Ticket) -> None:
    link = f"{PAGE}?customer={ticket.customer_id}"
    assert link in desk_of_tom.get(f"/desk/tickets/{ticket.number}").content.decode()
    page = desk_of_tom.get(link).content.decode()
    assert ('value="ada@okoye.example"' in page, 'value="Ada Okoye"' in page) == (True, True)


def test_a_colleague_is_offered_no_new_ticket(ugo: Person, desk_of_tom: Client) -> None:
    theirs, toms = desk_of(ugo).get("/desk/"), desk_of_tom.get("/desk/")
    assert [PAGE in answer.content.decode() for answer in (theirs, toms)] == [False, True]
    found = [
        'href="/desk/new"' in browser.get("/desk/palette?q=new").content.decode()
        for browser in (desk_of(ugo), desk_of_tom)
    ]
    assert (found, ugo.role) == ([False, True], Role.COLLEAGUE)


def test_the_page_asks_few_questions(
    desk_of_tom: Client, mailbox: Channel, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk_of_tom.get(PAGE)
    with django_assert_num_queries(6):
        desk_of_tom.get(PAGE)


def test_the_api_says_who_wrote_it_down(api: Client, tom: Person, mailbox: Channel) -> None:
    body = {"customer": {"email": "ada@okoye.example"}, "text": "It squeaks.", "told": "phone"}
    made = api.post("/api/v1/tickets", body, content_type="application/json").json()
    (said,) = api.get(f"/api/v1/tickets/{made['number']}").json()["messages"]
    assert (said["told"], said["written_down_by"], said["from"]) == ("phone", tom.email, "ada@okoye.example")
    (said,) = api.get(f"/api/v1/tickets/{made['number']}/messages").json()["items"]
    assert (said["told"], said["written_down_by"]) == ("phone", tom.email)
    opened = Entry.objects.get(kind=Kind.TICKET_OPENED)
    assert (opened.actor_id, opened.data["told"]) == (tom.pk, "phone")


def called(mailbox: Channel, to: str = "+44 20 7946 0958", **other: Any) -> dict[str, Any]:
    """What the page sends when a stranger called, of whom only the number is known."""
    return fields(mailbox, way="told", how="phone", to=to, name="", text="The bell is mute.") | other


def test_whoever_called_needs_no_mail_address(desk_of_tom: Client, mailbox: Channel) -> None:
    first = desk_of_tom.post(PAGE, called(mailbox))
    second = desk_of_tom.post(PAGE, called(mailbox, to="0044 (0)20 7946-0958"))
    tickets = Ticket.objects.select_related("identity", "customer").order_by("number")
    assert [f"/desk/tickets/{each.number}" for each in tickets] == [
        answer.headers["Location"] for answer in (first, second)
    ]
    assert [(each.identity.kind, each.identity.address, each.customer.name) for each in tickets] == [
        ("phone", "+442079460958", "+442079460958")
    ] * 2
    assert len({each.customer_id for each in tickets}) == 1
    page = desk_of_tom.get(first.headers["Location"]).content.decode()
    assert ('href="tel:+442079460958"' in page, "no mail reaches them" in page, "writing.js" in page) == (
        True, True, False,
    )  # fmt: skip


def test_no_mail_is_written_to_a_number(desk_of_tom: Client, tom: Person, mailbox: Channel) -> None:
    refused = desk_of_tom.post(PAGE, called(mailbox, way="mail"))
    assert (refused.status_code, Ticket.objects.count()) == (422, 0)
    assert "A mail needs their address." in refused.content.decode()
    assert "Write what it is about" not in refused.content.decode()
    both = desk_of_tom.post(PAGE, called(mailbox, way="mail", subject="")).content.decode()
    assert ("A mail needs their address." in both, "Write what it is about" in both) == (True, True)
    desk_of_tom.post(PAGE, called(mailbox))
    with pytest.raises(NotSendable, match="Only a telephone number is known"):
        send.send(Ticket.objects.get(), tom, "Hello, your bell is ready.")


def test_with_the_mail_that_comes_later_they_are_one(
    desk_of_tom: Client, tom: Person, mailbox: Channel, ada_writes: Write
) -> None:
    desk_of_tom.post(PAGE, called(mailbox))
    spoken, written = Ticket.objects.get(), ada_writes().ticket
    with pytest.raises(NotMergeable, match="into this one instead"):
        merge.merge(written, spoken, by=tom, sure=True)
    merge.merge(spoken, written, by=tom, sure=True)
    message = send.send(Ticket.objects.get(pk=written.pk), tom, "Hello Ada, here is a new bell.")
    assert replies.release(message.pk)
    assert [row.recipient for row in Outgoing.objects.filter(about_kind="message")] == ["ada@okoye.example"]


def test_nobody_is_led_to_write_to_a_number(desk_of_tom: Client, mailbox: Channel, ada_writes: Write) -> None:
    """Neither beside their ticket nor in the question before merging; the marks say that they called."""
    desk_of_tom.post(PAGE, called(mailbox))
    spoken, written = Ticket.objects.get(), ada_writes().ticket
    page = desk_of_tom.get(f"/desk/tickets/{spoken.number}").content.decode()
    offers = [words in page for words in ("Write to them", "Write down another call", "</svg>Phone")]
    assert offers == [False, True, True]
    begun = desk_of_tom.get(f"{PAGE}?customer={spoken.customer_id}").context["form"]
    assert (begun["way"].value(), begun["to"].value()) == ("told", "+442079460958")
    items = re.findall(r'row-(\d+)".*?role="img" aria-label="(\w+)"', page, re.DOTALL)
    assert dict(items) == {str(spoken.number): "Phone", str(written.number): "Email"}
    question = desk_of_tom.post(f"/desk/tickets/{spoken.number}/merge", {"other": written.number})
    words = question.content.decode()
    assert ("only a telephone number is known" in words, "each other" in words) == (True, False)


def test_programs_read_no_number_as_an_address(desk_of_tom: Client, api: Client, mailbox: Channel) -> None:
    desk_of_tom.post(PAGE, called(mailbox))
    (told,) = api.get("/api/v1/tickets").json()["items"]
    assert told["customer"]["email"] == ""
