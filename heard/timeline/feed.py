"""The entries in an order that misses none: for whoever reads on from where they were.

Numbers are given out before the commit, so on PostgreSQL entry 12 can be there while 11 is still being
written: whoever goes by numbers would pass 11 for ever. So each entry keeps the number of its transaction,
the feed goes by (transaction, number), and it ends before the oldest transaction that still runs: what comes
later has a higher transaction. On SQLite one writer follows the other, and the transaction is 0 throughout.

A cursor holds for one database. After a restore into another server transactions count from elsewhere: the
entries are put in a row again (`renew`), and an old cursor is refused rather than misread.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Max, Q, QuerySet
from django.db.models.expressions import RawSQL

from heard.timeline.models import Entry


class OldCursor(ValueError):
    """The cursor is of another database: whoever reads begins anew."""


class NoCursor(ValueError):
    """This was never a cursor."""


@dataclass(frozen=True, slots=True)
class Place:
    """Just behind one entry of the feed."""

    transaction: int = -1
    number: int = 0

    def __str__(self) -> str:
        return f"{_database()}.{self.transaction}.{self.number}"


BEGINNING = Place()


def place(written: str) -> Place:
    """The place that a cursor names. Raises NoCursor, OldCursor."""
    parts = written.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        raise NoCursor
    database, transaction, number = map(int, parts)
    if database != _database():
        raise OldCursor
    return Place(transaction, number)


def after(place: Place, rows: QuerySet[Entry], limit: int) -> tuple[list[Entry], Place]:
    """Up to `limit` of `rows` behind `place`, in the order of the feed, and the place behind them."""
    behind = Q(xact=place.transaction, pk__gt=place.number) | Q(xact__gt=place.transaction)
    found = list(_settled(rows.filter(behind, xact__gte=place.transaction)).order_by("xact", "pk")[:limit])
    return found, Place(found[-1].xact, found[-1].pk) if found else place


def end() -> Place:
    """Behind the newest entry that the feed shows just now."""
    last = _settled(Entry.objects.all()).order_by("-xact", "-pk").values_list("xact", "pk").first()
    return Place(*last) if last else BEGINNING


def renew() -> int:
    """Puts the entries in a row again when they came from another server; says how many there were."""
    if connection.vendor != "postgresql":
        return 0
    newest: int | None = Entry.objects.aggregate(Max("xact"))["xact__max"]
    if newest is None or newest < _number("txid_snapshot_xmax(txid_current_snapshot())"):
        return 0
    return Entry.objects.exclude(xact=0).update(xact=0)


def _settled(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Without what stands beside or behind a transaction that has not ended."""
    if connection.vendor != "postgresql":
        return rows
    return rows.filter(xact__lt=RawSQL("txid_snapshot_xmin(txid_current_snapshot())", []))


@cache
def _database() -> int:
    """A number for this database; 0 for SQLite."""
    if connection.vendor != "postgresql":
        return 0
    return _number("system_identifier FROM pg_control_system()") % 1_000_000_000


def _number(what: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {what}")
        row: Any = cursor.fetchone()
    return int(row[0])
