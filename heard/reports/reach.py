"""By which channels do customers write, and by which do they like to be reached (R-005)? Counts only."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from heard.channels.registry import KINDS
from heard.customers.models import Customer
from heard.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Used:
    """One channel: tickets that began there, from how many customers, and its share of all in percent."""

    name: str
    kind: str
    tickets: int
    customers: int
    share: int


@dataclass(frozen=True, slots=True)
class Liked:
    """One answer to "how do you like to hear from us": how many customers gave it, how many tickets they
    began since, and how many of those by that kind of channel (None: the desk has no channel of it)."""

    kind: str
    customers: int
    tickets: int
    as_liked: int | None


@dataclass(frozen=True, slots=True)
class Reach:
    """All of it; `customers` are those who began a ticket."""

    used: list[Used]
    liked: list[Liked]
    tickets: int
    customers: int

    @property
    def said(self) -> int:
        """How many customers told what they like, ever."""
        return sum(one.customers for one in self.liked)


def since(begin: datetime) -> Reach:
    """Of tickets that began at or after `begin`; what customers like is what they say today.

    A call that somebody wrote down counts for the mailbox that it is answered from. Four queries.
    """
    rows = Ticket.objects.filter(opened_at__gte=begin)
    customers = rows.aggregate(n=Count("customer", distinct=True))["n"]
    used = _used(rows)
    return Reach(used, _liked(rows), sum(one.tickets for one in used), customers)


def _used(rows: QuerySet[Ticket]) -> list[Used]:
    counted = list(
        rows.values("channel__name", "channel__kind", "channel")
        .annotate(tickets=Count("pk"), customers=Count("customer", distinct=True))
        .order_by("-tickets", "channel")
    )
    total = sum(row["tickets"] for row in counted)
    return [
        Used(
            row["channel__name"],
            row["channel__kind"],
            row["tickets"],
            row["customers"],
            round(100 * row["tickets"] / total),
        )
        for row in counted
    ]


def _liked(rows: QuerySet[Ticket]) -> list[Liked]:
    who = Customer.objects.exclude(prefers="").filter(erased_at=None)
    told = who.values("prefers").annotate(n=Count("pk")).order_by("-n", "prefers").values_list("prefers", "n")
    began, fitting = Counter[str](), Counter[str]()
    theirs = rows.exclude(customer__prefers="").values("customer__prefers", "channel__kind")
    for row in theirs.annotate(n=Count("pk")).order_by():
        began[row["customer__prefers"]] += row["n"]
        if row["channel__kind"] == row["customer__prefers"]:
            fitting[row["customer__prefers"]] += row["n"]
    return [Liked(kind, n, began[kind], fitting[kind] if kind in KINDS else None) for kind, n in told]
