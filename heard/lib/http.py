"""The only HTTP client of the house: checked addresses, no redirect, no proxy, bounded time and size."""

import http.client
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from socket import SHUT_RDWR, socket
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from heard.lib import reach
from heard.lib.reach import LookUp, OutOfBounds

# Ports on which no web server listens, but something that could take a request for commands.
NO_WEB = frozenset(
    [1, 7, 9, 11, 13, 19, 20, 21, 22, 23, 25, 53, 69, 110, 111, 119, 123, 135, 137, 139, 143, 161, 389, 445,
     465, 514, 515, 587, 636, 993, 995, 2049, 3306, 5432, 6000, 6379, 11211]
)  # fmt: skip


FAULTS = (OSError, ValueError, http.client.HTTPException)


class NotAsked(OSError):
    """Nothing was sent: the address cannot be used, or nobody answers there. The message says why."""


class NoAnswer(OSError):
    """The request may have arrived, but no whole answer came back."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long all of it may take, how many bytes of the answer are read (the rest is dropped)."""

    seconds: float = 15.0
    answer_bytes: int = 64_000


@dataclass(frozen=True, slots=True)
class Way:
    """Whom we ask for addresses and whose certificates we trust; the machine's own, if absent."""

    look_up: LookUp | None = None
    trust: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case. A redirect is an answer like any other."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


USUAL, BY_ITSELF = Bounds(), Way()
NOTHING: Mapping[str, str] = {}


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    bounds: Bounds = USUAL,
    way: Way = BY_ITSELF,
) -> Answer:
    """Sends `body` to `url`. Raises NotAsked when nothing left, NoAnswer when we cannot know."""
    return _ask("POST", url, body, headers, bounds=bounds, way=way)


def get(
    url: str, headers: Mapping[str, str] = NOTHING, *, bounds: Bounds = USUAL, way: Way = BY_ITSELF
) -> Answer:
    """What `url` answers. Raises as `post` does."""
    return _ask("GET", url, None, headers, bounds=bounds, way=way)


def _ask(  # noqa: PLR0913 - a request has this many sides
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], *, bounds: Bounds, way: Way
) -> Answer:
    parts = parsed(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"User-Agent": "Heard", "Connection": "close", "Accept-Encoding": "identity", **headers}
    connection = _Connection(parts, bounds.seconds, way)
    with _until(connection, bounds.seconds):
        try:
            connection.connect()
        except FAULTS as fault:
            raise NotAsked(_words(fault, connection)) from fault
        try:
            connection.request(method, target, body=body, headers=sent)
            answer = connection.getresponse()
            found = answer.read(bounds.answer_bytes)
        except FAULTS as fault:
            raise NoAnswer(_words(fault, connection)) from fault
    return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, found)


def parsed(url: str) -> SplitResult:
    """The parts of a usable address. Raises NotAsked for one that is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAsked("This is no web address.") from None
    if not url.isascii() or not url.isprintable() or " " in url:
        raise NotAsked("A web address has only ASCII letters and no blanks. Write others as %XX or xn--.")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NotAsked("A web address begins with https:// and a name.")
    if parts.username is not None or parts.password is not None:
        raise NotAsked("A web address with a password in it is not used. Take the part before the @ away.")
    if port in NO_WEB:
        raise NotAsked(f"Port {port} belongs to another service than the web.")
    return parts


def port_of(parts: SplitResult) -> int:
    """The port that an address means."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def is_listed(parts: SplitResult) -> bool:
    """Whether the host, as it is typed, stands in HEARD_INSIDE: so it may be asked without https."""
    host = parts.hostname or ""
    try:
        address = ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        address = ip_address("0.0.0.0")  # noqa: S104 - a name: no address yet
    return any(each.covers(host, address, port_of(parts)) for each in settings.INSIDE)


class _Connection(http.client.HTTPConnection):
    """A connection whose line goes to a checked address, and whose certificate must name the host."""

    def __init__(self, parts: SplitResult, seconds: float, way: Way) -> None:
        self._is_tls = parts.scheme == "https"
        super().__init__(parts.hostname or "", port_of(parts), timeout=seconds)
        self._seconds = seconds
        self._way = way
        self.is_over = False

    def connect(self) -> None:
        """Opens the line; the handshake comes after it is known to whoever may cut it."""
        line = reach.connect(self.host, self.port, seconds=self._seconds, look_up=self._way.look_up)
        self.sock = line
        if self._is_tls:
            context = self._way.trust or ssl.create_default_context()
            protected = context.wrap_socket(line, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = protected
            protected.do_handshake()

    def cut(self) -> None:
        """Breaks the line, from another thread: whoever waits for an answer is told at once."""
        self.is_over = True
        line = self.sock
        if line is not None:
            with suppress(OSError):  # it ended by itself a moment ago
                socket.shutdown(line, SHUT_RDWR)  # not SSLSocket's own, which also forgets the protection


@contextmanager
def _until(connection: _Connection, seconds: float) -> Iterator[None]:
    """Cuts the line when the time is over, however busily the other side drips; closes it in the end."""
    clock = threading.Timer(seconds, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()
        connection.close()


def _words(fault: BaseException, connection: _Connection) -> str:
    if isinstance(fault, OutOfBounds):
        return str(fault)
    if connection.is_over or isinstance(fault, TimeoutError):
        return "No answer in time."
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"The certificate does not hold: {fault.verify_message}."
    return f"{type(fault).__name__}: {fault}"[:300]
