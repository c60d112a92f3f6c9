"""Whose words wait unsent in these tickets? For the rows of a list: one question a page."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from heard.drafts.models import Draft, DraftFile
from heard.lib.prepared import Prepared

Writers = dict[int, tuple[str, ...]]

_writers: Prepared[tuple[int, str]] = Prepared(
    lambda tickets: (
        Draft.objects.filter(ticket__pk__among=tickets)
        .filter(~Q(text="") | Exists(DraftFile.objects.filter(draft=OuterRef("pk"))))
        .order_by("began_at", "pk")
        .values_list("ticket_id", "person__name")
    )
)


def writers(tickets: Iterable[int]) -> Writers:
    """Who has a draft with words or files in each of these tickets, by its number, in the order of beginning.

    Everybody's drafts, not only the reader's: whoever sees a ticket sees what is being written in it.
    """
    found: Writers = {}
    for ticket, name in _writers(tickets=list(tickets)):
        before = found.get(ticket, ())
        found[ticket] = before if name in before else (*before, name)
    return found
