"""The SMTP listener: says 250 only when the mail is on our disk, 451 when it cannot be."""

import asyncio
import logging
import queue
import threading
from concurrent.futures import Future
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import OperationalError, close_old_connections, connection

from heard.channels import arrivals, receipts
from heard.channels.arrivals import Received
from heard.channels.email import mailboxes
from heard.channels.models import Channel
from heard.lib.env import Endpoint
from heard.lib.words import one_line

log = logging.getLogger(__name__)
ADDRESS_LENGTH = 320  # RFC 5321 allows 64 + 1 + 255
SMTP_DOOR = "smtp"
BATCH = 40  # mails that share one commit when many come at once

KEPT = "250 Kept as {}"
LATER = "451 4.3.0 It cannot be stored just now. Please try again later."
NOT_HERE = "550 5.1.1 Nobody here has the address {}."


class Keeper:
    """A thread that keeps what the sessions bring; mails that come together share one durable commit."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[tuple[list[Received], Future[list[int]]] | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
        self._thread.start()

    def keep(self, mail: list[Received]) -> Future[list[int]]:
        """The numbers of the arrivals, once they are on the disk; or the reason why not."""
        future: Future[list[int]] = Future()
        self._waiting.put((mail, future))
        return future

    def stop(self) -> None:
        """Keeps what is in line, then ends."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while job := self._waiting.get():
            jobs = [job]
            while len(jobs) < BATCH and not self._waiting.empty():
                more = self._waiting.get()
                if more is None:
                    self._waiting.put(None)  # the end, when these are kept
                    break
                jobs.append(more)
            # Whoever hung up will bring the mail again; whoever hangs up later has it kept all the same.
            self._keep([one for one in jobs if one[1].set_running_or_notify_cancel()])
        connection.close()

    def _keep(self, jobs: list[tuple[list[Received], Future[list[int]]]]) -> None:
        try:
            numbers = iter(arrivals.keep_many([mail for mails, _future in jobs for mail in mails]))
        except Exception as fault:
            log.warning("%d mails cannot be kept: %s", len(jobs), fault)
            close_old_connections()
            if len(jobs) == 1 or isinstance(fault, OperationalError):  # the database is away for all of them
                for _mails, future in jobs:
                    future.set_exception(fault)
            else:  # perhaps only one of them is at fault
                for job in jobs:
                    self._keep([job])
            return
        for mails, future in jobs:
            future.set_result([next(numbers) for _ in mails])


class Door:
    """What aiosmtpd asks for each recipient and each mail."""

    def __init__(self, keeper: Keeper, *, takes_any: bool) -> None:
        self._keeper = keeper
        self._takes_any = takes_any

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and shape
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accepts a recipient that one of our mailboxes stands for."""
        try:
            channel = await asyncio.to_thread(self._mailbox_for, address)
        except Exception as fault:
            log.warning("The mailboxes cannot be read: %s", fault)
            return LATER
        if channel is None:
            return NOT_HERE.format(address)
        envelope.rcpt_tos.append(address)
        channels: list[Any] = envelope.rcpt_options  # aiosmtpd leaves this list to us
        channels.append(channel)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keeps one mail, once for each of our mailboxes that it is addressed to."""
        said = {
            "from": one_line(envelope.mail_from or "", ADDRESS_LENGTH),
            "to": [one_line(address, ADDRESS_LENGTH) for address in envelope.rcpt_tos],
            "peer": str((session.peer or ("",))[0]),
        }
        chosen: list[Any] = envelope.rcpt_options
        channels: dict[int, Channel] = {channel.pk: channel for channel in chosen}
        raw = envelope.original_content or b""
        mails = [Received(channel, SMTP_DOOR, raw, envelope=said) for channel in channels.values()]
        try:
            numbers = await asyncio.wrap_future(self._keeper.keep(mails))
        except Exception:
            return LATER
        await asyncio.to_thread(receipts.write, SMTP_DOOR, zip(channels, numbers, strict=True))
        return KEPT.format(", ".join(map(str, numbers)))

    def _mailbox_for(self, address: str) -> Channel | None:
        close_old_connections()  # what broke in this thread the last time would stay broken
        return mailboxes.mailbox_for(address, takes_any=self._takes_any)


class Tolerant(SMTP):
    """SMTP that takes lines longer than the 998 characters of RFC 5321: real senders write them, and a mail
    that is refused for good is a mail lost."""

    line_length_limit = 1 << 20


class Socket(Controller):
    """aiosmtpd's thread with our kind of session in it."""

    def factory(self) -> SMTP:
        """A new session."""
        return Tolerant(self.handler, **self.SMTP_kwargs)


class Listener:
    """The listening socket with its keeper."""

    def __init__(self, where: Endpoint) -> None:
        self._keeper = Keeper()
        self._controller: Any = Socket(
            Door(self._keeper, takes_any=where.is_loopback),
            hostname=where.host,
            port=where.port,
            data_size_limit=settings.MAIL_BYTES,
            ident="Heard",
            enable_SMTPUTF8=True,
        )

    def start(self) -> None:
        """Listens. Raises OSError when the address is taken."""
        self._controller.start()

    def stop(self) -> None:
        """Stops listening and keeps what was already received."""
        self._controller.stop()
        self._keeper.stop()
