"""A signed-in session with an IMAP server: what we ask of it, and its failures in words for people.

On the standard library's imaplib, see docs/decisions/007-imaplib.md. Every command has a time-out.
"""

import imaplib
import selectors
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from heard.channels.email.imap import wire
from heard.channels.email.imap.models import Security, Trouble
from heard.channels.email.imap.wire import Mail, Named
from heard.lib import reach

SECONDS = 30.0  # for each answer of the server
NEWS = "EXISTS"  # how many mails there are: a server says it when there are more than it said before
STEP = 1.0  # how often a waiting session looks whether it should stop
AT_ONCE = 200  # UIDs in one command; servers take lines of 8,000 characters at least

imaplib.Commands.setdefault("IDLE", ("SELECTED",))  # Python 3.14 brings it along
imaplib._MAXLINE = max(getattr(imaplib, "_MAXLINE", 0), 20_000_000)  # type: ignore[attr-defined] # a list of UIDs is one line


class Failed(Exception):
    """The mailbox cannot be read just now: `trouble` for people, the text for whoever asks further."""

    def __init__(self, trouble: Trouble, detail: object = "") -> None:
        super().__init__(str(detail)[:500])
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Server:
    """Where the mailbox is."""

    host: str
    port: int
    security: str

    @property
    def is_loopback(self) -> bool:
        """Whether the server is this machine: only then may the line be open to read."""
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")


@dataclass(frozen=True, slots=True)
class Proof:
    """Who we are: a user with a password, or with an access token."""

    user: str
    password: str = ""
    token: str = ""


