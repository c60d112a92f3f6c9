"""Handing a mail to a relay that agrees, refuses, says later, or hangs up."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from pytest_django.fixtures import Settings

from heard.channels.email import send
from heard.channels.outbound import Outbound, Refused, Retry
from heard.lib.env import Relay

MAIL = Outbound(
    "help@larkfield.example", "ada@okoye.example", "<1@larkfield.example>", b"Subject: x\r\n\r\nx\r\n"
)
HANG_UP = b""


class ScriptedRelay:
    """A socket that answers each SMTP command with what the script says for it."""

    def __init__(self, **answers: bytes) -> None:
        self.answers = {
            "MAIL": b"250 ok",
            "RCPT": b"250 ok",
            "DATA": b"354 go on",
            ".": b"250 taken",
            **answers,
        }
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> Relay:
        return Relay("127.0.0.1", self.socket.getsockname()[1])

    def _serve(self) -> None:
        client, _ = self.socket.accept()
        in_data = False
        with closing(client), client.makefile("rwb") as stream:

            def say(words: bytes) -> None:
                stream.write(words + b"\r\n")
                stream.flush()

            say(b"220 relay")
            for line in stream:
                command = line.strip().decode().split(" ")[0].upper()
                if in_data and command != ".":
                    continue
                in_data = False
                answer = self.answers.get(command, b"221 bye" if command == "QUIT" else b"250 ok")
                if answer == HANG_UP:
                    return
                say(answer)
                in_data = command == "DATA" and answer.startswith(b"354")


@pytest.fixture
def relay(request: pytest.FixtureRequest, settings: Settings) -> Iterator[ScriptedRelay]:
    relay = ScriptedRelay(**request.param)
    settings.RELAY = relay.address
    yield relay
    relay.socket.close()


@pytest.mark.parametrize("relay", [{}, {"QUIT": b"500 rude"}, {"QUIT": HANG_UP}], indirect=True)
def test_it_is_taken_however_the_goodbye_is(relay: ScriptedRelay) -> None:
    assert send.deliver(MAIL).words == "250 taken"


@pytest.mark.parametrize("relay", [{"RCPT": b"550 no such user"}, {".": b"554 spam"}], indirect=True)
def test_a_5xx_is_final(relay: ScriptedRelay) -> None:
    with pytest.raises(Refused, match=r"^55"):
        send.deliver(MAIL)


@pytest.mark.parametrize(
    "relay", [{"MAIL": b"451 later"}, {"RCPT": b"450 busy"}, {".": b"452 full"}], indirect=True
)
def test_a_4xx_is_tried_again_and_surely_not_taken(relay: ScriptedRelay) -> None:
    with pytest.raises(Retry, match=r"^45") as retry:
        send.deliver(MAIL)
    assert not retry.value.unsure


@pytest.mark.parametrize(
    ("relay", "unsure"), [({"RCPT": HANG_UP}, False), ({".": HANG_UP}, True)], indirect=["relay"]
)
def test_a_line_cut_after_the_data_leaves_us_unsure(relay: ScriptedRelay, *, unsure: bool) -> None:
    with pytest.raises(Retry) as retry:
        send.deliver(MAIL)
    assert retry.value.unsure is unsure


def test_in_a_demo_nothing_leaves_whatever_relay_is_set(free_port: int, settings: Settings) -> None:
    settings.RELAY, settings.IS_DEMO = Relay("127.0.0.1", free_port), True  # asked, it would not answer
    assert send.deliver(MAIL).words == send.KEPT_HERE


def test_nobody_listens(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    settings.RELAY = Relay("127.0.0.1", port)
    with pytest.raises(Retry, match="cannot be reached"):
        send.deliver(MAIL)


def test_without_a_relay_it_says_what_to_set(settings: Settings) -> None:
    settings.RELAY, settings.IS_DEMO = None, False
    with pytest.raises(Retry, match="Set HEARD_RELAY"):
        send.deliver(MAIL)
