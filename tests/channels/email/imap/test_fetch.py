"""Each mail on the server comes here once, and its copy becomes what the account wants, on a real Dovecot."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from heard.channels.email.imap import account as accounts
from heard.channels.email.imap import fetch
from heard.channels.email.imap.models import ImapAccount, ImapFolder, ImapMail, Left
from heard.channels.models import Arrival
from heard.files import store
from heard.files.models import Blob
from tests.channels.email.imap.conftest import Connect, deliver, look, on_server
from tests.conftest import mail
from tests.journeys.dovecot import Dovecot, dovecot

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_mail_comes_whole_and_once(server: Dovecot, user: str, connect: Connect) -> None:
    account = connect()
    raw = mail()
    with server.client(user) as client:
        client.append("INBOX", "", '" 1-Nov-2026 10:00:00 +0100"', raw)
    assert [look(account), look(account)] == [1, 0]
    arrival = Arrival.objects.get()
    assert store.content(arrival.raw) == raw
    assert (arrival.door, arrival.kept_at) == ("imap", datetime(2026, 11, 1, 9, tzinfo=UTC))
    assert on_server(server, user, what="UNSEEN") == 1


def test_what_another_program_has_read_comes_all_the_same(
    server: Dovecot, user: str, connect: Connect
) -> None:
    deliver(server, user, 1, 2)
    with server.client(user) as client:
        client.store("1:2", "+FLAGS", r"(\Seen \Answered)")
    assert look(connect()) == 2


@pytest.mark.parametrize(
    ("afterwards", "left", "unseen"), [("leave", 3, 3), ("seen", 3, 0), ("delete", 0, 0), ("move", 0, 0)]
)
def test_the_servers_copy_becomes_what_is_wanted(
    server: Dovecot, user: str, connect: Connect, *, afterwards: str, left: int, unseen: int
) -> None:
    deliver(server, user, 1, 2, 3)
    account = connect(afterwards=afterwards, move_to="Gelesen & gehört")
    assert look(account) == 3
    assert on_server(server, user) == left
    assert on_server(server, user, what="UNSEEN") == unseen
    if afterwards == "move":
        assert on_server(server, user, '"Gelesen &- geh&APY-rt"') == 3
    assert ImapMail.objects.filter(touched=True).count() == 3
    assert look(account) == 0


def test_deleting_takes_only_what_is_ours(server: Dovecot, user: str, connect: Connect) -> None:
    account = connect(afterwards="leave")
    deliver(server, user, 1)
    look(account)
    with server.client(user) as client:
        client.store("1", "+FLAGS", r"(\Deleted)")  # by somebody who has not made up their mind
    deliver(server, user, 2)
    look(connect(afterwards="delete"))
    assert on_server(server, user) == 1


def test_a_copy_that_was_not_touched_for_a_kill_is_touched_at_the_next_look(
    server: Dovecot, user: str, connect: Connect
) -> None:
    deliver(server, user, 1, 2)
    account = connect(afterwards="delete")
    look(connect())  # as if killed after the commit …
    ImapMail.objects.update(touched=False)
    assert look(connect(afterwards="delete")) == 0  # … nothing comes twice
    assert on_server(server, user) == 0
    assert Arrival.objects.count() == 2
    assert account.pk == ImapAccount.objects.get().pk


def test_another_uidvalidity_is_read_again(server: Dovecot, user: str, connect: Connect) -> None:
    deliver(server, user, 1, 2)
    account = connect()
    look(account)
    server.new_life(user, 77)
    deliver(server, user, 3)
    assert look(account) == 3
    assert ImapFolder.objects.count() == 2
    assert Arrival.objects.count() == 5  # intake sets the two aside that it has seen


def test_the_same_numbers_on_another_server_are_other_mails(
    server: Dovecot, user: str, connect: Connect
) -> None:
    deliver(server, user, 1)
    look(connect())
    assert look(connect(host="localhost")) == 1


def test_a_mail_that_is_too_large_stays_and_is_known(
    server: Dovecot, user: str, connect: Connect, settings: object
) -> None:
    settings.MAIL_BYTES = 100_000  # type: ignore[attr-defined]
    account = connect(afterwards="delete")
    with server.client(user) as client:
        client.append("INBOX", "", "", mail("x " * 100_000))
    deliver(server, user, 2)
    assert [look(account), look(account)] == [1, 0]
    assert ImapMail.objects.get(arrival=None).left == Left.TOO_LARGE
    assert on_server(server, user) == 1


def test_a_large_mail_and_many_small_ones(server: Dovecot, user: str, connect: Connect) -> None:
    with server.client(user) as client:
        client.append("INBOX", "", "", mail("y " * 6_000_000, message_id="<large@x>"))
    deliver(server, user, *range(60))
    assert look(connect()) == 61
    assert Blob.objects.filter(size__gt=11_000_000).count() == 1


def test_after_a_break_mails_are_fetched_one_by_one_and_one_that_never_comes_is_left(
    server: Dovecot, user: str, connect: Connect
) -> None:
    deliver(server, user, 1, 2)
    account = connect()
    account.careful = True
    session = accounts.sign_in(account)
    first = fetch.begin(account, session)
    session.close()
    poison = first.folder.mails.create(uid=1, tries=fetch.TRIES)
    assert look(account) == 1
    poison.refresh_from_db()
    assert poison.left == Left.BROKE
    account.careful = False
    assert look(account) == 0


def test_a_mail_dated_tomorrow_came_today(server: Dovecot, user: str, connect: Connect) -> None:
    with server.client(user) as client:
        client.append("INBOX", "", '" 1-Jan-2099 10:00:00 +0000"', mail())
    look(connect())
    assert Arrival.objects.get().kept_at <= timezone.now()


def test_an_empty_folder(connect: Connect) -> None:
    assert look(connect()) == 0


@pytest.fixture(scope="module")
def plain_server() -> Iterator[Dovecot]:
    """An old one: without ESEARCH, MOVE, UIDPLUS and IDLE."""
    with dovecot("plain", can="IMAP4rev1") as running:
        yield running


@pytest.mark.parametrize(("afterwards", "undeleted"), [("leave", 3), ("move", 0), ("delete", 0)])
def test_a_server_that_can_do_little(
    plain_server: Dovecot, connect: Connect, afterwards: str, undeleted: int
) -> None:
    deliver(plain_server, "plain", 1, 2, 3)
    account = connect(
        port=plain_server.port, user="plain", afterwards=afterwards, move_to=f"Done {afterwards}"
    )
    there = on_server(plain_server, "plain")
    assert [look(account), look(account)] == [there, 0]
    assert on_server(plain_server, "plain", what="UNDELETED") == undeleted
    assert on_server(plain_server, "plain") == there  # marked only: an EXPUNGE might take what is not ours
    if afterwards == "move":
        assert on_server(plain_server, "plain", '"Done move"') == there


def test_news_in_the_answer_to_something_else_are_not_waited_for(
    server: Dovecot, user: str, connect: Connect
) -> None:
    deliver(server, user, 1)
    account = connect()
    session = accounts.sign_in(account)
    try:
        found = fetch.begin(account, session)
        assert fetch.take_all(found, lambda: None) == 1
        deliver(server, user, 2)
        # In the answer to this the server says that there are two, and never again.
        session.mark_seen(sorted(found.known))
        began = time.monotonic()
        session.wait(30, lambda: False)
        assert time.monotonic() - began < 15
        assert fetch.take_all(found, lambda: None) == 1
    finally:
        session.close()


def test_without_idle_news_are_found_by_asking(plain_server: Dovecot, connect: Connect) -> None:
    account = connect(port=plain_server.port, user="plain")
    session = accounts.sign_in(account)
    try:
        found = fetch.begin(account, session)
        fetch.take_all(found, lambda: None)
        assert not session.can_say_news
        deliver(plain_server, "plain", 99)
        session.wait(2, lambda: False)
        assert fetch.take_all(found, lambda: None) == 1
    finally:
        session.close()