class Session:
    """A signed-in line to a server, with one folder open after `open_folder`."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client: Any = client
        with _in_words():
            _ok, lines = self._client.capability()
        self._can = set(b" ".join(lines).decode("ascii", "replace").upper().split())

    def open_folder(self, name: str, *, to_change: bool = False) -> int:
        """Opens a folder, read-only unless `to_change`, and gives its UIDVALIDITY."""
        with _in_words():
            answer, lines = self._client.select(wire.folder_name(name), readonly=not to_change)
            if answer != "OK":
                raise Failed(Trouble.FOLDER, lines[0])
            _code, values = self._client.response("UIDVALIDITY")
        if not values or not values[0]:
            raise Failed(Trouble.BROKEN, "The server names no UIDVALIDITY.")
        return int(values[0])

    def make_folder(self, name: str) -> None:
        """Makes a folder unless it is there."""
        with _in_words():
            self._client.create(wire.folder_name(name))  # NO when it exists; a failed move says the rest

    def uids(self) -> list[int]:
        """The UIDs of all mails in the folder."""
        self._client.untagged_responses.pop(NEWS, None)  # what it says from here on is news
        with _in_words():
            if "ESEARCH" in self._can:  # RFC 4731: ranges instead of one number a mail
                self._uid("SEARCH", "RETURN", "(ALL)", "ALL")
                _code, lines = self._client.response("ESEARCH")
                return wire.numbers_in_ranges(lines)
            return wire.numbers(self._uid("SEARCH", "ALL"))

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """How large these mails are, in bytes; without those that are gone."""
        found: dict[int, int] = {}
        for some in _chunks(uids):
            with _in_words():
                found |= wire.sizes(self._uid("FETCH", some, "(UID RFC822.SIZE)"))
        return found

    def moments(self, uids: Sequence[int]) -> dict[int, datetime | None]:
        """When these mails reached the mailbox, as far as the server says it."""
        found: dict[int, datetime | None] = {}
        for some in _chunks(uids):
            with _in_words():
                found |= wire.moments(self._uid("FETCH", some, "(UID INTERNALDATE)"))
        return found

    def mails(self, uids: Sequence[int]) -> list[Mail]:
        """These mails whole, as they are on the server, which does not take them for read."""
        with _in_words():
            return wire.mails(self._uid("FETCH", _set(uids), "(UID INTERNALDATE BODY.PEEK[])"))

    def named(self, uids: Sequence[int]) -> list[Named]:
        """Who, what and when, of mails that are not here."""
        fields = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID FROM SUBJECT DATE)])"
        with _in_words():
            return wire.named(self._uid("FETCH", _set(uids), fields))

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Marks mails as read."""
        self._store(uids, r"(\Seen)")

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Moves mails to another folder."""
        where = wire.folder_name(folder)
        if "MOVE" not in self._can:
            for some in _chunks(uids):
                with _in_words():
                    self._uid("COPY", some, where)
            self.delete(uids)
            return
        for some in _chunks(uids):
            with _in_words():
                self._uid("MOVE", some, where)

    def delete(self, uids: Sequence[int]) -> None:
        """Deletes mails, and only these: without UIDPLUS (RFC 4315) they stay marked as deleted, because a
        plain EXPUNGE would also take what somebody else marked."""
        self._store(uids, r"(\Deleted)")
        if "UIDPLUS" in self._can:
            for some in _chunks(uids):
                with _in_words():
                    self._uid("EXPUNGE", some)

    def wait(self, seconds: float, is_over: Callable[[], bool]) -> None:
        """Waits until the server has news (where it can say so), `is_over()`, or the time is up.

        It may have said them since `uids` was asked, in the answer to something else, and says them only once
        (RFC 3501, 7.3.1); then this waits a moment at most, for a server that says them with everything.
        """
        if self._has_said_news:
            self._readable(STEP)
            return
        if "IDLE" in self._can:
            with _in_words():
                self._idle(seconds, is_over)
            return
        for _second in range(int(seconds / STEP)):
            if is_over() or self._readable(STEP):
                break
        with _in_words():
            self._client.noop()

    @property
    def can_say_news(self) -> bool:
        """Whether the server says by itself that a mail came."""
        return "IDLE" in self._can

    @property
    def certificate_ends_at(self) -> datetime | None:
        """When the server's certificate ends; None on an unprotected line."""
        if not isinstance(self._client.sock, ssl.SSLSocket):
            return None
        found: Any = self._client.sock.getpeercert() or {}
        ends = found.get("notAfter")
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if ends else None

    def close(self) -> None:
        """Says goodbye, as far as the line still carries it."""
        with suppress(Exception):
            self._client.sock.settimeout(3)
            self._client.logout()
        self.cut()

    def cut(self) -> None:
        """Breaks the line, from any thread: whoever waits for an answer is told at once."""
        with suppress(Exception):
            self._client.sock.shutdown(socket.SHUT_RDWR)

    def _uid(self, command: str, *arguments: str) -> list[Any]:
        answer, lines = self._client.uid(command, *arguments)
        if answer != "OK":
            said = lines[0] if lines else b""
            raise Failed(Trouble.FOLDER if b"TRYCREATE" in (said or b"") else Trouble.BROKEN, said)
        return list(lines)

    def _store(self, uids: Sequence[int], flags: str) -> None:
        for some in _chunks(uids):
            with _in_words():
                self._uid("STORE", some, "+FLAGS.SILENT", flags)

    def _idle(self, seconds: float, is_over: Callable[[], bool]) -> None:
        """RFC 2177: whatever the server says ends it, and the caller looks for itself."""
        tag = self._client._command("IDLE")
        while self._client._get_response() is not None:
            if self._client.tagged_commands[tag]:
                raise Failed(Trouble.BROKEN, "The server refused IDLE.")
        for _second in range(0 if self._has_said_news else int(seconds / STEP)):
            if is_over() or self._readable(STEP):
                break
        self._client.send(b"DONE\r\n")
        self._client._command_complete("IDLE", tag)

    @property
    def _has_said_news(self) -> bool:
        return NEWS in self._client.untagged_responses

    def _readable(self, seconds: float) -> bool:
        line = self._client.sock
        if isinstance(line, ssl.SSLSocket) and line.pending():
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(line, selectors.EVENT_READ)
            return bool(selector.select(seconds))


