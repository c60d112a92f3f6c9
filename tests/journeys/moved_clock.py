"""`heard …` on a machine whose clock is off by the seconds that a file says, anew at each look."""

import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

FILE = "HEARD_TEST_CLOCK"

_true_time, _true_now = time.time, timezone.now


def _off() -> float:
    return float(Path(os.environ[FILE]).read_text() or 0)


def _moved_time() -> float:
    return _true_time() + _off()


def _moved_now() -> datetime:
    return _true_now() + timedelta(seconds=_off())


if __name__ == "__main__":
    time.time, timezone.now = _moved_time, _moved_now  # before any model takes it for a default
    from heard.cli import main

    sys.exit(main(sys.argv[1:]))
