"""Staying with the mailboxes: one thread for each account that this worker holds, until told to stop.

The account's row is claimed with a lease like any other work, so two workers never read one mailbox at the
same time; and if they did (a worker that slept through its lease), the UIDs in the store keep it harmless.
"""

import logging
import threading
import time
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from heard.channels.email.imap import account as accounts
from heard.channels.email.imap import fetch
from heard.channels.email.imap.connect import Failed, Session
from heard.channels.email.imap.models import ImapAccount, SignIn, Trouble
from heard.lib import claim, lives
from heard.lib.claim import LeaseLost

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
HOLD_SECONDS = 30.0  # how often the lease is made longer
NOTICE_SECONDS = 2.0  # how soon a change by a person is noticed
POLL_SECONDS = 60.0  # where the server does not say news by itself
IDLE_SECONDS = 240.0  # an IDLE is issued again; routers forget quiet lines
VISIT_SECONDS = 1800.0  # then the line is made anew: fresh token, fresh look at certificate and UIDVALIDITY
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=5)
BREAKS = {Trouble.BROKEN, Trouble.UNREACHABLE}  # once signed in: perhaps for the sake of one mail
PATIENCE = 3.0  # seconds for the threads to end by themselves


class Changed(Exception):
    """A person changed the account, or it is time for a new line: begin anew."""


class Stop(Exception):
    """The worker ends."""


class Mailboxes:
    """The threads of this worker, by account."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._visits: dict[int, Visit] = {}

    def look(self) -> int:
        """Claims the accounts that are due and stays with each in a thread; says how many were begun."""
        over = {number for number, visit in self._visits.items() if not visit.is_alive()}
        held = [number for number in over if self._visits[number].holds]
        if held:  # the database was away when it ended
            claim.hand_back(ImapAccount.objects.filter(pk__in=held), lives.OURS)
        self._visits = {number: visit for number, visit in self._visits.items() if number not in over}
        if self._stopping.is_set():
            return 0
        rows = ImapAccount.objects.select_related("channel").filter(channel__is_active=True, is_paused=False)
        claimed = claim.claim(rows.exclude(pk__in=self._visits), lease=LEASE, limit=10)
        for row in claimed:
            self._visits[row.pk] = visit = Visit(row, self._stopping)
            visit.start()
        return len(claimed)

    def stop(self) -> None:
        """Ends all visits; lines that hang are cut."""
        self._stopping.set()
        end = time.monotonic() + PATIENCE
        for visit in self._visits.values():
            visit.join(max(0.0, end - time.monotonic()))
        for visit in self._visits.values():
            visit.cut()
        for visit in self._visits.values():
            visit.join(PATIENCE)


class Visit(threading.Thread):
    """One account, from claim to giving it back."""

    def __init__(self, account: ImapAccount, stopping: threading.Event) -> None:
        super().__init__(name=f"imap {account.pk}", daemon=True)
        self.holds = True  # until the row is given back
        self._account = account
        self._stopping = stopping
        self._session: Session | None = None
        self._held_at = self._noticed_at = self._began_at = time.monotonic()

    def cut(self) -> None:
        """Breaks the line, if there is one."""
        if self._session:
            self._session.cut()

    def run(self) -> None:
        """Reads the mailbox until something ends it, and says on the row what that was."""
        account = self._account
        try:
            self._stay()
        except (Changed, Stop):
            self._give_back(timezone.now(), error="")
        except LeaseLost:
            self._lost()
        except Failed as fault:
            self._failed(fault.trouble, str(fault))
        except Exception as fault:  # whatever it is: this mailbox waits, the others go on
            log.exception("The mailbox of account %s cannot be read.", account.pk)
            close_old_connections()
            self._failed(Trouble.OURS, f"{type(fault).__name__}: {fault}"[:500])
        finally:
            if self._session:
                self._session.close()
            connection.close()

    def _stay(self) -> None:
        account = self._account
        self._session = session = accounts.sign_in(account)
        look = fetch.begin(account, session)
        while True:
            fetch.take_all(look, self._go_on)
            self._well(session)
            session.wait(IDLE_SECONDS if session.can_say_news else POLL_SECONDS, self._is_over)
            self._go_on()

    def _well(self, session: Session) -> None:
        """Everything that was on the server is here."""
        now = timezone.now()
        row, account = ImapAccount.objects.filter(pk=self._account.pk), self._account
        if not row.filter(lease=account.lease, version=account.version).update(
            last_ok_at=now,
            passed_at=now,
            failing_since=None,
            trouble=Trouble.NONE,
            error="",
            attempts=0,
            careful=False,
            certificate_ends_at=session.certificate_ends_at,
        ):
            self._go_on(at_once=True)
        account.careful, account.attempts, account.failing_since = False, 0, None

    def _failed(self, trouble: Trouble, detail: str) -> None:
        """Given back for later, with the reason in words."""
        account = self._account
        if self._stopping.is_set():
            self._give_back(timezone.now(), error="")
            return
        now = timezone.now()
        wait = claim.back_off(account.attempts, first=FIRST_WAIT, longest=LONGEST_WAIT)
        if trouble is Trouble.REFUSED and account.sign_in == SignIn.OAUTH2:
            accounts.forget_access(account)  # perhaps it was withdrawn before its time
        log.warning("Mailbox %s: %s; Setup, Health says what its server said.", account.channel_id, trouble)
        self._give_back(
            now + wait,
            error=detail,
            trouble=trouble,
            failing_since=account.failing_since or now,
            careful=account.careful or (trouble in BREAKS and self._session is not None),
        )

    def _give_back(self, at: datetime, *, error: str, **also: Any) -> None:
        """Ends our lease. If the database is away, `Mailboxes.look` does it later."""
        try:
            claim.again(self._account, at, error=error, **also)
            self.holds = False
        except LeaseLost:
            self._lost()
        except DatabaseError as fault:
            log.warning("The mailbox of account %s cannot be given back: %s", self._account.pk, fault)

    def _lost(self) -> None:
        self.holds = False
        log.info("The mailbox of account %s was taken over by another worker.", self._account.pk)

    def _is_over(self) -> bool:
        """Whether waiting should end; what for, `_go_on` says."""
        try:
            self._go_on()
        except (Stop, Changed, LeaseLost):
            return True
        return False

    def _go_on(self, *, at_once: bool = False) -> None:
        """Raises Stop, Changed or LeaseLost when this visit should end; else keeps the row ours."""
        if self._stopping.is_set():
            raise Stop
        now = time.monotonic()
        if now - self._began_at > VISIT_SECONDS:
            raise Changed
        if at_once or now - self._noticed_at > NOTICE_SECONDS:
            self._noticed_at = now
            row = ImapAccount.objects.filter(pk=self._account.pk, lease=self._account.lease)
            found = row.values_list("version", "channel__is_active").first()
            if found is None:
                raise LeaseLost(f"imapaccount {self._account.pk}")
            if found != (self._account.version, True):
                raise Changed
        if now - self._held_at > HOLD_SECONDS:
            self._held_at = now
            claim.hold(self._account, lease=LEASE)
