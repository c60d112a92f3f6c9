"""A Dovecot for all tests of this folder, and an account of Larkfield Bikes on it, anew for each test."""

import secrets
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from heard.channels.email.imap import account as accounts
from heard.channels.email.imap import fetch
from heard.channels.email.imap.account import Wanted
from heard.channels.email.imap.models import ImapAccount
from heard.channels.models import Channel
from tests.conftest import mail
from tests.journeys.dovecot import PASSWORD, Dovecot, dovecot


@pytest.fixture(scope="session")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def user(server: Dovecot) -> str:
    """A mailbox on the server that nobody used before."""
    name = f"larkfield-{secrets.token_hex(4)}"
    server.set_password(name, PASSWORD)
    return name


Connect = Callable[..., ImapAccount]


@pytest.fixture
def connect(server: Dovecot, user: str, mailbox: Channel) -> Connect:
    """Saves the account of the mailbox; named values differ from the plain ones."""

    def save(**differs: object) -> ImapAccount:
        plain = {
            "host": "127.0.0.1",
            "port": server.port,
            "security": "none",
            "user": user,
            "secrets": {"password": PASSWORD},
        }
        return accounts.save(mailbox, Wanted(**(plain | differs)))  # type: ignore[arg-type]

    return save


def deliver(server: Dovecot, user: str, *numbers: int, **written: str) -> None:
    """Mails that reached the mailbox, as its own server put them there."""
    with server.client(user) as client:
        for number in numbers:
            raw = mail(message_id=f"<{number}@okoye.example>", text=f"Bell number {number}.", **written)
            assert client.append("INBOX", "", "", raw)[0] == "OK"


def look(account: ImapAccount) -> int:
    """What one visit does, without its thread; says how many mails came."""
    session = accounts.sign_in(account)
    try:
        return fetch.take_all(fetch.begin(account, session), lambda: None)
    finally:
        session.close()
        connection.close_if_unusable_or_obsolete()


def on_server(server: Dovecot, user: str, folder: str = "INBOX", what: str = "ALL") -> int:
    """How many mails another client sees there."""
    with server.client(user, folder) as client:
        return len(client.search(None, what)[1][0].split())
