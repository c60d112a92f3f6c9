"""Starting a program of our own that no signal to its group reaches: the parent tells it when to end."""

import signal
import subprocess
from typing import Any

DEAF_TO = (signal.SIGINT, signal.SIGTERM)  # Ctrl-C at a terminal, and how systemd stops all of a unit


def start(command: list[str], **how: Any) -> "subprocess.Popen[bytes]":
    """Popen with these signals blocked from the child's first instruction on: what is blocked is inherited.

    To ignore them there would be too late, as Python takes a while to come to the line that says so.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, DEAF_TO)
    try:
        return subprocess.Popen(command, **how)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
