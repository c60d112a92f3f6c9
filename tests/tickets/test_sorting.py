"""What becomes of mail that is not simply a customer's: bounces, machines, lists, our own, strangers."""

import pytest
from django.test import Client

from heard.channels import arrivals, outbox
from heard.channels.email import receive
from heard.channels.models import Aside, Channel, Outgoing
from heard.drafts import send
from heard.files import store
from heard.lib.claim import State
from heard.staff.models import Person
from heard.tickets import acknowledge, conversation, intake, paging, participants, replies
from heard.tickets.models import Delivery, Message, Participant, Status, Ticket
from heard.tickets.views import VIEWS
from tests.conftest import Keep, Write, everything_follows, mail

ADA, BO = "ada@okoye.example", "Bo Lind <bo@lind.example>"


@pytest.fixture
def take_in(keep: Keep) -> Write:
    """A mail with more headers, taken in; None when it was set aside."""

    def take(text: str = "x", *, headers: str = "", **written: str) -> Message | None:
        raw = headers.encode() + mail(text, **written)
        return intake.take_in(keep(raw), receive.read(raw))

    return take  # type: ignore[return-value]


def asides() -> list[str]:
    rows = arrivals.Arrival.objects.filter(state=State.SET_ASIDE).order_by("id")
    return list(rows.values_list("aside", flat=True))


@pytest.fixture
def sent(ticket: Ticket, tom: Person, settings: object) -> Message:
    """Tom's reply, delivered."""
    settings.IS_DEMO, settings.RELAY = True, None  # type: ignore[attr-defined]
    message = send.send(ticket, tom, "A new bell is in the post.")
    replies.release(message.pk)
    outbox.deliver_next()
    message.refresh_from_db()
    assert message.delivery == Delivery.SENT
    return message


def bounce(message_id: str, *, status: str = "5.1.1") -> bytes:
    """A delivery report (RFC 3464) about one of our mails to Ada."""
    return (
        "From: Mail Delivery <MAILER-DAEMON@mx.example>\r\nTo: help@larkfield.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <bounce-1@mx.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {ADA}\r\nAction: failed\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n\r\n--b--\r\n"
    ).encode()


def test_a_hard_bounce_is_shown_on_its_message_and_stops_further_mail(
    sent: Message, keep: Keep, tom: Person
) -> None:
    raw = bounce(sent.message_id)
    assert intake.take_in(keep(raw), receive.read(raw)) is None
    assert asides() == [Aside.BOUNCE]
    sent.refresh_from_db()
    assert sent.delivery == Delivery.BOUNCED
    assert "5.1.1" in sent.delivery_error
    with pytest.raises(send.NotSendable, match="came back"):
        send.send(Ticket.objects.get(), tom, "Hello?")
    participants.reopen_address(Ticket.objects.get(), by=tom)
    assert send.send(Ticket.objects.get(), tom, "Hello?")


def test_a_soft_bounce_is_told_and_stops_nothing(sent: Message, keep: Keep, tom: Person) -> None:
    raw = bounce(sent.message_id, status="4.2.2")
    intake.take_in(keep(raw), receive.read(raw))
    sent.refresh_from_db()
    assert sent.delivery == Delivery.SENT
    assert "4.2.2" in sent.delivery_error
    assert send.send(Ticket.objects.get(), tom, "Hello?")


def test_a_bounce_of_somebody_elses_mail_touches_nothing(sent: Message, keep: Keep) -> None:
    raw = bounce("<never-ours@else.example>")
    intake.take_in(keep(raw), receive.read(raw))
    assert asides() == [Aside.BOUNCE]
    sent.refresh_from_db()
    assert sent.delivery == Delivery.SENT


def test_an_automatic_reply_keeps_nothing_and_reopens_nothing(sent: Message, take_in: Write) -> None:
    Ticket.objects.update(status=Status.SOLVED)
    before = Ticket.objects.get()
    message = take_in(
        "I am away until Monday.",
        headers="Auto-Submitted: auto-replied\r\n",
        answering=sent.message_id,
        message_id="<away@okoye.example>",
    )
    assert message.is_automatic
    after = Ticket.objects.get()
    assert (after.status, after.waiting_since, after.snippet) == (Status.SOLVED, None, before.snippet)


def test_an_automatic_reply_to_nothing_is_set_aside_and_a_person_may_insist(
    take_in: Write, keep: Keep, tom: Person
) -> None:
    assert take_in("Away.", headers="Auto-Submitted: auto-replied\r\n") is None
    assert asides() == [Aside.AUTO_REPLY]
    arrival = arrivals.Arrival.objects.get()
    arrivals.try_again(arrival.pk)
    again = arrivals.claim_one(arrival.pk)
    assert again
    assert intake.take_in(again, receive.read(store.content(again.raw)))