class _Plain(imaplib.IMAP4):
    """A line to an address that was checked (lib/reach)."""

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return reach.connect(self.host, self.port, seconds=timeout or SECONDS)


class _Protected(imaplib.IMAP4_SSL):
    """The same with TLS, where the certificate names the host that somebody typed."""

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        line = reach.connect(self.host, self.port, seconds=timeout or SECONDS)
        context: ssl.SSLContext = self.ssl_context
        return context.wrap_socket(line, server_hostname=self.host)


def connect(server: Server, proof: Proof, *, seconds: float = SECONDS) -> Session:
    """A signed-in session. Raises Failed with what is wrong."""
    if server.security == Security.NONE and not server.is_loopback:
        raise Failed(Trouble.TLS, "Only a server on this machine may be asked without TLS.")
    with _in_words():
        client = _line(server, seconds)
        try:
            _sign_in(client, server, proof)
            return Session(client)
        except BaseException:
            with suppress(Exception):
                client.shutdown()
            raise


def _line(server: Server, seconds: float) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if server.security == Security.TLS:
        return _Protected(server.host, server.port, ssl_context=context, timeout=seconds)
    client = _Plain(server.host, server.port, timeout=seconds)
    if server.security == Security.STARTTLS:
        try:
            client.starttls(context)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as fault:
            raise Failed(Trouble.TLS, fault) from None
    return client


def _sign_in(client: Any, server: Server, proof: Proof) -> None:
    can = {str(word).upper() for word in client.capabilities}
    try:
        if proof.token:
            _with_token(client, can, server, proof)
        elif "AUTH=PLAIN" in can:  # takes any character, LOGIN only ASCII
            client.authenticate("PLAIN", lambda _said: f"\0{proof.user}\0{proof.password}".encode())
        else:
            user, password = client._quote(proof.user), client._quote(proof.password)
            client._checkquote = None
            answer, lines = client._simple_command("LOGIN", user, password)
            if answer != "OK":
                raise Failed(Trouble.REFUSED, lines[0])
            client.state = "AUTH"
    except (imaplib.IMAP4.abort, Failed):
        raise
    except (imaplib.IMAP4.error, UnicodeEncodeError) as fault:
        raise Failed(Trouble.REFUSED, fault) from None


def _with_token(client: Any, can: set[str], server: Server, proof: Proof) -> None:
    """XOAUTH2 as the large providers have it, or OAUTHBEARER (RFC 7628). A refusal comes as a question."""
    if "AUTH=XOAUTH2" in can or "AUTH=OAUTHBEARER" not in can:
        mechanism, no_more = "XOAUTH2", b""
        first = f"user={proof.user}\1auth=Bearer {proof.token}\1\1"
    else:
        mechanism, no_more = "OAUTHBEARER", b"\1"
        first = f"n,a={proof.user},\1host={server.host}\1port={server.port}\1auth=Bearer {proof.token}\1\1"
    answers = iter([first.encode()])
    client.authenticate(mechanism, lambda _said: next(answers, no_more))


@contextmanager
def _in_words() -> Iterator[None]:
    """Whatever goes wrong below becomes Failed."""
    try:
        yield
    except reach.OutOfBounds as fault:
        raise Failed(Trouble.INSIDE, fault) from None
    except ssl.SSLCertVerificationError as fault:
        raise Failed(Trouble.CERTIFICATE, fault.verify_message or fault) from None
    except ssl.SSLError as fault:
        raise Failed(Trouble.TLS, fault) from None
    except socket.gaierror as fault:
        raise Failed(Trouble.NAME, fault) from None
    except (ConnectionRefusedError, TimeoutError) as fault:
        raise Failed(Trouble.UNREACHABLE, fault) from None
    except (imaplib.IMAP4.error, OSError, EOFError, ValueError) as fault:
        raise Failed(Trouble.BROKEN, fault) from None


def _set(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))


def _chunks(uids: Sequence[int]) -> Iterator[str]:
    for start in range(0, len(uids), AT_ONCE):
        yield _set(uids[start : start + AT_ONCE])
