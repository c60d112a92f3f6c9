"""How does one ticket look in a list? Made once for each version of it, and kept."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any

from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from heard.staff.models import Person
from heard.tickets.models import Priority, Status

MOST = 20_000  # rows kept in a process, about 30 MB
STATUS_LABELS = dict(Status.choices)
PRIORITY_LABELS = dict(Priority.choices)
TAGS_SHOWN = 1

Key = tuple[Any, ...]


class Kept:
    """The HTML of rows by what it was made of; those asked for longest ago are forgotten first."""

    def __init__(self) -> None:
        self._rows: OrderedDict[Key, str] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Key) -> str | None:
        """The row, if it is there."""
        with self._lock:
            found = self._rows.get(key)
            if found is not None:
                self._rows.move_to_end(key)
            return found

    def keep(self, key: Key, html: str) -> None:
        """Remembers the row."""
        with self._lock:
            self._rows[key] = html
            if len(self._rows) > MOST:
                self._rows.popitem(last=False)

    def forget(self) -> None:
        """For measuring how long everything takes anew."""
        with self._lock:
            self._rows.clear()


kept = Kept()


def rendered(rows: Iterable[dict[str, Any]], unread: set[int], current: int | None) -> SafeString:
    """The items of the list. What depends on the reader stands around what is kept: unread, current."""
    language = get_language()
    address = reverse("desk:ticket", args=[0])[:-1]
    items = []
    for row in rows:
        number = row["number"]
        state = " unread" if number in unread else ""
        here = ' aria-current="true"' if number == current else ""
        items.append(
            f'<li class="item{state}" id="row-{number}"><a class="row" href="{address}{number}"{here}>'
            f"{_inner(row, language)}</li>"
        )
    return mark_safe("\n".join(items))  # noqa: S308 - numbers, and what the template escaped


def _inner(row: dict[str, Any], language: str | None) -> str:
    """The row without what depends on the reader. Names of other tables are part of the key."""
    names = (row["customer__name"], row["assignee__name"], row["team__name"], row["channel__kind"])
    key = (row["number"], row["version"], language, get_current_timezone_name(), *names)
    found = kept.find(key)
    if found is None:
        found = get_template("desk/_row.html").render({"row": _shown(row)})
        kept.keep(key, found)
    return found


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    assignee = row["assignee__name"]
    status = row["status"]
    return {
        "number": row["number"],
        "name": row["customer__name"],
        "subject": row["subject"],
        "snippet": row["snippet"],
        "snippet_is_customer": row["snippet_is_customers"],
        "status": "" if status in {Status.NEW, Status.OPEN} else status,
        "status_label": STATUS_LABELS[status],
        "hold_until": row["hold_until"],
        "merged": row["merged_into_id"],
        "priority": row["priority"] if row["priority"] > Priority.NORMAL else 0,
        "priority_label": PRIORITY_LABELS[row["priority"]],
        "tags": row["tags"][:TAGS_SHOWN],
        "more_tags": len(row["tags"]) - TAGS_SHOWN,
        "waiting_since": row["waiting_since"],
        "changed_at": row["changed_at"],
        "assignee": Person(name=assignee).initials if assignee else None,
        "assignee_name": assignee,
        "team": row["team__name"],
        "channel_kind": row["channel__kind"],
    }
