"""Is a mail read as its sender meant it?"""

import base64
from datetime import datetime, timedelta, timezone

import pytest

from heard.channels.email import receive
from heard.channels.inbound import Address
from tests.channels.email.post import MAILS, read


def test_addresses_are_read_however_they_were_written() -> None:
    mail = read("many-addresses")
    assert mail.sender == Address("anna.berg@client.example", "Berg, Anna")
    assert mail.reply_to == (Address("anna@home.example"),)
    assert mail.to == (
        Address("john@x.example", "Smith, John"),
        Address("jane@x.example", "Doe, Jane"),
        Address("bob@x.example", "Bob"),
        Address("a@x.example"),
        Address("b@x.example"),
    )
    assert mail.cc == (Address("uwe@x.example", "Müller, Uwe"), Address("q@x.example", "quoted"))


def test_a_mail_names_itself_and_what_it_answers() -> None:
    mail = read("many-addresses")
    assert mail.message_id == "m1@client.example"
    assert mail.in_reply_to == "m0@shop.example"
    assert mail.references == ("r1@shop.example", "m0@shop.example")
    assert mail.sent_at == datetime(2024, 3, 3, 10, 11, 12, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("written", "email", "name"),
    [
        ("Anna <anna@x.example>", "anna@x.example", "Anna"),
        ("anna@x.example (Anna Berg)", "anna@x.example", "Anna Berg"),
        ("Anna Berg anna@x.example", "anna@x.example", "Anna Berg"),
        ("<anna@x.example> <anna@x.example>", "anna@x.example", ""),
        ('"Anna \\"B\\" Berg" <Anna@X.example>', "anna@x.example", 'Anna "B" Berg'),
        ("=?utf-8?Q?Anna_=3Canna=40x=2Eexample=3E?=", "anna@x.example", "Anna"),
        ("Anna <mailto:anna@x.example>", "anna@x.example", "Anna"),
        ("Anna < anna @ x.example >", "anna@x.example", "Anna"),
        ("Anna <@relay.example:anna@x.example>", "anna@x.example", "Anna"),
        ('"odd one"@x.example', '"odd one"@x.example', ""),
        ("Anna: Berg <anna@x.example>", "anna@x.example", "Berg"),
        ("Anna <anna@x.example", "anna@x.example", "Anna"),
        ("MAILER-DAEMON", "mailer-daemon", ""),
        ("Nobody at all", "", "Nobody at all"),
    ],
)
def test_a_sender_is_found(written: str, email: str, name: str) -> None:
    assert receive.read(f"From: {written}\n\nHi".encode()).sender == Address(email, name)


def test_the_sender_field_helps_where_from_is_missing() -> None:
    mail = receive.read(b"Sender: robot@x.example\nSubject: s\n\nHi")
    assert (mail.sender.email, mail.problems) == ("robot@x.example", ())
    assert receive.read(b"Subject: s\n\nHi").problems == ("sender_missing",)


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        (b"=?utf-8?q?a=20b?= =?utf-8?q?c?=", "a bc"),
        (b"=?iso-8859-1*en?Q?caf=E9?= noir", "café noir"),
        (b"=?utf-8?B?Y2Fmw6k?=", "café"),
        (b"=?utf-8?Q?with space and ? inside?=", "with space and ? inside"),
        (b'"=?utf-8?Q?caf=C3=A9?="', '"café"'),
        ("café".encode(), "café"),
        ("café".encode("latin-1"), "café"),
        (b"=?no-such-charset?Q?caf=C3=A9?=", "café"),
        (b"one\n two\n\tthree", "one two three"),
        (b"=?utf-8?Q?cut_off", "cut off"),
        ("pay\u202efdp.exe".encode(), "payfdp.exe"),
    ],
)
def test_a_subject_is_decoded(written: bytes, subject: str) -> None:
    assert receive.read(b"From: a@x.example\nSubject: " + written + b"\n\nHi").subject == subject


