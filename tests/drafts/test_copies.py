"""To whom a reply goes: chosen copies, blind copies nobody learns of, what is passed on outside."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from heard.channels.models import Outgoing
from heard.drafts import files, send
from heard.drafts.models import Draft
from heard.drafts.send import NotSendable, Wish
from heard.files import store
from heard.staff.models import Person
from heard.tickets import participants, replies
from heard.tickets.envelope import Copies
from heard.tickets.models import Message, Ticket
from tests.drafts.test_keep import PNG


def sent(message: Message) -> tuple[list[str], EmailMessage]:
    """The recipients, and the mail as it leaves."""
    assert replies.release(message.pk)
    rows = Outgoing.objects.filter(about_id=message.pk).select_related("content").order_by("pk")
    mail = message_from_bytes(store.content(rows[0].content), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return [row.recipient for row in rows], mail


def test_a_blind_copy_stands_nowhere(ticket: Ticket, tom: Person) -> None:
    copies = send.copies_of(["ada@okoye.example"], ["Bo@Lind.example"], ["boss@larkfield.example"])
    message = send.send(ticket, tom, "To all.", wish=Wish(copies=copies))
    recipients, mail = sent(message)
    assert recipients == ["ada@okoye.example", "bo@lind.example", "boss@larkfield.example"]
    assert (mail["To"], mail["Cc"], mail["Bcc"]) == ("Ada Okoye <ada@okoye.example>", "bo@lind.example", None)
    assert b"boss@" not in mail.as_bytes()
    assert [one.address for one in participants.confirmed(ticket)] == ["bo@lind.example"]


def test_who_took_part_gets_the_next_reply_too_unless_left_out(ticket: Ticket, tom: Person) -> None:
    send.send(ticket, tom, "One.", wish=Wish(copies=Copies(cc=("bo@lind.example",))))
    assert sent(send.send(ticket, tom, "Two."))[0] == ["ada@okoye.example", "bo@lind.example"]
    assert sent(send.send(ticket, tom, "Three.", wish=Wish(copies=Copies())))[0] == ["ada@okoye.example"]


def test_a_reply_goes_to_the_customer(ticket: Ticket, tom: Person) -> None:
    with pytest.raises(NotSendable, match="is not the customer"):
        send.send(ticket, tom, "Hi.", wish=Wish(copies=Copies(to=("eve@else.example",))))
    with pytest.raises(NotSendable, match="not an address"):
        send.copies_of(["ada@okoye.example\r\nBcc: x@y.example"], [], [])
    with pytest.raises(NotSendable, match="more than 20"):
        send.copies_of([], [f"p{number}@x.example" for number in range(21)], [])


def test_what_is_passed_on_answers_nobody(ticket: Ticket, tom: Person) -> None:
    original = Message.objects.get()
    message = send.forward(original, tom, ["maker@bells.example"], "Can you mend this?")
    recipients, mail = sent(message)
    assert recipients == ["maker@bells.example"]
    assert (mail["To"], mail["Subject"], mail["In-Reply-To"]) == ("maker@bells.example", "Fwd: My bell", None)
    words = mail.get_body(("plain",))
    assert words
    assert "The bell fell off." in words.get_content()
    now = Ticket.objects.get()
    assert now.waiting_since is not None
    assert (now.snippet, now.status) == ("The bell fell off.", "new")
    assert participants.confirmed(ticket) == []


def test_files_and_pictures_leave_with_the_words(ticket: Ticket, tom: Person) -> None:
    picture = files.add(ticket, tom, "bell.png", PNG, in_words=True)
    files.add(ticket, tom, "Größe\r\nX-Evil: 1.pdf", b"%PDF")
    words = f"Look **here**: ![bell](cid:{picture.content_id})"
    message = send.send(ticket, tom, words, wish=Wish(draft=Draft.objects.get()))
    _recipients, mail = sent(message)
    parts = {part.get_content_type(): part for part in mail.walk()}
    assert mail["X-Evil"] is None
    assert parts["image/png"]["Content-ID"] == f"<{picture.content_id}>"
    assert parts["text/plain"].get_content().startswith("Look **here**: [bell]")
    assert f'<strong>here</strong>: <img src="cid:{picture.content_id}"' in parts["text/html"].get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == ["Größe X-Evil: 1.pdf"]
