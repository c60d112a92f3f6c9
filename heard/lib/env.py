"""Settings from environment variables: typed readers whose faults say what to do."""

import difflib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

T = TypeVar("T")


class Fault(ValueError):
    """One setting that cannot be used; the text says why and what to write instead."""


class WrongSettings(Exception):
    """Some settings cannot be used; the message lists all of them, each with its cure."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, what it means and its default as a person would write it."""

    name: str
    default: str
    meaning: str


@dataclass
class Environment:
    """Reads settings one by one and collects every fault, so that a person mends all of them at once."""

    values: Mapping[str, str] = field(default_factory=lambda: os.environ)
    settings: list[Setting] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def read(self, name: str, reader: Callable[[str], T], *, default: str, meaning: str) -> T:
        """The value of `name`, or of its default when the variable is absent or faulty."""
        self.settings.append(Setting(name, default, meaning))
        written = self.values.get(name, "").strip()
        if not written:
            return reader(default)
        try:
            return reader(written)
        except Fault as fault:
            self.faults.append(f"{name}={written!r}: {fault}")
            return reader(default)

    def check(self, prefix: str) -> None:
        """Raises WrongSettings when a value cannot be used, or a variable with our prefix means nothing."""
        known = {setting.name for setting in self.settings}
        for name in sorted(self.values):
            if name.startswith(prefix) and name not in known and not name.startswith(f"{prefix}TEST_"):
                near = difflib.get_close_matches(name, known, n=1)
                meant = f" Did you mean {near[0]}?" if near else ""
                self.faults.append(f"{name}: there is no such setting.{meant}")
        if self.faults:
            lines = "\n".join(f"  - {fault}" for fault in self.faults)
            raise WrongSettings(f"Heard cannot start with these settings:\n{lines}\nSee docs/settings.md.")


def text(written: str) -> str:
    """Any words as they stand."""
    return written


def flag(written: str) -> bool:
    """`1`/`yes`/`true`/`on`, or `0`/`no`/`false`/`off`."""
    value = {"1": True, "yes": True, "true": True, "on": True}.get(written.lower())
    if value is not None:
        return value
    if written.lower() in {"0", "no", "false", "off"}:
        return False
    raise Fault("write 1 or 0.")


def number(*, least: float, most: float) -> Callable[[str], float]:
    """A reader of numbers between `least` and `most`."""

    def read(written: str) -> float:
        try:
            value = float(written)
        except ValueError:
            raise Fault("write a number.") from None
        if not least <= value <= most:
            raise Fault(f"write a number from {least:g} to {most:g}.")
        return value

    return read


def choice(*allowed: str) -> Callable[[str], str]:
    """A reader of one word out of `allowed`."""

    def read(written: str) -> str:
        if written not in allowed:
            raise Fault(f"write one of {', '.join(allowed)}.")
        return written

    return read


def folder(written: str) -> Path:
    """A folder as an absolute path; it need not exist yet."""
    path = Path(written).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise Fault("this is a file. Name a folder.")
    return path


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address to listen on."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """True when only programs on this machine can reach it."""
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def endpoint(written: str) -> Endpoint:
    """`host:port`; an IPv6 host stands in brackets."""
    match = re.fullmatch(r"(?:\[([0-9a-fA-F:]+)\]|([^:\s]+)):(\d{1,5})", written)
    if not match or int(match[3]) > 65535:
        raise Fault("write host:port, such as 127.0.0.1:5000.")
    return Endpoint(match[1] or match[2], int(match[3]))


def optional_endpoint(written: str) -> Endpoint | None:
    """`host:port`, or `off` for none."""
    return None if written == "off" else endpoint(written)


@dataclass(frozen=True, slots=True)
class Inside:
    """A machine or a network on the inside that the desk may connect to; `port` 0 stands for all of them."""

    name: str = ""  # as people type it; or
    network: IPv4Network | IPv6Network | None = None
    port: int = 0

    def covers(self, host: str, address: IPv4Address | IPv6Address, port: int) -> bool:
        """Whether this allows a line to `address`, which `host` was resolved to."""
        if self.port not in {0, port}:
            return False
        if self.network is not None:
            return address in self.network
        return self.name == host.lower().rstrip(".")


LOOPBACK = ("127.0.0.0/8", "::1")


def insiders(written: str) -> tuple[Inside, ...]:
    """Names, addresses and networks between commas, each perhaps with a port: `mail.lan:993, 10.2.0.0/16`.

    An IPv6 address with a port stands in brackets. `localhost` is the loopback address, however it is typed.
    """
    return tuple(each for one in written.split(",") if one.strip() for each in _inside(one.strip().lower()))


def _inside(written: str) -> list[Inside]:
    match = re.fullmatch(r"(?:\[([0-9a-f:]+)\]|([^:\s]+)):(\d{1,5})", written)
    what, port = (match[1] or match[2], int(match[3])) if match else (written.strip("[]"), 0)
    if what == "localhost":
        return [Inside(network=ip_network(net), port=port) for net in LOOPBACK]
    try:
        return [Inside(network=ip_network(what), port=port)]
    except ValueError:
        if port > 65535 or not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", what) or what[-1].isdigit():
            raise Fault(
                f"{written} is no machine. Write names, addresses or networks, such as mail.lan:993 or"
                " 10.2.0.0/16."
            ) from None
        return [Inside(name=what, port=port)]


def web_address(written: str) -> str:
    """An `http(s)://host` address without a path; empty means none."""
    if not written:
        return ""
    parts = urlsplit(written)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise Fault("write an address such as https://desk.example.com, without a path.")
    return written.rstrip("/")


@dataclass(frozen=True, slots=True)
class Relay:
    """The SMTP server that our mail leaves through."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: str = ""  # "" | "starttls" | "tls"


def relay(written: str) -> Relay | None:
    """`smtp://user:password@host:587` (STARTTLS when offered), `smtps://…` (TLS), empty means none."""
    if not written:
        return None
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise Fault("write an address such as smtp://user:password@mail.example.com:587.")
    tls = parts.scheme == "smtps"
    return Relay(
        host=parts.hostname,
        port=port or (465 if tls else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security="tls" if tls else "starttls",
    )


def database(written: str) -> dict[str, Any]:
    """A Django database from `sqlite:///path` or `postgresql://user:password@host:port/name`."""
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        raise Fault("the address cannot be read.") from None
    if (
        parts.scheme == "sqlite" and len(parts.path) > 1
    ):  # as everywhere: four slashes for a path from the root
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path[1:])}
    if parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"):
        options = dict(parse_qsl(parts.query))
        host = options.pop("host", "") or unquote(parts.hostname or "")
        return {
            "ENGINE": "heard.lib.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(port or options.pop("port", "")),
            "OPTIONS": options,
        }
    raise Fault("write sqlite:////path/to/file or postgresql://user:password@host:5432/name.")
