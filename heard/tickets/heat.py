"""How heated does a ticket's customer sound? Kept in its row for us, never shown to them.

A hint that is read from their last words (coach/heat.py) and can be misread: whoever thinks so says it once,
and the ticket counts as calm from then on.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext, gettext_noop

from heard.coach import heat_of
from heard.coach.heat import Stressed
from heard.lib.ref import NOBODY, Ref, ref
from heard.phrasing import dismissals
from heard.staff.models import Person
from heard.tickets import escalations
from heard.tickets.models import Direction, Escalation, Message, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record

RULE = "heat/boiling"  # under which it is dismissed
BOILING = 3  # the heat at which a second look is due
LAST = 3  # messages of the customer that are read, as many as a draft answers
READ = 3000  # characters of one message
SOUNDS = {
    "anger": gettext_noop("angry"),
    "threat": gettext_noop("threatening"),
    "capitals": gettext_noop("loud"),
    "emphasis": gettext_noop("emphatic"),
    "complaint": gettext_noop("let down"),
    "urgency": gettext_noop("pressed for time"),
    "praise": gettext_noop("pleased"),
}


def felt(entry: Entry) -> None:
    """The customer wrote: their ticket is as heated as their last words, unless that was called misread."""
    theirs = Message.objects.filter(
        ticket_id=entry.subject_id, direction=Direction.IN, is_automatic=False
    ).order_by("-at", "-pk")
    rows = list(theirs.values_list("text", "emphasis")[:LAST])[::-1]
    said = tuple(text[:READ] for text, _emphasis in rows)
    level = heat_of(said, stressed=tuple(stressed(places) for _text, places in rows)).level
    if level and RULE in dismissals.in_ticket(entry.subject_id):
        level = 0
    _set(entry.subject_id, level, cause=entry)


def stressed(places: Iterable[Sequence[int]] | None) -> Stressed:
    """A message's places in bold or italics, of the part that is read."""
    return tuple((start, end) for start, end in places or () if end <= READ)


def misread(ticket: Ticket, *, by: Person) -> None:
    """A person says that the customer is not heated: what a rule escalated for it is taken back.

    Where somebody gave the ticket on since, the escalation is settled, and it stays with whoever has it.
    """
    with transaction.atomic():
        _set(ticket.number, 0, actor=ref(by))
        standing = Escalation.objects.select_related("ticket", "to_person", "to_team", "was_with", "was_in")
        made = standing.filter(ticket=ticket, ended_at=None).first()
        if made and made.signs and not escalations.take_back(made, by=by):
            escalations.settle(ticket, by=by)


def sounding(kinds: Collection[str]) -> str:
    """How that sounds, in words: "angry, threatening"."""
    return ", ".join(gettext(word) for kind, word in SOUNDS.items() if kind in kinds)


def _set(number: int, level: int, *, cause: Entry | None = None, actor: Ref = NOBODY) -> None:
    with transaction.atomic():
        row = Ticket.objects.select_for_update().filter(number=number)
        was = row.values_list("heat", flat=True).first()
        if was is None or was == level:
            return
        row.update(heat=level, version=F("version") + 1)
        data = {"from": was, "to": level}
        record(Kind.TICKET_HEAT_CHANGED, Ref("ticket", number), actor=actor, cause=cause, data=data)
