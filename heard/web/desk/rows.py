"""How does one ticket look in a list? Made once for each version of it, and kept."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from heard.coach.heat import HOT
from heard.staff.models import Person
from heard.tickets.models import Priority, Status
from heard.web.pieces import Manner, Pieces, manner

STATUS_LABELS = dict(Status.choices)
PRIORITY_LABELS = dict(Priority.choices)
TAGS_SHOWN = 1

kept = Pieces(20_000)  # about 30 MB


def rendered(rows: Iterable[dict[str, Any]], unread: set[int], current: int | None) -> SafeString:
    """The items of the list. What depends on the reader stands around what is kept: unread, current."""
    address = reverse("desk:ticket", args=[0])[:-1]
    items, said_so = [], manner()
    for row in rows:
        number = row["number"]
        state = " unread" if number in unread else ""
        here = ' aria-current="true"' if number == current else ""
        items.append(
            f'<li class="item{state}" id="row-{number}"><a class="row" href="{address}{number}"{here}>'
            f"{_inner(row, said_so)}</li>"
        )
    return mark_safe("\n".join(items))  # noqa: S308 - numbers, and what the template escaped


def _inner(row: dict[str, Any], said_so: Manner) -> str:
    """The row without what depends on the reader. Names of other tables are among the facts."""
    names = (row["customer__name"], row["assignee__name"], row["team__name"], row["channel__kind"])
    key = (row["number"], row["version"], *names, *said_so)
    return kept.find(key, lambda: get_template("desk/_row.html").render({"row": _shown(row)}))


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
        "hot": row["heat"] >= HOT,
        "tags": row["tags"][:TAGS_SHOWN],
        "more_tags": len(row["tags"]) - TAGS_SHOWN,
        "waiting_since": row["waiting_since"],
        "changed_at": row["changed_at"],
        "assignee": Person(name=assignee).initials if assignee else None,
        "assignee_name": assignee,
        "assigned": _("assigned to %(name)s") % {"name": assignee},
        "select": _("Select No. %(number)s") % {"number": row["number"]},
        "team": row["team__name"],
        "channel_kind": row["channel__kind"],
    }
