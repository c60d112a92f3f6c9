"""How much mail does the desk take, and how fast does it become tickets?

100 mails a second for a minute through SMTP over ten connections: every one answered with 250 must become one
message. Beside it what that cost.
"""

import queue
import smtplib
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

from bench.cost import Meter, disk_waits
from tests.journeys.desk import MAILBOX, Desk, new_desk, wait_for
from tests.journeys.post import Letter, letter

PER_SECOND, SECONDS, CONNECTIONS = 100, 60, 10
LEAST_TAKEN_IN = 40.0  # a second
WORDS = "The clock in our hall stops at night and nobody knows why. " * 60  # about 3.5 KB, a usual mail


@dataclass
class Load:
    """Brings letters in step over connections that stay open; knows when each was taken."""

    port: int
    taken: dict[str, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    refused: int = 0

    def bring(self, letters: list[Letter], per_second: float) -> float:
        """Returns when the last one is answered; says how many seconds it took."""
        line: queue.SimpleQueue[Letter | None] = queue.SimpleQueue()
        carriers = [threading.Thread(target=self._carry, args=(line,)) for _ in range(CONNECTIONS)]
        for carrier in carriers:
            carrier.start()
        began = time.monotonic()
        for place, one in enumerate(letters):
            time.sleep(max(0.0, began + place / per_second - time.monotonic()))
            line.put(one)
        for _ in carriers:
            line.put(None)
        for carrier in carriers:
            carrier.join()
        return time.monotonic() - began

    def _carry(self, line: "queue.SimpleQueue[Letter | None]") -> None:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as connection:
            while one := line.get():
                began = time.monotonic()
                try:
                    connection.sendmail(one.sender, [MAILBOX], one.raw)
                except smtplib.SMTPException:
                    self.refused += 1
                    continue
                self.taken[one.message_id] = time.monotonic()
                self.waits.append(time.monotonic() - began)


def main(_arguments: list[str]) -> int:
    with new_desk() as desk:
        up = desk.open().up()
        _warm(desk)
        letters = [letter(number, text=WORDS) for number in range(1000, 1000 + PER_SECOND * SECONDS)]
        before = desk.number(_MESSAGES)
        meter, load, began = Meter(desk, up), Load(desk.smtp_port), time.monotonic()
        took = load.bring(letters, PER_SECOND)
        meanwhile = desk.number(_MESSAGES) - before
        wait_for(lambda: desk.number(_MESSAGES) - before >= len(load.taken), "all to be taken in", 600)
        until_tickets = time.monotonic() - began
        wait_for(desk.settled, "all reactions", 600)
        until_settled = time.monotonic() - began
        costs = meter.lines(len(letters), "mail")
        came = {name for (name,) in desk.rows("SELECT message_id FROM tickets_message")}
        lost = len(load.taken.keys() - came)
        twice = desk.number(_MESSAGES) - len(came)
        waits = statistics.quantiles(load.waits, n=100)
        accepted, taken_in = len(load.taken) / took, len(load.taken) / until_tickets
        print(f"   {accepted:.1f} accepted a second for {took:.0f} s (target {PER_SECOND})")
        print(f"   {load.refused} refused · {lost} lost · {twice} twice")
        print(
            f"   the 250 came after {1e3 * waits[49]:.0f} ms (median), {1e3 * waits[94]:.0f} ms (95 of 100)"
        )
        print(
            f"   taken in {taken_in:.1f} a second until the last (target {LEAST_TAKEN_IN:.0f}),"
            f" {meanwhile / took:.1f} while mail came"
        )
        print(f"   all findable after {until_settled:.0f} s")
        print(*(f"   {cost}" for cost in costs), sep="\n")
        _print_disk_waits(desk, up)
        enough = accepted >= 0.99 * PER_SECOND and taken_in >= LEAST_TAKEN_IN
        return 0 if enough and not (lost or twice or load.refused) else 1


_MESSAGES = "SELECT count(*) FROM tickets_message"


def _warm(desk: Desk) -> None:
    """The first mail starts the reader."""
    Load(desk.smtp_port).bring([letter(number) for number in range(20)], 20)
    wait_for(desk.settled, "the first mails", 30)


def _print_disk_waits(desk: Desk, up: "subprocess.Popen[bytes]") -> None:
    letters = [letter(number, text=WORDS) for number in range(100_000, 100_000 + 200)]
    with disk_waits(desk, up) as found:
        Load(desk.smtp_port).bring(letters, 40)
        wait_for(desk.settled, "the last mails", 60)
    for waits in found:
        print(f"   {waits / len(letters):.1f} waits for the disk a mail, at 40 a second")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
