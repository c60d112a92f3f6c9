"""The child that reads mail: takes bytes on standard input, answers what they say. Knows no database."""

import logging
import pickle
import resource
import signal
import struct
import sys
from contextlib import suppress

from heard.channels.email.receive import read
from heard.lib import logs

LENGTH = struct.Struct(">Q")


def main() -> None:
    """Reads mail after mail until the parent goes away."""
    logging.basicConfig(handlers=[logs.handler()])
    logs.catch_all()
    most, seconds = int(sys.argv[1]), float(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    take, give = sys.stdin.buffer, sys.stdout.buffer
    while head := take.read(LENGTH.size):
        raw = take.read(LENGTH.unpack(head)[0])
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)  # ends us if nobody is left to do it
        answer = pickle.dumps(read(raw))
        signal.setitimer(signal.ITIMER_REAL, 0)
        give.write(LENGTH.pack(len(answer)) + answer)
        give.flush()


if __name__ == "__main__":
    with suppress(BrokenPipeError):  # the parent has gone
        main()
