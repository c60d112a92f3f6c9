"""Talking to whoever started the command."""

import os
import sys
import time
from pathlib import Path

from heard.lib import env, logs

WIDTH = 30  # characters of a bar


class NoDesk(Exception):
    """The data folder holds no desk. The text names it."""


def say(text: str = "") -> None:
    """One line for the person at the terminal, at once."""
    print(text, flush=True)  # noqa: T201 - the terminal is this command's page


def complain(text: str) -> None:
    """One line about what is wrong and what to do; in the form of the log, which it may stand in."""
    said = logs.line(time.time(), "ERROR", "heard.cli", message=text) if logs.is_json() else text
    print(said, file=sys.stderr, flush=True)  # noqa: T201


def bar(done: int, wanted: int, seconds: float, what: str = "") -> None:
    """How far something is after so many seconds, drawn over itself; nothing where nobody watches."""
    if not sys.stderr.isatty():
        return
    full = WIDTH * done // max(wanted, 1)
    rest = f"{seconds / done * (wanted - done):.0f} s left" if done else ""
    drawn = "█" * full + "·" * (WIDTH - full)
    end = "\n" if done >= wanted else ""
    print(f"\r{drawn} {done:,} of {wanted:,} {what} {rest}  ", end=end, file=sys.stderr, flush=True)  # noqa: T201


def load_django() -> None:
    """Makes models and settings usable. Raises WrongSettings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.settings")
    # Deferred: takes half a second, and `heard --help` should not.
    import django

    django.setup()


def load_desk() -> None:
    """As `load_django`, for commands that need a desk that is there and must not leave half a new one behind.
    Raises NoDesk."""
    home = home_named()
    elsewhere = os.environ.get("HEARD_DATABASE_URL")
    if not elsewhere and not (home / "heard.sqlite3").exists():
        raise NoDesk(
            f"There is no desk in {home}. If yours is elsewhere, say where: HEARD_HOME=/its/folder heard …"
            " For a new one: heard up."
        )
    load_django()


def note_who() -> None:
    """What is recorded from here on was done at the command line, by this user of the system."""
    # Deferred: needs Django loaded.
    from heard.lib.ref import Ref
    from heard.timeline.record import through

    through.set(Ref("command", os.getuid()))


def home_named() -> Path:
    """The data folder that HEARD_HOME names, before the settings are read."""
    return env.folder(os.environ.get("HEARD_HOME") or ".heard")
