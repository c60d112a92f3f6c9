"""A program that publishes names as it is told on standard input, one JSON order a line."""

import json
import sys
from datetime import timedelta

import django
from django.db import transaction

django.setup()

from heard.live import names  # noqa: E402 - models need a set-up Django


class Undo(Exception):
    """Rolls the order's transaction back."""


def obey(verb: str, told: list[str]) -> object:
    """Do one order in one transaction."""
    with transaction.atomic():
        if verb == "prune":
            return names.prune(timedelta(seconds=float(told[0])))
        names.publish(told)
        if verb == "rollback":
            raise Undo
        return len(told)


for line in sys.stdin:
    verb, *told = json.loads(line)
    try:
        answer = obey(verb, told)
    except Undo:
        answer = "undone"
    print(answer, flush=True)
