"""Talking to whoever started the command."""

import os
import sys
import time

from heard.lib import logs


def say(text: str = "") -> None:
    """One line for the person at the terminal, at once."""
    print(text, flush=True)  # noqa: T201 - the terminal is this command's page


def complain(text: str) -> None:
    """One line about what is wrong and what to do; in the form of the log, which it may stand in."""
    said = logs.line(time.time(), "ERROR", "heard.cli", message=text) if logs.is_json() else text
    print(said, file=sys.stderr, flush=True)  # noqa: T201


def load_django() -> None:
    """Makes models and settings usable. Raises WrongSettings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.settings")
    # Deferred: takes half a second, and `heard --help` should not.
    import django

    django.setup()