def test_letters_split_between_encoded_words_are_joined() -> None:
    raw = "注文した商品がまだです".encode()
    words = [base64.b64encode(raw[start : start + 10]).decode() for start in range(0, len(raw), 10)]
    subject = "\n ".join(f"=?UTF-8?B?{word}?=" for word in words)
    assert receive.read(f"Subject: {subject}\n\nHi".encode()).subject == "注文した商品がまだです"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Sun, 3 Mar 2024 10:11:12 +0100", "2024-03-03T10:11:12+01:00"),
        ("3 Mar 24 10:11 GMT", "2024-03-03T10:11:00+00:00"),
        ("Sun, 03 Mar 2024 10:11:12 +01:00", "2024-03-03T10:11:12+01:00"),
        ("Sun, 03 Mar 2024 10.11.12 -0500 (EST)", "2024-03-03T10:11:12-05:00"),
        ("2024-03-03T10:11:12Z", "2024-03-03T10:11:12+00:00"),
        ("2024-03-03 10:11:12 +0100", "2024-03-03T10:11:12+01:00"),
        ("Sun Mar  3 10:11:12 2024", "2024-03-03T10:11:12+00:00"),
        ("yesterday", None),
        ("Sun, 99 Mar 2024 10:11:12 +0100", None),
        ("Sun, 3 Mar 2024 10:11:12 +9999999999", "2024-03-03T10:11:12+00:00"),
    ],
)
def test_a_date_is_understood(written: str, moment: str | None) -> None:
    mail = receive.read(f"From: a@x.example\nDate: {written}\n\nHi".encode())
    assert (mail.sent_at.isoformat() if mail.sent_at else None) == moment
    assert mail.problems == (() if moment else ("date_broken",))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("koi8-no-label", "Здравствуйте! Мой заказ до сих пор не пришёл, подскажите, пожалуйста, где он."),
        ("utf8-labelled-latin1", "Die Schühe sind zu groß. Ich möchte sie zurückgeben."),
        ("windows-letters-labelled-latin1", "It costs € 20 – and it’s broken."),
        ("iso-2022-jp-circled", "手順①"),
        ("flowed", "This line goes on until here.\nFrom the start.\n\n-- \nLena"),
        ("uuencoded", "Here is the drawing.\n\n\nRegards from the workshop"),
        ("boundary-not-named", "Plain words."),
        ("broken-mime", "Words that must not be lost."),
        ("base64-with-footer", "My lamp flickers.\nThis mail was checked by a very careful gateway."),
        ("alternative-html-only-words", "First line\nsecond\n\n- one\n- two\n\na\tb"),
    ],
)
def test_the_words_are_found(name: str, words: str) -> None:
    assert read(name).text.rstrip("\n") == words


def test_the_body_lends_its_charset_to_a_raw_subject() -> None:
    mail = read("koi8-no-label")
    assert (mail.sender.name, mail.subject) == ("Олег Иванов", "Вопрос о доставке")


def test_files_keep_their_names_and_lose_their_tricks() -> None:
    files = [(file.name, file.type, file.content) for file in read("attachment-names").files]
    assert files == [
        ("Rückgabe Schein.pdf", "application/pdf", b"hello"),
        ("äpfel.png", "image/png", b"hello"),
        ("This is unquoted.doc", "application/octet-stream", b"hello"),
        ("notestxt.exe", "text/plain", b"hello"),
    ]


def test_a_picture_is_inline_only_where_the_html_shows_it() -> None:
    mail = read("inline-image")
    assert [(file.name, file.inline, file.content_id) for file in mail.files] == [
        ("shot.png", True, "shot@1"),
        ("other.jpg", False, ""),
    ]
    assert mail.html == '<p>See <img src="cid:shot@1" alt="the crack"></p>'


def test_a_picture_written_into_the_html_is_a_file() -> None:
    body = b'<p>See <img alt="a" src="data:image/png;base64,iVBORw0KGgo=">'
    mail = receive.read(b"From: a@x.example\nContent-Type: text/html\n\n" + body)
    assert mail.html == '<p>See <img alt="a" src="cid:picture-1@data"></p>'
    assert [(file.type, file.content, file.inline) for file in mail.files] == [
        ("image/png", b"\x89PNG\r\n\x1a\n", True)
    ]


def test_files_in_old_wrappings_are_unpacked() -> None:
    assert [(file.name, file.content) for file in read("uuencoded").files] == [("plan.txt", b"hello")]
    assert [(file.name, file.content) for file in read("broken-mime").files] == [("bill.pdf", b"hello")]


def test_an_encrypted_mail_says_so_and_keeps_its_parts() -> None:
    mail = read("encrypted-pgp")
    assert mail.problems == ("encrypted",)
    assert [file.name for file in mail.files] == ["", "encrypted.asc"]


