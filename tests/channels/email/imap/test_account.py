"""Signing in to a real Dovecot: TLS, passwords, tokens, and in words what is wrong."""

import json
import socket
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from heard.channels.email.imap import account as accounts
from heard.channels.email.imap.models import ImapAccount, Trouble
from heard.channels.models import Channel
from heard.lib import sealed
from tests.channels.email.imap.conftest import Connect, deliver
from tests.journeys.desk import free_port
from tests.journeys.dovecot import Dovecot, dovecot
from tests.lib.test_reach import POINTS_INSIDE, Rebinding

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def trouble(account: ImapAccount) -> str:
    return accounts.try_it(account).trouble


@pytest.fixture
def trusted(server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the authority that signed the server's certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))


def test_what_works_is_counted(server: Dovecot, user: str, connect: Connect) -> None:
    deliver(server, user, 1, 2)
    assert accounts.try_it(connect()).mails == 2


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls(server: Dovecot, connect: Connect, trusted: None, security: str) -> None:
    port = server.tls_port if security == "tls" else server.port
    session = accounts.sign_in(connect(security=security, port=port))
    ends_at = session.certificate_ends_at
    session.close()
    assert ends_at
    assert timedelta(days=89) < ends_at - timezone.now() < timedelta(days=91)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_that_nobody_knows_gets_no_password(
    server: Dovecot, connect: Connect, security: str
) -> None:
    port = server.tls_port if security == "tls" else server.port
    assert trouble(connect(security=security, port=port)) == Trouble.CERTIFICATE


def test_a_certificate_for_another_name(server: Dovecot, connect: Connect, trusted: None) -> None:
    account = connect(security="tls", port=server.tls_port, host="127.0.0.2")
    assert trouble(account) in {Trouble.CERTIFICATE, Trouble.UNREACHABLE}  # not every system has 127.0.0.2


def test_tls_where_the_server_speaks_none(server: Dovecot, connect: Connect) -> None:
    assert trouble(connect(security="tls")) == Trouble.TLS


def test_without_tls_only_on_this_machine(connect: Connect) -> None:
    assert trouble(connect(host="mail.larkfield.example", security="none")) == Trouble.TLS


def test_a_wrong_password(connect: Connect) -> None:
    assert trouble(connect(secrets={"password": "guess"})) == Trouble.REFUSED


def test_a_folder_that_is_not_there(connect: Connect) -> None:
    assert trouble(connect(folder="Nowhere")) == Trouble.FOLDER


def test_nobody_listens(connect: Connect) -> None:
    assert trouble(connect(port=free_port())) == Trouble.UNREACHABLE


def test_a_host_that_does_not_exist(connect: Connect) -> None:
    assert trouble(connect(host="nowhere.invalid", security="tls")) == Trouble.NAME


def test_the_password_is_sealed_in_the_database(connect: Connect) -> None:
    account = connect(secrets={"password": "winding-key-7"})
    assert "winding-key-7" not in account.sealed
    assert json.loads(sealed.unseal(account.sealed)) == {"password": "winding-key-7"}


def test_with_another_secret_key_it_must_be_typed_again(connect: Connect, settings: object) -> None:
    account = connect()
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert trouble(account) == Trouble.KEY
    assert trouble(connect()) == ""


def test_a_change_keeps_the_password_but_never_sends_it_to_another_server(connect: Connect) -> None:
    assert json.loads(sealed.unseal(connect(secrets={}).sealed)) == {}
    connect()
    kept = json.loads(sealed.unseal(connect(folder="INBOX", secrets={}).sealed))
    assert kept == {"password": "winding-key-7"}
    moved = connect(host="mail.thief.example", security="tls", secrets={})
    assert json.loads(sealed.unseal(moved.sealed)) == {}


@pytest.mark.parametrize("host", ["localhost", "2130706433", *POINTS_INSIDE])
def test_a_server_on_the_inside_is_asked_only_where_it_is_listed(
    connect: Connect, settings: Settings, host: str
) -> None:
    settings.INSIDE = ()
    assert trouble(connect(host=host, security="tls")) == Trouble.INSIDE


def test_a_name_that_points_inside_when_it_is_asked(
    connect: Connect, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: the account is kept, and each try to fetch checks the address anew."""
    settings.INSIDE = ()
    look_up = Rebinding(*POINTS_INSIDE)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    account = connect(host="rebinds.example", security="tls")
    found = [trouble(account), *(trouble(account) for _time in POINTS_INSIDE[1:])]
    assert (set(found), look_up.asked) == ({Trouble.INSIDE}, len(POINTS_INSIDE))


def test_a_token_server_on_the_inside_likewise(mailbox: Channel, settings: Settings) -> None:
    settings.INSIDE = ()
    wanted = accounts.Wanted(
        host="127.0.0.1", port=1, user="larkfield", sign_in="oauth2", client_id="heard",
        token_url="https://127.0.0.1:8443/token", secrets={"refresh_token": "first"},
    )  # fmt: skip
    assert trouble(accounts.save(mailbox, wanted)) == Trouble.INSIDE


class TokenServer:
    """Gives an access token for the refresh token that is valid just now, a new one of both each time,
    and tells Dovecot whose an access token is."""

    def __init__(self, user: str, *, ends_in: int = 3600) -> None:
        self.user, self.ends_in = user, ends_in
        self.refresh, self.access, self.given = "first", "", 0

    def answer(self, path: str, fields: dict[str, str]) -> tuple[int, dict[str, object]]:
        if path == "/introspect":
            return 200, {"active": fields["token"] == self.access, "username": self.user}
        right = (fields["refresh_token"], fields["client_id"], fields["client_secret"])
        if right != (self.refresh, "heard", "shh"):
            return 400, {"error": "invalid_grant"}
        self.given += 1
        self.refresh, self.access = f"refresh-{self.given}", f"access-{self.given}"
        return 200, {
            "access_token": self.access, "refresh_token": self.refresh,
            "expires_in": self.ends_in, "refresh_token_expires_in": 5 * 86_400,
        }  # fmt: skip


@contextmanager
def serving(tokens: TokenServer) -> Iterator[str]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            code, said = tokens.answer(self.path, dict(urllib.parse.parse_qsl(body)))
            raw = json.dumps(said).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_arguments: object) -> None:
            """Says nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_port}"
    finally:
        running.shutdown()
        running.server_close()


@pytest.mark.parametrize("only", ["", "oauthbearer"])
def test_oauth2_with_refresh(mailbox: Channel, only: str) -> None:
    tokens = TokenServer("larkfield", ends_in=3600)
    with serving(tokens) as site, dovecot(introspection=f"{site}/introspect", tokens=only) as server:
        account = accounts.save(
            mailbox,
            accounts.Wanted(
                host="127.0.0.1", port=server.port, security="none", user="larkfield", sign_in="oauth2",
                client_id="heard", token_url=f"{site}/token",
                secrets={"client_secret": "shh", "refresh_token": "first"},
            ),
        )  # fmt: skip
        assert [trouble(account), trouble(account)] == ["", ""]
        assert tokens.given == 1  # the second time with the token that it still has
        account.refresh_from_db()
        assert account.token_ends_at
        tokens.access = "ended early"
        assert trouble(account) == Trouble.REFUSED
        accounts.forget_access(account)
        assert (trouble(account), tokens.given) == ("", 2)  # with the refresh token that came with the first
        accounts.forget_access(account)
        tokens.refresh = "withdrawn"
        assert trouble(account) == Trouble.TOKEN
