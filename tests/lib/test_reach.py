"""Which addresses are refused, in every spelling, and a name that answers otherwise the second time."""

import socket
from ipaddress import ip_address
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from heard.lib import env, reach
from heard.lib.reach import OutOfBounds

INSIDE = [
    "0.0.0.0",  # noqa: S104
    "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254", "127.0.0.1",
    "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
    "192.168.0.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::c0a8:1", "64:ff9b:1::1", "100::1", "2001::1",
    "2001:db8::1", "2001:2::1", "2002:7f00:1::1", "2002:a00:1::1", "2002:c0a8:101::", "3fff::1",
    "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1"
]  # fmt: skip
OUTSIDE = [
    "1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.255.255.255",
    "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.1", "192.167.255.255", "192.169.0.1",
    "198.17.255.255", "198.20.0.1", "223.255.255.255", "::ffff:1.1.1.1", "64:ff9b::101:101",
    "2002:101:101::1", "2600::1", "2a00:1450::1", "2003::1"
]  # fmt: skip
SPELLINGS = ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "localhost", "::1",
             "::ffff:127.0.0.1", "::ffff:7f00:1"]  # fmt: skip

# One of each kind, for those who ask through this: loopback, private, link-local, mapped, translated.
POINTS_INSIDE = ["127.0.0.1", "10.0.0.5", "192.168.7.7", "169.254.169.254", "::1", "fe80::1", "fd12:3456::1",
                 "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1"]  # fmt: skip


@pytest.mark.parametrize("written", INSIDE)
def test_what_is_inside(written: str) -> None:
    assert reach.is_inside(ip_address(written))


@pytest.mark.parametrize("written", OUTSIDE)
def test_what_is_outside(written: str) -> None:
    assert not reach.is_inside(ip_address(written))


@pytest.fixture
def nothing_listed(settings: Settings) -> None:
    settings.INSIDE = ()


@pytest.fixture
def listener() -> Any:
    """Somebody who listens on the loopback address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_this_machine_is_reached(
    host: str, listener: socket.socket, nothing_listed: None
) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(OutOfBounds, match="list it in HEARD_INSIDE"):
        reach.connect(host, port, seconds=2)
    with pytest.raises(BlockingIOError):
        listener.accept()


class Rebinding:
    """A resolver that gives one answer after the other, and stays at the last."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, _host: str, port: int, **_hints: Any) -> list[tuple[Any, ...]]:
        self.asked += 1
        said = self.answers[min(self.asked, len(self.answers)) - 1]
        family = socket.AF_INET6 if ":" in said else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (said, port))]


def test_a_name_is_resolved_once(listener: socket.socket, settings: Settings) -> None:
    settings.INSIDE = env.insiders("127.0.0.1")
    look_up = Rebinding("127.0.0.1", "10.0.0.1")
    with reach.connect("rebinds.example", listener.getsockname()[1], seconds=2, look_up=look_up) as line:
        assert (line.getpeername()[0], look_up.asked) == ("127.0.0.1", 1)


def test_a_name_that_rebinds_is_refused_as_soon_as_it_points_here(
    listener: socket.socket, nothing_listed: None
) -> None:
    """When a form asked, its address was one of the internet; when the line is opened, it is ours."""
    look_up, port = Rebinding("1.1.1.1", "127.0.0.1"), listener.getsockname()[1]
    assert reach.refused("rebinds.example", port, look_up=look_up) == ""
    with pytest.raises(OutOfBounds, match=r"rebinds\.example is 127\.0\.0\.1"):
        reach.connect("rebinds.example", port, seconds=2, look_up=look_up)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_one_address_on_the_inside_spoils_the_name(listener: socket.socket, nothing_listed: None) -> None:
    def both(_host: str, port: int, **_hints: Any) -> list[tuple[Any, ...]]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (said, port)) for said in ("1.1.1.1", "127.0.0.1")
        ]

    with pytest.raises(OutOfBounds):
        reach.connect("both.example", listener.getsockname()[1], seconds=2, look_up=both)


LISTED = [
    ("localhost", "127.0.0.1", 80, True),
    ("localhost", "::1", 80, True),
    ("localhost:143", "127.0.0.1", 143, True),
    ("localhost:143", "127.0.0.1", 80, False),
    ("10.2.0.0/16", "10.2.3.4", 80, True),
    ("10.2.0.0/16", "10.3.3.4", 80, False),
    ("10.2.3.4:993, 10.2.3.5", "10.2.3.5", 80, True),
    ("[fd00::1]:443", "fd00::1", 443, True),
    ("[fd00::1]:443", "fd00::1", 80, False),
    ("127.0.0.1", "::ffff:127.0.0.1", 80, True),
    ("Mail.lan", "10.0.0.9", 25, True),
    ("other.lan", "10.0.0.9", 25, False),
    ("", "10.0.0.9", 25, False),
]


@pytest.mark.parametrize(("written", "address", "port", "allowed"), LISTED)
def test_what_is_listed(settings: Settings, written: str, address: str, port: int, allowed: bool) -> None:
    settings.INSIDE = env.insiders(written)
    assert reach.is_allowed("mail.lan", ip_address(address), port) == allowed


@pytest.mark.parametrize("written", ["10.2.0.1/16", "a b", "mail.lan:99999", "256.1.1.1", "http://x", "-"])
def test_a_list_that_cannot_be_read(written: str) -> None:
    with pytest.raises(env.Fault):
        env.insiders(written)
