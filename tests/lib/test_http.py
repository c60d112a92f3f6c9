"""The HTTP client against a real server: what it sends, what it refuses, and how it ends."""

import datetime as dt
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_django.fixtures import Settings

from heard.lib import http
from heard.lib.http import Bounds, NoAnswer, NotAsked, Way

Asked = list[tuple[str, dict[str, str], bytes]]


class Server(BaseHTTPRequestHandler):
    """Answers by the path it is asked for."""

    asked: Asked = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        if self.path == "/drip":
            self._drip()
            return
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"x" * (1_000_000 if self.path == "/long" else 2))

    def _drip(self) -> None:
        try:
            for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 1000:
                self.wfile.write(bytes([byte]))
                time.sleep(0.05)
        except OSError:
            return

    def log_message(self, *_said: Any) -> None:
        """Says nothing."""


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[tuple[int, Asked]]:
    """The port of a server, and what it was asked."""
    handler = type("Handler", (Server,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        try:
            yield server.server_address[1], handler.asked  # type: ignore[attr-defined]
        finally:
            server.shutdown()


def test_what_is_sent_and_comes_back() -> None:
    with serving() as (port, asked):
        answer = http.post(f"http://127.0.0.1:{port}/in?a=b", b"{}", {"X-One": "1"})
    ((path, headers, body),) = asked
    assert (answer.status, answer.body) == (200, b"xx")
    assert (path, headers["x-one"], headers["host"], body) == ("/in?a=b", "1", f"127.0.0.1:{port}", b"{}")


def test_no_redirect_is_followed() -> None:
    with serving() as (port, asked):
        answer = http.post(f"http://127.0.0.1:{port}/moved", b"", {})
    assert (answer.status, answer.headers["location"]) == (302, "/elsewhere")
    assert [path for path, _headers, _body in asked] == ["/moved"]


def test_a_long_answer_is_read_only_so_far() -> None:
    with serving() as (port, _asked):
        answer = http.post(f"http://127.0.0.1:{port}/long", b"", {}, bounds=Bounds(answer_bytes=500))
    assert len(answer.body) == 500


def test_a_dripping_answer_ends_in_time() -> None:
    with serving() as (port, _asked):
        began = time.monotonic()
        with pytest.raises(NoAnswer, match=r"No answer in time\."):
            http.post(f"http://127.0.0.1:{port}/drip", b"", {}, bounds=Bounds(seconds=0.5))
        assert time.monotonic() - began < 5


def test_what_is_not_listed_is_not_asked(settings: Settings) -> None:
    settings.INSIDE = ()
    with serving() as (port, asked), pytest.raises(NotAsked, match="on the inside"):
        http.post(f"http://127.0.0.1:{port}/", b"", {})
    assert asked == []


def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with serving() as (port, _asked):
        assert http.post(f"http://127.0.0.1:{port}/", b"", {}).status == 200


UNUSABLE = [
    "ftp://example.com/",
    "file:///etc/passwd",
    "http:///path",
    "example.com",
    "http://user:word@example.com/",
    "http://example.com:25/",
    "http://example.com:99999/",
    "http://[::1/",
    "http://example.com/a b",
    "http://example.com/\r\nX-Evil: 1",
    "http://exämple.com/",
]


@pytest.mark.parametrize("url", UNUSABLE)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(NotAsked):
        http.post(url, b"", {})


def test_nobody_there(free_port: int) -> None:
    with pytest.raises(NotAsked):
        http.post(f"http://127.0.0.1:{free_port}/", b"", {})


def certificate(folder: Path, name: str) -> Path:
    """A certificate for `name`, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_the_certificate_must_name_the_host_and_not_the_address(tmp_path: Path) -> None:
    path = certificate(tmp_path, "hooks.example")
    here = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    here.load_cert_chain(path)
    trust = ssl.create_default_context(cafile=str(path))

    def look_up(_host: str, port: int, **_hints: Any) -> list[tuple[Any, ...]]:
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    way = Way(look_up=look_up, trust=trust)
    with serving(here) as (port, asked):
        assert http.post(f"https://hooks.example:{port}/", b"", {}, way=way).status == 200
        for host, whom in (("other.example", way), ("hooks.example", Way(look_up=look_up))):
            with pytest.raises(NotAsked, match="The certificate does not hold"):
                http.post(f"https://{host}:{port}/", b"", {}, way=whom)
    assert len(asked) == 1
