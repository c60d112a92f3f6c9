"""Signs of life: loops leave them, the health page reads them."""

import os
import socket
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from heard.lib.models import Heartbeat

EVERY = timedelta(seconds=5)
FRESH = timedelta(seconds=30)
FORGOTTEN = timedelta(hours=1)


def beat(loops: Iterable[str]) -> None:
    """Says that these loops of this process are alive, and forgets processes long gone."""
    now = timezone.now()
    here = f"{socket.gethostname()}:{os.getpid()}"
    rows = [Heartbeat(name=f"{loop}@{here}"[:120], loop=loop, at=now) for loop in loops]
    with transaction.atomic():
        Heartbeat.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["name"], update_fields=["at", "loop"]
        )
        Heartbeat.objects.filter(at__lt=now - FORGOTTEN).delete()


def silent() -> list[str]:
    """The loops that fell silent lately, or `worker` when nothing is heard at all. A clock set back counts
    as life."""
    seen = set(Heartbeat.objects.values_list("loop", flat=True))
    alive = set(Heartbeat.objects.filter(at__gte=timezone.now() - FRESH).values_list("loop", flat=True))
    return sorted(seen - alive) if alive else ["worker"]
