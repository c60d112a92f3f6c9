"""Tags of a ticket: short words that put it beside others of its kind."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from heard.lib.ref import Ref, ref
from heard.staff.models import Person
from heard.tickets import access
from heard.tickets.models import Ticket, TicketTag
from heard.timeline.kinds import Kind
from heard.timeline.record import record

MOST = 20  # tags of one ticket
LONGEST = 40
_BETWEEN = re.compile(r"[\W_]+")


class NotATag(ValueError):
    """The word cannot be a tag; the message says why and what to do."""


def spelled(word: str) -> str:
    """How a tag is written: lower case, words joined by hyphens. Raises NotATag."""
    tag = _BETWEEN.sub("-", word.strip().lower()).strip("-")
    if not tag:
        raise NotATag(_("A tag needs at least one letter or digit."))
    if len(tag) > LONGEST:
        raise NotATag(
            _("This tag is longer than %(most)s characters. Choose a shorter word.") % {"most": LONGEST}
        )
    return tag


def add(ticket: Ticket, word: str, *, by: Person, at: datetime | None = None) -> bool:
    """Puts a tag on the ticket; False if it is there. Raises NotATag."""
    return _change(ticket, spelled(word), by=ref(by), on=True, at=at)


def remove(ticket: Ticket, word: str, *, by: Person) -> bool:
    """Takes a tag off the ticket; False if it is not there."""
    return _change(ticket, word, by=ref(by), on=False)


def put(ticket: Ticket, words: Sequence[str], *, by: Ref, at: datetime) -> None:
    """Puts on the tags with which a channel says what a new ticket is about."""
    for word in words:
        _change(ticket, spelled(word), by=by, on=True, at=at)


def suggestions(person: Person, beginning: str = "", limit: int = 12) -> list[str]:
    """Tags that begin so and that `person` may know, the most used first among the newest thousand uses."""
    rows = (
        TicketTag.objects.filter(tag__startswith=beginning.lower()) if beginning else TicketTag.objects.all()
    )
    sight = access.sight_of(person)
    if sight is access.Sight.FOLLOWED:
        rows = rows.filter(ticket__in=access.followed(person))
    elif sight is not access.Sight.ALL:
        rows = rows.filter(team__in=person.teams.values("pk"))
    used = Counter(rows.order_by("-pk").values_list("tag", flat=True)[:1000])
    return sorted(used, key=lambda tag: (-used[tag], tag))[:limit]


def rows_of(ticket: Ticket, tags: Sequence[str]) -> list[TicketTag]:
    """What finds `ticket` by these tags, not saved yet."""
    return [
        TicketTag(
            ticket=ticket, tag=tag, team_id=ticket.team_id, pile=ticket.pile, changed_at=ticket.changed_at
        )
        for tag in tags
    ]


def _change(ticket: Ticket, tag: str, *, by: Ref, on: bool, at: datetime | None = None) -> bool:
    with transaction.atomic():
        row = Ticket.objects.select_for_update().get(number=ticket.number)
        if (tag in row.tags) == on:
            return False
        if on and len(row.tags) >= MOST:
            raise NotATag(_("A ticket has at most %(most)s tags. Take one off first.") % {"most": MOST})
        kept = [*row.tags, tag] if on else [each for each in row.tags if each != tag]
        Ticket.objects.filter(number=row.number).update(tags=kept, version=F("version") + 1)
        if on:
            TicketTag.objects.bulk_create(rows_of(row, [tag]))
        else:
            TicketTag.objects.filter(ticket=row, tag=tag).delete()
        kind = Kind.TICKET_TAGGED if on else Kind.TICKET_UNTAGGED
        record(kind, ref(row), actor=by, at=at, data={"tag": tag})
    return True