def test_an_invitation_shows_when_and_where() -> None:
    mail = read("calendar-invitation")
    assert mail.kind == "calendar"
    assert mail.text == (
        "Shall we meet?\n\nSite visit, hall 2\n"
        "2024-03-11 10:00 (Europe/Berlin) – 2024-03-11 11:30 (Europe/Berlin)\n"
        "Mill Lane 5\nInes Roth <ines@client.example>"
    )
    assert [file.name for file in mail.files] == ["invite.ics"]


def test_an_embedded_mail_is_a_file() -> None:
    mail = receive.read(
        b"From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\n"
        b"Content-Type: message/rfc822\n\nFrom: c@x.example\n\nInner words\n--b--\n"
    )
    assert mail.text == "See below."
    assert [(file.type, file.content) for file in mail.files] == [
        ("message/rfc822", b"From: c@x.example\n\nInner words")
    ]


TWO_FORMS = b"--x\nContent-Type: text/plain\n\nhello\n--x\nContent-Type: text/html\n\n<p>hello</p>\n--x--\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/alternative; boundary=x\n\n" + TWO_FORMS,
        b"Content-Type: multipart/alternative; boundary=x\n" + TWO_FORMS,
        b"Content-Type: multipart/alternative; boundary=x\n\n" + TWO_FORMS.removesuffix(b"--x--\n"),
        b"Content-Type: multipart/alternative; boundary=x\n\n" + TWO_FORMS.removesuffix(b"--\n"),
        b"Content-Type: multipart/alternative; boundary=wrong\n\n" + TWO_FORMS,
        b"Content-Type: multipart/alternative;\nboundary=x\n\n" + TWO_FORMS,
        b"Content-Type: MULTIPART/Alternative; BOUNDARY=' x '\n\n" + TWO_FORMS,
        b"Content-Type: multipart/alternative; boundary=x\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(TWO_FORMS),
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n"
        + b"Content-Type: multipart/alternative; boundary=xx\n\n"
        + TWO_FORMS.replace(b"--x", b"--xx")
        + b"--x--\n",
    ],
)
def test_two_forms_of_the_same_words_are_one_text(raw: bytes) -> None:
    mail = receive.read(b"From: a@x.example\n" + raw)
    assert (mail.text.strip(), mail.html, mail.files) == ("hello", "<p>hello</p>", ())


@pytest.mark.parametrize(
    ("way", "body"),
    [
        (b"quoted-printable", b"caf=C3=A9 =  \r\nnoir  \r\n"),
        (b"Quoted-Printable;", b"caf=c3=a9 noir"),
        (b"8-bit", "café noir".encode()),
        (b"base64", b"Y2Fm\r\nw6kg bm9p\r\ncg=="),
        (b"BASE64", b"Y2Fmw6kgbm9pcg"),
        (b"base64", b"Y2Fmw6kgbm9pcgX"),
        (b"x-uuencode", b"begin 644 -\n+8V%FPZD@;F]I<@``\n`\nend\n"),
        (b"nonsense", "café noir".encode()),
    ],
)
def test_words_are_unpacked(way: bytes, body: bytes) -> None:
    head = b"From: a@x.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
    assert receive.read(head + way + b"\n\n" + body).text.rstrip(" \0\n\r") == "café noir"


def test_line_ends_of_every_kind_are_read_alike() -> None:
    raw = (MAILS / "broken-mime.eml").read_bytes()
    seen = {receive.read(raw.replace(b"\n", end)).text for end in (b"\n", b"\r\n", b"\r")}
    assert seen == {"Words that must not be lost."}


@pytest.mark.parametrize("raw", [b"", b"\n", b"\0", b"no header at all", b":\n:", b"From\n\n", b"\xff\xfe"])
def test_next_to_nothing_is_still_a_mail(raw: bytes) -> None:
    mail = receive.read(raw)
    assert mail.kind == "message"
    assert "unreadable" not in mail.problems


@pytest.mark.parametrize(
    ("packed", "text"),
    [
        (
            b"Greetings all, the lamp broke\nagain today.\n",
            "Greetings all, the lamp broke\nagain today.",
        ),
        (b"Greetings\n\nThe lamp broke again.\n", "Greetings\n\nThe lamp broke again."),
        (b"VGhlIGxhbXAgYnJva2Uu\n\na footer of the list\n", "The lamp broke.\na footer of the list"),
        (b"VGhlIGxhbXAgYnJva2Uu\n", "The lamp broke."),
    ],
)
def test_words_under_a_label_of_base64_are_read_as_words(packed: bytes, text: str) -> None:
    head = b"From: a@x.example\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n"
    assert receive.read(head + packed).text == text
