"""How much memory does the whole desk need when nothing happens?

PSS: what is shared counts once (smaps_rollup, https://docs.kernel.org/filesystems/proc.html).
After some mails and pages, so that everything is loaded that will be.
"""

import re
import sys
import time
from pathlib import Path

from bench.intake import Load
from tests.journeys.desk import descendants, new_desk, wait_for
from tests.journeys.post import letter
from tests.journeys.visitor import Person, Program

TARGET = 250.0  # MB


def main(_arguments: list[str]) -> int:
    with new_desk() as desk:
        up = desk.open().up()
        Load(desk.smtp_port).bring([letter(number) for number in range(100)], 50)
        owner, program = Person(desk.http_port).sign_in(), Program(desk.http_port, desk.token())
        for _ in range(10):
            for path in ("/desk/", "/desk/tickets/1", "/desk/search?q=clock", "/setup/channels/"):
                owner.read(path)
            program.tickets()
        program.call("tickets/1/replies", {"text": "It is well."})
        wait_for(
            lambda: not desk.rows("SELECT 1 FROM reactions_reaction WHERE state = 'waiting'"), "rest", 30
        )
        time.sleep(5)
        total = 0.0
        for pid, name in [
            (up.pid, "pages"),
            *((one.pid, " ".join(one.cmdline()[2:4])) for one in descendants(up)),
        ]:
            used = pss(pid)
            total += used
            print(f"   {name:45} {used:6.1f} MB")
        print(f"   {'together':45} {total:6.1f} MB (at most {TARGET:.0f})")
        return 0 if total <= TARGET else 1


def pss(pid: int) -> float:
    """The memory of one process in megabytes, its part of what is shared included."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found, "this kernel does not tell the PSS"
    return int(found[1]) * 1024 / 1e6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
