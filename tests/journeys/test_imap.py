"""A mailbox on a real Dovecot, read by workers that are killed while another client changes it."""

import os
import random
import threading
import time
from dataclasses import dataclass, field

import pytest

from tests.journeys.desk import MAILBOX, Desk, new_desk, wait_for
from tests.journeys.dovecot import PASSWORD, Dovecot, dovecot
from tests.journeys.post import letter
from tests.journeys.test_killing import LOST, Kept

SEED = int(os.environ.get("HEARD_TEST_SEED") or time.time_ns() % 100_000)
USER = "oakhollow"
QUICK, LONG = 80, 1000

_CONNECT = """
import django
django.setup()
from heard.channels.email.imap import account
from heard.channels.models import Channel
account.save(Channel.objects.get(address={mailbox!r}), account.Wanted({fields}))
"""

_TRY_AGAIN = """
import django
django.setup()
from heard.channels import arrivals
from heard.channels.models import Arrival
for number in Arrival.objects.filter(state="failed").values_list("pk", flat=True):
    arrivals.try_again(number)
"""


def connect(desk: Desk, server: Dovecot, **differs: object) -> None:
    """Saves the account of the desk's mailbox, as the form does."""
    fields: dict[str, object] = {
        "host": "127.0.0.1",
        "port": server.port,
        "security": "none",
        "user": USER,
        "secrets": {"password": PASSWORD},
    }
    written = ", ".join(f"{name}={value!r}" for name, value in (fields | differs).items())
    desk.run("-c", _CONNECT.format(mailbox=MAILBOX, fields=written))


@dataclass
class OtherClient:
    """Brings mails in one by one, and now and then deletes or flags one that is there."""

    server: Dovecot
    chance: random.Random
    brought: list[int] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)

    def begin(self, numbers: range, *, per_second: float) -> threading.Thread:
        """Works in a thread until all are brought."""
        thread = threading.Thread(target=self._work, args=(numbers, per_second), daemon=True)
        thread.start()
        return thread

    def append(self, numbers: range) -> None:
        """All at once."""
        with self.server.client(USER) as client:
            for number in numbers:
                assert client.append("INBOX", "", "", letter(number).raw)[0] == "OK"
                self.brought.append(number)

    def _work(self, numbers: range, per_second: float) -> None:
        for number in numbers:
            self.append(range(number, number + 1))
            if self.chance.random() < 0.1:
                self._change_one()
            time.sleep(1 / per_second)

    def _change_one(self) -> None:
        with self.server.client(USER) as client:
            number = self.chance.choice(self.brought)
            name = letter(number).message_id
            found = client.search(None, "HEADER", "Message-ID", name)[1][0].split()
            if not found:
                return
            if self.chance.random() < 0.5:
                client.store(found[0].decode(), "+FLAGS", r"(\Seen \Flagged)")
                return
            client.store(found[0].decode(), "+FLAGS", r"(\Deleted)")
            client.expunge()
            self.deleted.add(number)


