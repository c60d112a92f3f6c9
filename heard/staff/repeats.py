"""Was this asked before? The same question under one Idempotency-Key is done once, and answered again."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from heard.staff.models import KeptAnswer, Token

KEPT = timedelta(hours=24)
PATIENCE = "10s"  # how long a second one waits for the first, on PostgreSQL; SQLite has its own
BATCH = 1000


class OtherQuestion(Exception):
    """The key came with another question before."""


class UnderWay(Exception):
    """The first one with this key is still being done."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the program was, or is, told."""

    status: int
    type: str
    body: str


def begin(token: Token, key: str, question: bytes) -> KeptAnswer | Told:
    """The row to keep the answer in, or what was told when this was asked before.

    In the caller's transaction, first of all: whoever comes second with the same key waits here until the
    first has committed, or has not. Raises OtherQuestion, UnderWay.
    """
    asked = hashlib.sha256(question).hexdigest()
    KeptAnswer.objects.filter(token=token, key=key, asked_at__lt=timezone.now() - KEPT).delete()
    try:
        with transaction.atomic():
            _be_patient(PATIENCE)
            row = KeptAnswer.objects.create(token=token, key=key, asked=asked)
            _be_patient("0")
            return row
    except IntegrityError:
        before = KeptAnswer.objects.get(token=token, key=key)
    except OperationalError as locked:
        if getattr(locked.__cause__, "sqlstate", "") == "55P03":  # lock_not_available
            raise UnderWay from None
        raise
    if before.asked != asked:
        raise OtherQuestion
    return Told(before.status, before.type, before.body)


def keep(row: KeptAnswer, told: Told) -> None:
    """Keeps the answer, in the same transaction as what was done."""
    KeptAnswer.objects.filter(pk=row.pk).update(status=told.status, type=told.type, body=told.body)


def forget() -> int:
    """Forgets what is older than a day, some at a time; says how many."""
    old = KeptAnswer.objects.filter(asked_at__lt=timezone.now() - KEPT).order_by("asked_at")
    numbers = list(old.values_list("pk", flat=True)[:BATCH])
    return KeptAnswer.objects.filter(pk__in=numbers).delete()[0] if numbers else 0


def _be_patient(until: str) -> None:
    if connection.vendor == "postgresql":
        connection.cursor().execute(f"SET LOCAL lock_timeout = '{until}'")