def feedback(message_id: str) -> bytes:
    """A complaint (RFC 5965) about one of our mails to Ada."""
    return (
        "From: <feedback@mx.example>\r\nTo: help@larkfield.example\r\nSubject: Abuse report\r\n"
        "Message-ID: <arf-1@mx.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is a report.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\n\r\nHello\r\n--b--\r\n"
    ).encode()


def test_a_spam_report_is_told_on_the_ticket_of_the_mail(sent: Message, keep: Keep) -> None:
    raw = feedback(sent.message_id)
    assert intake.take_in(keep(raw), receive.read(raw)) is None
    assert asides() == [Aside.FEEDBACK]
    told = [event.text for event in conversation.of(sent.ticket, sent.person).events]
    assert told == [
        "Tom Abara took it.",
        "Their mail provider reports that a mail of ours was marked as spam.",
    ]


def test_a_spam_report_about_somebody_elses_mail_is_only_set_aside(sent: Message, keep: Keep) -> None:
    raw = feedback("<never-ours@else.example>")
    intake.take_in(keep(raw), receive.read(raw))
    assert asides() == [Aside.FEEDBACK]
    told = [event.text for event in conversation.of(sent.ticket, sent.person).events]
    assert told == ["Tom Abara took it."]  # by answering, and nothing else


def test_through_a_group_the_person_is_the_customer(take_in: Write, mailbox: Channel) -> None:
    Channel.objects.update(group="help@larkfield.example")
    mailbox.refresh_from_db()
    message = take_in(
        sender="Ada via Help <help@larkfield.example>",
        headers=f"X-Original-From: Ada Okoye <{ADA}>\r\nList-Id: <help.larkfield.example>\r\n",
    )
    assert (message.identity.address, message.sender_name) == (ADA, "Ada Okoye")
    assert not message.ticket.is_bulk
    nameless = take_in("y", sender="Help <help@larkfield.example>", message_id="<other@x>")
    assert nameless.identity.address == "help@larkfield.example"  # rather odd than lost


def test_what_should_not_lie_about_is_marked(take_in: Write) -> None:
    assert take_in("My card: 4111 1111 1111 1111").sensitive == ["card"]
    assert take_in("My order: 4711", message_id="<other@x>").sensitive == []


def test_list_mail_has_a_view_of_its_own(take_in: Write, tom: Person) -> None:
    take_in("Ten lamps for the price of nine.", headers="List-Unsubscribe: <mailto:x@y.example>\r\n")
    assert [len(paging.page(VIEWS[slug], tom).rows) for slug in ("lists", "open", "waiting", "all")] == [
        1,
        0,
        0,
        1,
    ]


def test_our_own_mail_that_comes_back_is_set_aside(sent: Message, keep: Keep, mailbox: Channel) -> None:
    raw = store.content(Outgoing.objects.get().content)
    assert intake.take_in(keep(raw), receive.read(raw)) is None
    raw = mail(sender=f"Somebody <{mailbox.address}>", message_id="<spoof@x.example>")
    assert intake.take_in(keep(raw), receive.read(raw)) is None
    assert asides() == [Aside.OWN, Aside.OWN]


def test_a_stranger_who_knows_the_thread_gets_nothing_until_confirmed(
    sent: Message, take_in: Write, tom: Person
) -> None:
    message = take_in("Me too.", sender=BO, answering=sent.message_id, message_id="<bo@lind.example>")
    assert (message.ticket, message.is_unconfirmed) == (sent.ticket, True)
    replies.release(send.send(sent.ticket, tom, "To Ada.").pk)
    assert not Outgoing.objects.filter(recipient="bo@lind.example").exists()
    participants.confirm(message, by=tom)
    replies.release(send.send(sent.ticket, tom, "To both.").pk)
    assert Outgoing.objects.filter(recipient="bo@lind.example").count() == 1
    again = take_in("Thank you.", sender=BO, answering=sent.message_id, message_id="<bo-2@lind.example>")
    assert not again.is_unconfirmed


@pytest.mark.parametrize(
    "headers",
    [
        "Authentication-Results: mx.larkfield.example; dmarc=fail header.from=okoye.example\r\n",
        "Reply-To: thief@else.example\r\n",
    ],
)
def test_the_customers_name_on_a_mail_that_may_be_forged_counts_as_new(
    sent: Message, take_in: Write, headers: str
) -> None:
    message = take_in(
        "Send it to my new address.", headers=headers, answering=sent.message_id, message_id="<f@x>"
    )
    assert message.is_unconfirmed


