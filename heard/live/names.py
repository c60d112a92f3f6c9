"""Tell open pages what changed: inside the writer's transaction, so a rollback tells nothing."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from heard.live.models import ChangedName

CHANNEL = "heard_live"

# Told by the watcher when it may have missed something; nobody may watch or publish it.
EVERYTHING = "*"

# PostgreSQL refuses a payload of 8000 bytes or more.
PAYLOAD_BYTES = 7900

# With a person's number: their open pages are cut, and whoever is still signed in connects again.
SIGNED_OUT = "signed_out:"

# With a person's number: they see less than before, so the grants of their open pages must be made anew.
SEES_LESS = "sees_less:"

_NAME = re.compile(r"[^\s*\x00-\x1f]{1,100}")


def publish(names: Iterable[str]) -> None:
    """Tell every process that `names` (such as `ticket:12`, `inbox`) changed, once this transaction commits.

    Names only, never content: whoever hears one asks for the page again, through access.
    Raises ValueError for a name that is empty, longer than 100 characters, or has blanks or `*`.
    """
    changed = [checked(name) for name in dict.fromkeys(names)]
    if not changed:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for payload in payloads(changed):
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
    else:
        ChangedName.objects.bulk_create([ChangedName(name=name) for name in changed])


def prune(older_than: timedelta = timedelta(minutes=10)) -> int:
    """Remove told names; returns how many. Pages that slept longer read everything again anyway."""
    removed, _ = ChangedName.objects.filter(at__lt=timezone.now() - older_than).delete()
    return removed


def checked(name: str) -> str:
    """The name itself, or ValueError when it could not travel."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be a live name: 1 to 100 characters, no blanks, no *")
    return name


def payloads(names: list[str]) -> Iterator[str]:
    """JSON arrays that together hold all names, each short enough for NOTIFY."""
    batch: list[str] = []
    size = 2
    for name in names:
        cost = len(json.dumps(name)) + 2
        if batch and size + cost > PAYLOAD_BYTES:
            yield json.dumps(batch)
            batch, size = [], 2
        batch.append(name)
        size += cost
    yield json.dumps(batch)
