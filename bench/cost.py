"""What a stretch of work cost: processor time by process, commits, waits for the disk, load."""

import os
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.journeys.desk import Desk, descendants

CHANGE_COUNTER = (
    8  # byte offset in the WAL index header, https://www.sqlite.org/walformat.html#the_wal_index_header
)


class Meter:
    """Counts from now on; `lines` says what was counted."""

    def __init__(self, desk: Desk, up: "subprocess.Popen[bytes]") -> None:
        self._desk = desk
        self._pages = psutil.Process(up.pid)
        (self._worker,) = self._pages.children()
        self._began = time.monotonic()
        self._cpu = self._processor()
        self._commits = commits(desk)

    def lines(self, units: int, unit: str) -> list[str]:
        """The costs since the beginning, also for each of `units`."""
        seconds = time.monotonic() - self._began
        used = {name: now - self._cpu[name] for name, now in self._processor().items()}
        done = commits(self._desk) - self._commits
        shares = " · ".join(f"{name} {100 * spent / seconds:.0f} %" for name, spent in used.items())
        return [
            f"processor {shares} of one core, {1000 * sum(used.values()) / units:.1f} ms a {unit}",
            f"{done} commits in {seconds:.0f} s, {done / units:.1f} a {unit} · load {os.getloadavg()[0]:.1f}",
        ]

    def _processor(self) -> dict[str, float]:
        """Seconds so far. A reader is replaced now and then: those that ended stand in the worker's books."""
        pages, loops = self._pages.cpu_times(), self._worker.cpu_times()
        reading = loops.children_user + loops.children_system
        for reader in self._worker.children():
            reading += reader.cpu_times().user + reader.cpu_times().system
        return {"pages": pages.user + pages.system, "loops": loops.user + loops.system, "reading": reading}


def commits(desk: Desk) -> int:
    """How many transactions that wrote something were committed so far; the database itself counts them."""
    if desk.database_url.startswith("sqlite"):
        index = Path(desk.database_url.removeprefix("sqlite:///") + "-shm")
        with index.open("rb") as file:
            file.seek(CHANGE_COUNTER)
            return int(struct.unpack("=I", file.read(4))[0])
    return desk.number("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")


@contextmanager
def disk_waits(desk: Desk, up: "subprocess.Popen[bytes]") -> Iterator[list[int]]:
    """The number of waits for the disk within the block, put into the list when it ends; empty if unknown.

    On SQLite counted by strace, which slows the work down: for a short stretch of its own.
    """
    found: list[int] = []
    if not desk.database_url.startswith("sqlite"):
        before = desk.number(_WAL_SYNCS)
        yield found
        time.sleep(1.5)  # PostgreSQL tells its figures once a second
        found.append(desk.number(_WAL_SYNCS) - before)
        return
    strace = shutil.which("strace")
    if strace is None:
        yield found
        return
    with tempfile.NamedTemporaryFile("r") as report:
        whom = [
            word for one in (up.pid, *(child.pid for child in descendants(up))) for word in ("-p", str(one))
        ]
        tracing = subprocess.Popen(
            [strace, "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", report.name, *whom],
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.5)
        yield found
        tracing.send_signal(signal.SIGINT)
        tracing.wait(20)
        calls = re.findall(
            r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?f\w+sync$", report.read(), re.MULTILINE
        )
        found.append(sum(map(int, calls)))


_WAL_SYNCS = "SELECT coalesce(sum(fsyncs), 0)::bigint FROM pg_stat_io WHERE object = 'wal'"
