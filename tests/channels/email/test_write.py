"""A reply as a mail: who it is from, what it answers, in plain text and HTML, and readable by ourselves."""

from datetime import UTC, datetime

import pytest

from heard.channels.email import receive
from heard.channels.email.write import as_mail
from heard.channels.outbound import Letter, Quoted

AT = datetime(2026, 11, 16, 10, 42, tzinfo=UTC)
LETTER = Letter(
    sender_name="Tom Abara, Larkfield Bikes",
    sender="help@larkfield.example",
    recipient_name="Ada Okoye",
    recipient="ada@okoye.example",
    subject="My bell",
    text="Dear Ada,\n\nsee <https://larkfield.example/bells> & choose.",
    message_id="<1@larkfield.example>",
    references=("<ada-1@okoye.example>",),
    at=AT,
    signature="Larkfield Bikes\nMill Lane 4",
    quoted=Quoted("Ada <b>Okoye</b>", AT, "The bell fell off.\n\n<script>alert(1)</script>"),
)


def test_our_own_reader_finds_the_new_words() -> None:
    mail = receive.read(as_mail(LETTER))
    assert (mail.sender.name, mail.sender.email) == ("Tom Abara, Larkfield Bikes", "help@larkfield.example")
    assert mail.visible_text == "Dear Ada,\n\nsee <https://larkfield.example/bells> & choose."
    assert "> The bell fell off." in mail.text
    assert (mail.subject, mail.in_reply_to) == ("Re: My bell", "ada-1@okoye.example")


def test_the_html_holds_the_same_and_no_tag_of_anybodys() -> None:
    html = as_mail(LETTER).decode().partition("text/html")[2]
    assert "<blockquote" in html
    assert "<script" not in html
    assert "<b>" not in html


def test_copies_are_named() -> None:
    letter = Letter(
        **{name: getattr(LETTER, name) for name in Letter.__slots__} | {"cc": ("bo@lind.example",)}
    )
    assert [one.email for one in receive.read(as_mail(letter)).cc] == ["bo@lind.example"]


@pytest.mark.parametrize(
    ("subject", "answer"), [("Re: x", "Re: x"), ("RE: x", "RE: x"), ("x", "Re: x"), ("", "Re:")]
)
def test_the_subject_answers_once(subject: str, answer: str) -> None:
    letter = Letter(**{name: getattr(LETTER, name) for name in Letter.__slots__} | {"subject": subject})
    assert receive.read(as_mail(letter)).subject == answer


def test_no_token_stands_in_the_subject() -> None:
    assert b"[" not in as_mail(LETTER).partition(b"Subject:")[2].partition(b"\r\n")[0]