@pytest.mark.parametrize(
    "mails", [pytest.param(QUICK, marks=pytest.mark.journey), pytest.param(LONG, marks=pytest.mark.long)]
)
@pytest.mark.parametrize("afterwards", ["leave", pytest.param("move", marks=pytest.mark.anywhere)])
def test_every_mail_once_while_workers_are_killed(mails: int, afterwards: str) -> None:
    print(f"HEARD_TEST_SEED={SEED}")
    chance = random.Random(SEED)
    with dovecot(USER) as server, new_desk() as desk:
        desk.open()
        client = OtherClient(server, chance)
        client.append(range(mails // 2))
        connect(desk, server, afterwards=afterwards, move_to="Heard")
        worker = Kept(desk, "worker")
        busy = client.begin(range(mails // 2, mails), per_second=max(5.0, mails / 40))
        kills = _storm(desk, worker, busy, chance)
        if afterwards == "leave":
            server.new_life(USER, 4_000_000)
            client.append(range(mails, mails + 5))
            kills += _storm(desk, worker, client.begin(range(mails + 5, mails + 40), per_second=5), chance)
        worker.calm()
        wait_for(desk.settled, "all mails to be taken in", 90)
        _press_try_again(desk)
        wait_for(lambda: desk.settled() and _all_are_here(desk, client), "every mail to be here", 90)
        print(f"{kills} kills, {len(client.brought)} mails, {len(client.deleted)} deleted by another client")
        _every_mail_once(desk, client)
        _server_is_as_wanted(server, client, afterwards)
        _reconcile_says_so(desk, client, afterwards)


def _storm(desk: Desk, worker: Kept, busy: threading.Thread, chance: random.Random) -> int:
    """Kills the worker while mails come in, most often just after it began to fetch."""
    kills = 0
    while busy.is_alive():
        known = desk.number("SELECT count(*) FROM channels_imapmail")
        end = time.monotonic() + chance.uniform(1, 6)
        while time.monotonic() < end and known == desk.number("SELECT count(*) FROM channels_imapmail"):
            time.sleep(0.02)
        time.sleep(chance.choice([0.0, 0.01, 0.05, chance.uniform(0, 1)]))
        kills += worker.kill()
        time.sleep(0.1)
    return kills


def _press_try_again(desk: Desk) -> None:
    """A mail that met three kills in a row is set aside in plain sight: the owner presses "try again"."""
    errors = {error for (error,) in desk.rows("SELECT error FROM channels_arrival WHERE state = 'failed'")}
    assert errors <= set(LOST)
    desk.run("-c", _TRY_AGAIN)


def _all_are_here(desk: Desk, client: OtherClient) -> bool:
    wanted = {letter(number).message_id for number in client.brought if number not in client.deleted}
    came = {name for (name,) in desk.rows("SELECT message_id FROM tickets_message WHERE direction = 'in'")}
    return wanted <= came


def _every_mail_once(desk: Desk, client: OtherClient) -> None:
    came = sorted(
        name for (name,) in desk.rows("SELECT message_id FROM tickets_message WHERE direction = 'in'")
    )
    assert came == sorted(set(came))
    names = {number: letter(number).message_id for number in client.brought}
    must = {name for number, name in names.items() if number not in client.deleted}
    assert must <= set(came) <= set(names.values())
    states = dict(desk.rows("SELECT state, count(*) FROM channels_arrival GROUP BY state"))
    assert states.keys() <= {"done", "set_aside"}
    assert states["done"] == len(came)
    kept = desk.number("SELECT count(*) FROM channels_imapmail WHERE arrival_id IS NOT NULL")
    assert kept == sum(states.values())  # a UID and its arrival: always both


def _server_is_as_wanted(server: Dovecot, client: OtherClient, afterwards: str) -> None:
    left = len(client.brought) - len(client.deleted)
    with server.client(USER) as other:
        there = len(other.search(None, "ALL")[1][0].split())
    if afterwards == "leave":
        assert there == left
        return
    assert there == 0
    with server.client(USER, "Heard") as other:
        assert len(other.search(None, "ALL")[1][0].split()) == left


def _reconcile_says_so(desk: Desk, client: OtherClient, afterwards: str) -> None:
    left = len(client.brought) - len(client.deleted) if afterwards == "leave" else 0
    done, aside = (
        desk.number(f"SELECT count(*) FROM channels_arrival WHERE state = '{state}'")
        for state in ("done", "set_aside")
    )
    assert desk.run("-m", "heard", "reconcile", MAILBOX).splitlines() == [
        MAILBOX,
        f"  imap: {left} on the server = {left} stored + 0 waiting + 0 missing",
        f"  imap: {done + aside} stored = {done} taken in + {aside} set aside + 0 failed + 0 being read",
    ]


@pytest.mark.journey
@pytest.mark.anywhere
def test_a_new_mail_is_here_within_seconds_and_a_wrong_password_is_mended() -> None:
    with dovecot(USER) as server, new_desk() as desk:
        desk.open()
        connect(desk, server, secrets={"password": "guess"})
        worker = desk.start("worker")
        state = "SELECT trouble FROM channels_imapaccount"
        wait_for(lambda: desk.rows(state) == [("refused",)], "the sign-in to be refused", 30)
        connect(desk, server)
        wait_for(lambda: desk.rows(state) == [("",)], "the mailbox to recover", 20)
        wait_for(
            lambda: desk.rows("SELECT 1 FROM channels_imapaccount WHERE last_ok_at IS NOT NULL"), "a look", 20
        )
        OtherClient(server, random.Random(1)).append(range(1))
        began = time.monotonic()
        wait_for(lambda: desk.number("SELECT count(*) FROM channels_arrival") == 1, "the mail", 15)
        print(f"here after {time.monotonic() - began:.2f} s")
        worker.terminate()
        assert worker.wait(10) == 0
        assert "Traceback" not in desk.words()


@pytest.mark.journey
def test_two_workers_read_one_mailbox_in_turn() -> None:
    with dovecot(USER) as server, new_desk() as desk:
        desk.open()
        OtherClient(server, random.Random(1)).append(range(100))
        connect(desk, server, afterwards="delete")
        first = desk.start("worker")
        desk.start("worker", HEARD_SMTP="off")
        wait_for(lambda: desk.number("SELECT count(*) FROM channels_arrival") == 100, "all mails", 60)
        first.kill()
        first.wait()
        OtherClient(server, random.Random(1)).append(range(100, 150))
        wait_for(lambda: desk.number("SELECT count(*) FROM channels_arrival") == 150, "the rest", 60)
        wait_for(desk.settled, "all mails to be taken in", 60)
        assert desk.number("SELECT count(*) FROM tickets_message WHERE direction = 'in'") == 150