def test_a_dmarc_result_that_came_with_the_mail_proves_nothing(sent: Message, take_in: Write) -> None:
    ours, theirs = "mx.larkfield.example; dmarc=pass", "mx.else.example; dmarc=fail"
    headers = f"Authentication-Results: {ours}\r\nAuthentication-Results: {theirs}\r\n"
    message = take_in("Hello.", headers=headers, answering=sent.message_id, message_id="<ok@okoye.example>")
    assert not message.is_unconfirmed


def test_a_contact_form_writes_for_its_customer(take_in: Write) -> None:
    message = take_in("I have a question.", sender="Form <form@shop.example>", headers=f"Reply-To: {BO}\r\n")
    assert message.ticket.identity.address == "bo@lind.example"
    assert not message.is_unconfirmed


def test_those_whom_the_customer_copied_get_our_replies(take_in: Write, tom: Person) -> None:
    ticket = take_in("For both of us.", headers=f"Cc: {BO}, help@larkfield.example\r\n").ticket
    assert Participant.objects.get().identity.address == "bo@lind.example"
    reply = send.send(ticket, tom, "To both.")
    replies.release(reply.pk)
    assert sorted(Outgoing.objects.values_list("recipient", flat=True)) == [ADA, "bo@lind.example"]
    sent = receive.read(store.content(Outgoing.objects.first().content))
    assert [one.email for one in sent.cc] == ["bo@lind.example"]


def test_a_circular_to_many_copies_nobody_in(take_in: Write) -> None:
    many = ", ".join(f"p{number}@else.example" for number in range(100))
    take_in("To all.", headers=f"Cc: {many}\r\n")
    assert not Participant.objects.exists()


# Acknowledgements


@pytest.fixture
def acknowledging(mailbox: Channel) -> Channel:
    Channel.objects.update(acknowledgement="We have it. No. {number}")
    mailbox.refresh_from_db()
    return mailbox


def acknowledged() -> int:
    everything_follows()
    return Message.objects.filter(direction="out", is_automatic=True).count()


def test_a_new_ticket_is_acknowledged_once(acknowledging: Channel, ada_writes: Write) -> None:
    first = ada_writes()
    assert acknowledged() == 1
    ack = Message.objects.get(direction="out")
    assert ack.text == f"We have it. No. {first.ticket_id}"
    wire = store.content(Outgoing.objects.get().content)
    assert b"Auto-Submitted: auto-replied" in wire
    assert Ticket.objects.get().waiting_since  # it keeps nothing: the customer still waits for a person
    ada_writes(message_id="<2@okoye.example>", answering=first.message_id, text="And?")
    assert acknowledged() == 1


def test_without_words_nobody_is_acknowledged(ada_writes: Write) -> None:
    ada_writes()
    assert acknowledged() == 0


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        ("no-reply@shop.example", ""),
        ("MAILER-DAEMON@mx.example", ""),
        ("notifications@shop.example", ""),
        ("news@shop.example", "List-Id: <news.shop.example>\r\n"),
        ("robot@shop.example", "Auto-Submitted: auto-generated\r\n"),
        (ADA, "Authentication-Results: mx; dmarc=fail\r\n"),
    ],
)
def test_machines_lists_and_forgeries_are_not_acknowledged(
    acknowledging: Channel, take_in: Write, sender: str, headers: str
) -> None:
    take_in("Hello.", sender=sender, headers=headers)
    assert acknowledged() == 0


def test_two_desks_that_answer_each_other_stop(acknowledging: Channel, take_in: Write) -> None:
    """The other desk answers each of our mails with a new ticket of its own, and says nothing of machines."""
    for number in range(20):
        take_in(
            "Your ticket was received.", sender="help@other.example", message_id=f"<{number}@other.example>"
        )
    assert acknowledged() == acknowledge.MOST_A_DAY


def test_the_pages_show_it(sent: Message, take_in: Write, desk_of_tom: Client) -> None:
    message = take_in("Me too.", sender=BO, answering=sent.message_id, message_id="<bo@lind.example>")
    address = f"/desk/tickets/{message.ticket_id}"
    assert "Not confirmed" in desk_of_tom.get(address).content.decode()
    desk_of_tom.post(f"{address}/messages/{message.pk}/confirmation")
    assert "Not confirmed" not in desk_of_tom.get(address).content.decode()
    raw = bounce(sent.message_id)
    arrival = arrivals.claim_one(arrivals.keep(arrivals.Received(sent.ticket.channel, "smtp", raw)))
    assert arrival
    intake.take_in(arrival, receive.read(raw))
    assert "Mail to this address came back" in desk_of_tom.get(address).content.decode()
    desk_of_tom.post(f"{address}/address")
    assert "Mail to this address came back" not in desk_of_tom.get(address).content.decode()
