"""The saved views of the inbox: fixed shapes, each with an index, paged by key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heard.staff.models import Person
from heard.tickets.access import tickets_of
from heard.tickets.models import ACTIVE, Ticket

PAGE = 50
COUNT_TO = 99
COLUMNS = (
    "number",
    "subject",
    "status",
    "customer__name",
    "snippet",
    "snippet_is_customers",
    "waiting_since",
    "changed_at",
    "assignee__name",
    "channel__kind",
)


PERSONAL: dict[str, Any] = {"status__in": ACTIVE, "is_bulk": False}  # what people wrote to us, and is open


@dataclass(frozen=True, slots=True)
class View:
    """A shape: which tickets, and by which time they are ordered (newest change, or longest wait, first)."""

    slug: str
    title: str | Promise
    narrow: Callable[[QuerySet[Ticket], Person], QuerySet[Ticket]]
    order: str = "changed_at"
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a view, and the cursor of those after them."""

    rows: list[dict[str, Any]]
    after: str | None


VIEWS = {
    view.slug: view
    for view in (
        View("open", _("All open"), lambda rows, _me: rows.filter(**PERSONAL)),
        View("mine", _("Mine"), lambda rows, me: rows.filter(**PERSONAL, assignee=me)),
        View("unassigned", _("Unassigned"), lambda rows, _me: rows.filter(**PERSONAL, assignee=None)),
        View(
            "waiting",
            _("Waiting"),
            lambda rows, _me: rows.filter(waiting_since__isnull=False, is_bulk=False),
            order="waiting_since",
            oldest_first=True,
        ),
        View("lists", _("Lists"), lambda rows, _me: rows.filter(status__in=ACTIVE, is_bulk=True)),
        View("all", _("All"), lambda rows, _me: rows),
    )
}


def page(view: View, person: Person, *, after: str = "") -> Page:
    """The rows of `view` that `person` may see, below the cursor `after`."""
    rows = view.narrow(tickets_of(person), person)
    place = _place(after)
    if place:
        key = (F(view.order), F("number"))
        further = TupleGreaterThan if view.oldest_first else TupleLessThan
        rows = rows.filter(further(key, place))
    sign = "" if view.oldest_first else "-"
    found: list[dict[str, Any]] = list(
        rows.order_by(f"{sign}{view.order}", f"{sign}number").values(*COLUMNS)[: PAGE + 1]
    )
    more = len(found) > PAGE
    last = found[PAGE - 1] if more else None
    return Page(found[:PAGE], f"{last[view.order].isoformat()}_{last['number']}" if last else None)


def count(view: View, person: Person) -> str:
    """How many tickets the view holds, in full to 99, then `99+`."""
    number = view.narrow(tickets_of(person), person).order_by()[: COUNT_TO + 1].count()
    return str(number) if number <= COUNT_TO else f"{COUNT_TO}+"


def _place(cursor: str) -> tuple[datetime, int] | None:
    """Where a cursor points; None for the beginning, and for what is not a cursor."""
    moment, _sep, number = cursor.rpartition("_")
    try:
        return datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None
