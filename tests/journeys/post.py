"""The mail servers on the other side: one that brings mail until it is taken, one that takes ours."""

import asyncio
import queue
import smtplib
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller

from tests.journeys.desk import MAILBOX, free_port

AGAIN_SECONDS = 0.25  # a real one waits for minutes; only the order of events matters here


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as a customer wrote it."""

    message_id: str
    sender: str
    raw: bytes
    to: str = MAILBOX


def letter(number: int, *, text: str = "", attachment: int = 0) -> Letter:
    """Letter `number`, from a customer of its own, with `attachment` bytes beside it."""
    mail = EmailMessage(policy=SMTP)
    sender = f"customer{number}@elsewhere.example"
    mail["From"], mail["To"] = f"Customer {number} <{sender}>", MAILBOX
    mail["Subject"] = f"Clock number {number}"
    mail["Date"] = "Tue, 03 Mar 2026 10:00:00 +0000"
    mail["Message-ID"] = f"<letter-{number}@elsewhere.example>"
    mail.set_content(text or f"My clock number {number} runs late.\n")
    if attachment:
        content = number.to_bytes(4, "big") * (attachment // 4)
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename="clock.bin")
    return Letter(str(mail["Message-ID"]), sender, mail.as_bytes())


def again(number: int, text: str) -> Letter:
    """The customer of letter `number` answers in the same conversation."""
    first = letter(number, text=text)
    message_id = f"<more-{number}@elsewhere.example>"
    raw = first.raw.replace(first.message_id.encode(), message_id.encode()).replace(
        b"Subject:", f"In-Reply-To: {first.message_id}\r\nSubject:".encode()
    )
    return Letter(message_id, first.sender, raw)


@dataclass
class Sender:
    """Brings letters to a port as an MTA does: forgets its copy at 250 and tries again at anything else."""

    port: int
    patience: float = 120.0  # seconds after which the test has failed
    taken: list[str] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)

    def send(self, one: Letter) -> bool:
        """One try; True when the desk has taken it."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as line:
                line.sendmail(one.sender, [one.to], one.raw)
        except smtplib.SMTPRecipientsRefused as refused:
            self.answers[str(next(iter(refused.recipients.values()))[0])] += 1
            return False
        except smtplib.SMTPResponseException as answer:
            self.answers[str(answer.smtp_code)] += 1
            return False
        except (OSError, smtplib.SMTPException) as fault:
            self.answers[type(fault).__name__] += 1
            return False
        self.taken.append(one.message_id)
        return True

    def insist(self, one: Letter) -> None:
        """Tries until it is taken."""
        end = time.monotonic() + self.patience
        while not self.send(one):
            assert time.monotonic() < end, f"{one.message_id} was not taken in {self.patience:g} s"
            time.sleep(AGAIN_SECONDS)

    def bring(self, letters: Iterable[Letter], *, per_second: float, at_once: int = 4) -> threading.Thread:
        """Brings them all in the background, in step, over `at_once` connections."""
        line: queue.SimpleQueue[Letter | None] = queue.SimpleQueue()

        def carry() -> None:
            while one := line.get():
                self.insist(one)

        def pace() -> None:
            carriers = [threading.Thread(target=carry, daemon=True) for _ in range(at_once)]
            for carrier in carriers:
                carrier.start()
            for one in letters:
                line.put(one)
                time.sleep(1 / per_second)
            for _ in carriers:
                line.put(None)
            for carrier in carriers:
                carrier.join()

        thread = threading.Thread(target=pace, daemon=True)
        thread.start()
        return thread


def hang_up_after(one: Letter, port: int) -> None:
    """Brings a whole letter and is gone before the answer comes."""
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as line:
        line.ehlo()
        line.mail(one.sender)
        line.rcpt(one.to)
        line.docmd("DATA")
        line.send(one.raw + b".\r\n")
        line.close()


class Given(NamedTuple):
    """A mail as a relay was given it."""

    sender: str  # "<>" where it has no return path
    recipients: list[str]
    content: bytes


class Relay:
    """A real SMTP server that our mail leaves through. It keeps every copy and says 250 a moment later,
    so that a kill can fall in between; a mail that gets another `answer` is not kept."""

    def __init__(self, pause: float = 0.02) -> None:
        self.port = free_port()
        self.mails: list[Given] = []
        self.copies: list[tuple[str, str]] = []  # Message-ID, recipient
        self.answer = "250 OK"
        self.is_busy = False  # then it asks everybody to come back later
        self._pause = pause
        self._controller: Any = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names and shapes
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Takes a sender, unless it is busy."""
        if self.is_busy:
            return "451 4.3.2 Busy, come back later"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keeps the copy, then says so."""
        if self.answer.startswith("250"):
            self.mails.append(Given(envelope.mail_from, envelope.rcpt_tos, envelope.content))
            mail = message_from_bytes(envelope.content)
            self.copies += [(str(mail["Message-ID"]), recipient) for recipient in envelope.rcpt_tos]
            await asyncio.sleep(self._pause)
        return self.answer

    @property
    def url(self) -> str:
        """As HEARD_RELAY has it."""
        return f"smtp://127.0.0.1:{self.port}"

    def seen(self) -> Counter[str]:
        """How many copies came of each Message-ID."""
        return Counter(name for name, _recipient in self.copies)

    def start(self) -> None:
        """Listens."""
        self._controller.start()

    def stop(self) -> None:
        """Listens no more."""
        with suppress(Exception):  # a client killed in mid-sentence leaves aiosmtpd tasks that complain
            self._controller.stop()


@contextmanager
def relay(pause: float = 0.02) -> Iterator[Relay]:
    """A relay that listens until the block ends; `pause` in seconds."""
    server = Relay(pause)
    server.start()
    try:
        yield server
    finally:
        server.stop()
