"""How does one ticket look in a list? Made once for each version of it, and kept."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from heard.coach.heat import HOT
from heard.customers import phones
from heard.lib import words
from heard.tickets.models import Priority, Status
from heard.tickets.paging import Page
from heard.tickets.views import View
from heard.web import addresses
from heard.web.pieces import Manner, Pieces, manner

STATUS_LABELS = dict(Status.choices)
PRIORITY_LABELS = dict(Priority.choices)
TAGS_SHOWN = 1
NOBODY: Mapping[int, Sequence[str]] = {}
DRAFTED = secrets.token_hex(16)  # stands in a row that is kept where the mark of a draft comes

kept = Pieces(20_000)  # about 30 MB
Item = tuple[str, str]  # the row as one that was read, and as one that was not


def rendered(
    rows: Iterable[dict[str, Any]],
    unread: set[int],
    current: int | None,
    writers: Mapping[int, Sequence[str]] = NOBODY,
) -> SafeString:
    """The items of the list. What depends on the reader stands around what is kept: unread, current."""
    shown = (item[number in unread] for number, item in items(rows, writers, current).items())
    return mark_safe("\n".join(shown))  # noqa: S308 - numbers, and what the template escaped


def items(
    rows: Iterable[dict[str, Any]], writers: Mapping[int, Sequence[str]], current: int | None = None
) -> dict[int, Item]:
    """Each row by its ticket's number, from the top. `writers` have a draft there that is not sent."""
    said_so, made = manner(), {}
    for row in rows:
        number = row["number"]
        here = ' aria-current="true"' if number == current else ""
        start = f'id="row-{number}"><a class="row" href="{addresses.of("desk:ticket", number)}"{here}>'
        inner = _inner(row, said_so).replace(DRAFTED, _draft_of(writers.get(number, ())))
        rest = f"{start}{inner}</li>"
        made[number] = f'<li class="item" {rest}', f'<li class="item unread" {rest}'
    return made


def below(view: View, page: Page, *, is_first: bool = True) -> dict[str, Any]:
    """What stands under the rows: the way to further ones, or words for a view in which nothing is."""
    address = addresses.of("desk:view", view.slug)
    return {
        "view": view,
        "is_empty": not page.rows,
        "older_url": addresses.with_query(address, after=page.after) if page.after else None,
        "newer_url": None if is_first else address,
    }


def _inner(row: dict[str, Any], said_so: Manner) -> str:
    """The row without what depends on the reader. Names of other tables are among the facts."""
    names = (row["customer__name"], row["assignee__name"], row["team__name"], _door(row))
    key = (row["number"], row["version"], *names, *said_so)
    return kept.find(key, lambda: get_template("desk/_row.html").render(_facts(row)))


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    return {"row": _shown(row), "drafted": DRAFTED}


def _draft_of(names: Sequence[str]) -> str:
    """The mark of a draft that waits unsent."""
    if not names:
        return ""
    said = _("Draft of %(names)s, not sent") % {"names": ", ".join(names)}
    drawing = '<svg class="icon" aria-hidden="true"><use href="{}#pen"></use></svg>'
    mark = f'<span class="drafted" title="{{}}">{drawing}<span class="unseen">{{}}</span></span>'
    return format_html(mark, said, static("icons.svg"), said)


def _door(row: dict[str, Any]) -> str:
    return phones.door(row["identity__kind"], row["channel__kind"])


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
        "escalated": row["escalated_at"] is not None,
        "tags": row["tags"][:TAGS_SHOWN],
        "more_tags": len(row["tags"]) - TAGS_SHOWN,
        "waiting_since": row["waiting_since"],
        "changed_at": row["changed_at"],
        "assignee": words.initials(assignee) if assignee else None,
        "assignee_name": assignee,
        "assigned": _("assigned to %(name)s") % {"name": assignee},
        "select": _("Select No. %(number)s") % {"number": row["number"]},
        "team": row["team__name"],
        "channel_kind": _door(row),
    }
