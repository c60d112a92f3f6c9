"""Which machines may the desk connect to by itself? Opens a line only to an address that was checked.

Somebody who types a host (a mail server, a webhook) must not reach what only this machine can reach: its own
services, the network behind it, the metadata of its cloud. So a name is resolved once, every address that it
has is checked, and the line goes to one of exactly those; a name that answers otherwise a moment later gains
nothing. Whatever HEARD_INSIDE lists is allowed.

The tables follow IANA's registries of special-purpose addresses (RFC 6890 and its updates).
"""

import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings

from heard.lib.env import Inside

Address = IPv4Address | IPv6Address
LookUp = Callable[..., Sequence[tuple[Any, ...]]]  # socket.getaddrinfo, or one that a test knows

_INSIDE_4 = [
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",  # this network; Linux takes 0.0.0.0 for itself
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared between provider and customer
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local; the metadata of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
]
_OUTSIDE_6 = IPv6Network("2000::/3")  # all that is global unicast; the rest is local, mapped or not given out
_INSIDE_6 = [
    IPv6Network(net)
    for net in (
        "2001::/23",  # Teredo, benchmarking, ORCHID and other protocols
        "2001:db8::/32",
        "3fff::/20",
    )
]
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")


class OutOfBounds(OSError):
    """The address is on the inside, and not listed; nothing was sent. The message says how to list it."""


def connect(host: str, port: int, *, seconds: float, look_up: LookUp | None = None) -> socket.socket:
    """A line to `host`, whose address was checked. Raises OutOfBounds, and OSError as sockets do.

    `seconds` is for all tries together; the look-up has the time-outs of the machine's own resolver.
    """
    targets = _targets(host, port, look_up)
    if inside := _first_refused(host, port, targets):
        raise OutOfBounds(
            f"{host} is {inside}, an address on the inside. To allow it, list it in HEARD_INSIDE."
        )
    return _first_line(targets, time.monotonic() + seconds)


def refused(host: str, port: int, *, look_up: LookUp | None = None) -> str:
    """The address of `host` for which `connect` would open no line now. Empty: none, or it has none yet.

    For a form that shall say so at once; what counts is what `connect` finds later.
    """
    try:
        return _first_refused(host, port, _targets(host, port, look_up))
    except (OSError, UnicodeError):  # not known today, or a name that cannot be one
        return ""


def _targets(host: str, port: int, look_up: LookUp | None) -> list[tuple[Any, Any]]:
    found = (look_up or socket.getaddrinfo)(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((family, where) for family, _type, _proto, _name, where in found))


def _first_refused(host: str, port: int, targets: Sequence[tuple[Any, Any]]) -> str:
    written = (str(where[0]) for _family, where in targets)
    return next((one for one in written if not is_allowed(host, ip_address(one.partition("%")[0]), port)), "")


def is_allowed(host: str, address: Address, port: int) -> bool:
    """Whether the desk may open a line to `address`, which `host` was resolved to."""
    if not is_inside(address):
        return True
    listed: Sequence[Inside] = settings.INSIDE
    return any(each.covers(host, _plain(address), port) for each in listed)


def is_inside(address: Address) -> bool:
    """Whether only this machine, or the network around it, can reach `address`."""
    plain = _plain(address)
    if isinstance(plain, IPv4Address):
        return any(plain in net for net in _INSIDE_4)
    return plain not in _OUTSIDE_6 or any(plain in net for net in _INSIDE_6)


def _plain(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries: mapped, behind NAT64 (RFC 6052) or 6to4 (RFC 3056)."""
    if isinstance(address, IPv4Address):
        return address
    number = int(address)
    if address in _MAPPED or address in _NAT64:
        return IPv4Address(number & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return IPv4Address(number >> 80 & 0xFFFFFFFF)
    return address


def _first_line(targets: Sequence[tuple[Any, Any]], end: float) -> socket.socket:
    """A line to the first address that answers."""
    fault: OSError = OSError("The name has no address.")
    for family, where in targets:
        line = socket.socket(family, socket.SOCK_STREAM)
        try:
            line.settimeout(max(end - time.monotonic(), 0.01))
            line.connect(where)
            line.settimeout(max(end - time.monotonic(), 0.01))
            return line
        except OSError as wrong:
            fault = wrong
            with suppress(OSError):
                line.close()
    raise fault
