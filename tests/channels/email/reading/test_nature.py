"""Is it seen what kind of mail this is, and which of ours did not arrive?"""

import pytest

from heard.channels.email import receive
from heard.channels.inbound import Bounce
from tests.channels.email.post import MAILS, read

BOUNCES = {
    "bounce-qmail": Bounce("anna.berg@client.example", "5.1.1", True),
    "bounce-exim": Bounce("nobody@client.example", "5.1.1", True),
    "bounce-exim-delayed": Bounce("slow@client.example", "4.7.1", False),
    "bounce-exchange-2003": Bounce("j.doe@corp.example", "5.0.0", True),
    "bounce-exchange-5": Bounce("old.hand@corp.example", "5.1.1", True),
    "bounce-domino": Bounce("jane@notes.example", "5.1.1", True),
    "bounce-yahoo": Bounce("gone@client.example", "5.1.1", True),
    "bounce-gmail-full": Bounce("full.box@client.example", "5.2.2", False),
    "bounce-courier": Bounce("ghost@client.example", "5.1.1", True),
    "bounce-german": Bounce("unbekannt@kunde.example", "5.1.1", True),
    "bounce-mailru": Bounce("client@mail.example", "5.1.1", True),
    "bounce-imail": Bounce("carla@old.example", "5.2.2", False),
    "bounce-ses": Bounce("blocked@client.example", "5.7.1", True),
    "bounce-french": Bounce("perdu@fai.example", "5.2.2", False),
    "bounce-japanese": Bounce("dare@ezweb.example", "5.1.1", True),
    "bounce-office365": Bounce("no.one@corp.example", "5.1.10", True),
    "bounce-dsn-two-recipients": Bounce("lost+shop@client.example", "5.4.4", True),
    "bounce-mdaemon": Bounce("bob@x.example", "5.1.1", True),
    "bounce-groupwise": Bounce("jim.k@gw.example", "5.1.1", True),
    "bounce-gmx": Bounce("x@gmx.example", "5.1.1", True),
    "bounce-mailmarshal": Bounce("dummy@mm.example", "5.1.1", True),
    "bounce-barracuda": Bounce("q@bar.example", "5.7.1", True),
    "bounce-sendgrid": Bounce("sabine@x.example", "5.0.0", True),
    "bounce-imss": Bounce("sabine@x.example", "5.1.1", True),
    "bounce-polish": Bounce("jan@wp.example", "5.1.1", True),
    "bounce-chinese": Bounce("wang@qq.example", "5.1.1", True),
    "bounce-portuguese": Bounce("joao@uol.example", "5.1.1", True),
    "bounce-softfail": Bounce("s@x.example", "4.4.7", False),
}
OTHERS = {
    "feedback-report": "feedback_report",
    "dsn-delivered": "auto_reply",
    "read-receipt": "auto_reply",
    "list-newsletter": "list",
    "calendar-invitation": "calendar",
    "auto-generated-order": "message",
    "message-about-delivery": "message",
    "message-forwarding-a-bounce": "message",
    "message-null-path": "message",
    "message-about-returns": "message",
    "message-from-a-monitor": "message",
    "message-from-a-postmaster": "message",
    "message-from-an-administrator": "message",
}


@pytest.mark.parametrize("name", BOUNCES)
def test_a_bounce_names_the_address_and_how_final_it_is(name: str) -> None:
    mail = read(name)
    assert (mail.kind, mail.bounce) == ("bounce", BOUNCES[name])


@pytest.mark.parametrize("name", OTHERS)
def test_other_mail_is_no_bounce(name: str) -> None:
    mail = read(name)
    assert (mail.kind, mail.bounce) == (OTHERS[name], None)


@pytest.mark.parametrize("path", sorted(MAILS.glob("auto-reply-*.eml")), ids=lambda path: path.stem)
def test_an_automatic_answer_is_seen(path: object) -> None:
    assert read(getattr(path, "stem", "")).kind == "auto_reply"


@pytest.mark.parametrize(
    "subject",
    ["Auto: kaputt", "Absence de réponse", "Ausência de resposta", "不在票について", "Absent parcel"],
)
def test_a_subject_that_only_sounds_automatic_is_a_message(subject: str) -> None:
    assert receive.read(f"From: a@x.example\nSubject: {subject}\n\nHi".encode()).kind == "message"


def test_the_status_belongs_to_the_recipient_whose_original_stands_above_it() -> None:
    report = (
        "Reporting-MTA: dns; mx.example\n\n"
        "Original-Recipient: rfc822;anna@client.example\nFinal-Recipient: rfc822;a.berg@client.example\n"
        "Action: failed\nStatus: 4.0.0\nDiagnostic-Code: smtp; 426 connection timed out\n"
    )
    mail = (
        "From: MAILER-DAEMON@mx.example\nSubject: Returned mail: see transcript\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\n\n<anna@client.example> (unrecoverable error), user unknown\n"
        f"--b\nContent-Type: message/delivery-status\n\n{report}\n--b--\n"
    )
    assert receive.read(mail.encode()).bounce == Bounce("anna@client.example", "4.0.0", False)


@pytest.mark.parametrize(
    "words",
    ["host mx.client.example[192.0.2.1]: 550 No such user here", "host mx.example: 550 user not found"],
)
def test_an_unknown_user_at_a_host_is_no_unknown_host(words: str) -> None:
    mail = (
        "From: MAILER-DAEMON@mx.example\nSubject: Mail delivery failed\n\nThe following address failed:\n\n"
        f"  anna@client.example\n    {words}\n"
    )
    assert receive.read(mail.encode()).bounce == Bounce("anna@client.example", "5.1.1", True)


def test_every_bounce_beside_the_tests_is_named_here() -> None:
    assert {path.stem for path in MAILS.glob("bounce-*.eml")} == set(BOUNCES)


def test_a_machine_that_was_not_asked_is_marked() -> None:
    assert read("auto-generated-order").problems == ("auto_generated",)
