"""The SMTP listener over a real socket: 250 after the commit, 451 when not kept, 550 for strangers."""

import smtplib
from collections.abc import Iterator

import pytest
from django.db import connection

from heard.channels.email.listen import Listener
from heard.channels.models import Arrival, Channel
from heard.files import store
from heard.lib.env import Endpoint
from tests.conftest import mail

pytestmark = pytest.mark.django_db(transaction=True)
ADA = "ada@okoye.example"


@pytest.fixture
def where(free_port: int) -> Endpoint:
    return Endpoint("127.0.0.1", free_port)


@pytest.fixture
def door(where: Endpoint, mailbox: Channel) -> Iterator[smtplib.SMTP]:
    listener = Listener(where)
    listener.start()
    try:
        with smtplib.SMTP(where.host, where.port, timeout=10) as client:
            yield client
    finally:
        listener.stop()


def test_an_accepted_mail_is_kept_as_it_came(door: smtplib.SMTP, mailbox: Channel) -> None:
    raw = mail("Zürich, 東京, .\r\n.dots")
    assert door.sendmail(ADA, ["help@larkfield.example"], raw) == {}
    arrival = Arrival.objects.select_related("raw").get()
    assert store.content(arrival.raw) == raw
    assert arrival.channel == mailbox
    assert (arrival.envelope["from"], arrival.envelope["to"]) == (ADA, ["help@larkfield.example"])


def test_a_very_long_line_is_no_reason_to_lose_a_mail(door: smtplib.SMTP) -> None:
    raw = mail().replace(b"Subject: My bell", b"Subject: " + b"bell " * 2000)
    door.sendmail(ADA, ["help@larkfield.example"], raw)
    assert store.content(Arrival.objects.select_related("raw").get().raw) == raw


def test_two_recipients_in_one_mailbox_are_one_arrival(door: smtplib.SMTP) -> None:
    door.sendmail(ADA, ["help@larkfield.example", "info@larkfield.example"], mail())
    assert Arrival.objects.count() == 1


def test_what_cannot_be_kept_is_451(door: smtplib.SMTP) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE channels_arrival RENAME TO elsewhere")
    try:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            door.sendmail(ADA, ["help@larkfield.example"], mail())
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO channels_arrival")
    assert refused.value.smtp_code == 451
    door.sendmail(ADA, ["help@larkfield.example"], mail())
    assert Arrival.objects.count() == 1


def test_beyond_loopback_an_unknown_recipient_is_550(mailbox: Channel, where: Endpoint) -> None:
    listener = Listener(Endpoint("0.0.0.0", where.port))  # noqa: S104 - that is what is tested
    listener.start()
    try:
        with smtplib.SMTP("127.0.0.1", where.port, timeout=10) as client:
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                client.sendmail(ADA, ["who@else.example"], mail())
            assert refused.value.recipients["who@else.example"][0] == 550
            client.sendmail(ADA, ["help@larkfield.example"], mail())
    finally:
        listener.stop()
    assert Arrival.objects.count() == 1
