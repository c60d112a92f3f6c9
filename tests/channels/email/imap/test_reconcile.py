"""Both sides of a mailbox, on a real Dovecot: they add up, and where they do not the mails are named."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from heard.channels import alarms, arrivals, receipts
from heard.channels.arrivals import Received
from heard.channels.email import reconcile
from heard.channels.email.imap.models import ImapAccount, ImapMail
from heard.channels.models import Arrival, Channel, Reconciliation
from heard.timeline.kinds import Kind
from tests.channels.email.imap.conftest import Connect, deliver, look
from tests.conftest import mail
from tests.journeys.dovecot import Dovecot

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_receipts(settings: object, tmp_path: Path) -> None:
    """Receipts of this test only."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]


def sides(row: Reconciliation) -> tuple[int, ...]:
    """On the server, stored, waiting, missing."""
    return row.on_server, row.stored, row.waiting, row.missing


def differs(channel: Channel) -> bool:
    return Kind.MAILBOX_DIFFERS in alarms.standing([channel.pk]).get(channel.pk, {})


def passed() -> None:
    """As the worker says after a look that found everything here."""
    ImapAccount.objects.update(passed_at=timezone.now())


def test_what_is_not_fetched_yet_waits(
    server: Dovecot, user: str, connect: Connect, mailbox: Channel
) -> None:
    account = connect()
    deliver(server, user, 1, 2, 3)
    assert [sides(row) for row in reconcile.count(mailbox)] == [(3, 0, 3, 0)]
    look(account)
    assert [sides(row) for row in reconcile.count(mailbox)] == [(3, 3, 0, 0)]
    assert reconcile.stored(mailbox, "imap") == reconcile.Stored(3, 0, 0, 0, 3)
    assert not differs(mailbox)


def test_a_mail_that_a_look_passed_over_is_missing_named_and_fetched_again(
    server: Dovecot, user: str, connect: Connect, mailbox: Channel
) -> None:
    deliver(server, user, 1, 2)
    account = connect()
    look(account)
    ImapMail.objects.filter(uid=2).delete()  # as if it had never come
    Arrival.objects.filter(envelope__uid=2).delete()
    assert sides(reconcile.count(mailbox)[0]) == (2, 1, 1, 0)
    passed()  # the fetcher claims that all is here: then what waited before is missing
    (row,) = reconcile.count(mailbox)
    assert sides(row) == (2, 1, 0, 1)
    assert {name: row.names[0][name] for name in ("uid", "message_id", "sender", "subject")} == {
        "uid": 2,
        "message_id": "2@okoye.example",
        "sender": "ada@okoye.example",
        "subject": "My bell",
    }
    assert differs(mailbox)
    assert reconcile.fetch_again(mailbox, 2)
    look(account)
    assert sides(reconcile.count(mailbox)[0]) == (2, 2, 0, 0)
    assert not differs(mailbox)


def test_a_mail_that_is_too_large_is_missing_until_it_may_come(
    server: Dovecot, user: str, connect: Connect, mailbox: Channel, settings: object
) -> None:
    account = connect()
    usual = settings.MAIL_BYTES  # type: ignore[attr-defined]
    settings.MAIL_BYTES = 100_000  # type: ignore[attr-defined]
    with server.client(user) as client:
        client.append("INBOX", "", "", mail("x " * 100_000))
    look(account)
    (row,) = reconcile.count(mailbox)
    assert sides(row) == (1, 0, 0, 1)
    assert row.names[0]["message_id"] == "ada-1@okoye.example"
    settings.MAIL_BYTES = usual  # type: ignore[attr-defined]
    reconcile.fetch_again(mailbox, row.names[0]["uid"])
    assert look(account) == 1


def test_what_left_the_server_is_no_difference(
    server: Dovecot, user: str, connect: Connect, mailbox: Channel
) -> None:
    deliver(server, user, 1, 2)
    account = connect(afterwards="delete")
    look(account)
    deliver(server, user, 3)
    assert sides(reconcile.count(mailbox)[0]) == (1, 0, 1, 0)
    assert reconcile.stored(mailbox, "imap").stored == 2


def test_another_life_of_the_folder_counts_for_itself(
    server: Dovecot, user: str, connect: Connect, mailbox: Channel
) -> None:
    deliver(server, user, 1, 2)
    account = connect()
    look(account)
    server.new_life(user, 99)
    assert sides(reconcile.count(mailbox)[0]) == (2, 0, 2, 0)
    look(account)
    assert sides(reconcile.count(mailbox)[0]) == (2, 2, 0, 0)
    assert reconcile.stored(mailbox, "imap").stored == 4


def test_what_lay_there_before_is_known_and_left(
    server: Dovecot, user: str, connect: Connect, mailbox: Channel
) -> None:
    with server.client(user) as client:
        client.append("INBOX", "", '" 1-Nov-2026 10:00:00 +0100"', mail(message_id="<old@okoye.example>"))
    deliver(server, user, 1)  # while somebody fills in the form
    account = connect(begins_at=timezone.now() - timedelta(minutes=2), afterwards="delete")
    deliver(server, user, 2)
    assert look(account) == 2
    (row,) = reconcile.count(mailbox)
    assert (row.on_server, row.stored, row.before, row.waiting, row.missing) == (1, 0, 1, 0, 0)
    assert not differs(mailbox)
    server.new_life(user, 77)
    assert look(account) == 0
    assert reconcile.count(mailbox)[0].before == 1


def test_a_server_that_cannot_be_asked_is_no_difference(connect: Connect, mailbox: Channel) -> None:
    connect(secrets={"password": "guess"})
    (row,) = reconcile.count(mailbox)
    assert (row.trouble, sides(row)) == ("refused", (0, 0, 0, 0))
    assert not differs(mailbox)


def test_each_250_has_its_mail(mailbox: Channel) -> None:
    number = arrivals.keep(Received(mailbox, "smtp", mail()))
    receipts.write("smtp", [(mailbox.pk, number)])
    (row,) = reconcile.count(mailbox)
    assert sides(row) == (1, 1, 0, 0)
    receipts.write("smtp", [(mailbox.pk, number + 1)])  # said, and not there: a restore of an older backup
    (row,) = reconcile.count(mailbox)
    assert sides(row) == (2, 1, 0, 1)
    assert row.names[0]["uid"] == number + 1
    assert differs(mailbox)
