"""Renaming, merging and deleting a tag on all its tickets: asked for at once, done some tickets at a time."""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.lib import claim
from heard.lib.claim import State
from heard.lib.ref import NOBODY, Ref, ref
from heard.staff import desk
from heard.staff.models import Person
from heard.tickets import tags
from heard.tickets.models import Pile, TagChange, Ticket, TicketTag
from heard.timeline.kinds import Kind
from heard.timeline.record import record

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
BATCH = 200  # tickets in one transaction


class Busy(Exception):
    """This tag, or the one it shall become, is being changed already."""

    def __init__(self, tag: str) -> None:
        super().__init__(_("%(tag)s is being changed just now. Wait until that is done.") % {"tag": tag})


def counted() -> list[dict[str, Any]]:
    """Every tag with the number of its tickets and of the open ones among them, by name."""
    rows = TicketTag.objects.values("tag")
    counts = rows.annotate(all=Count("pk"), open=Count("pk", filter=~Q(pile=Pile.DONE)))
    return [dict(row) for row in counts.order_by("tag")]


def rename(tag: str, word: str, *, by: Person) -> TagChange | None:
    """`tag` is written like `word` on all tickets; where that is a tag already, both become one.

    None if it is spelled so. Raises tags.NotATag, and Busy.
    """
    to = tags.spelled(word)
    return None if to == tag else _ask(tag, to, by=by)


def delete(tag: str, *, by: Person) -> TagChange:
    """Takes `tag` off all tickets. Raises Busy."""
    return _ask(tag, "", by=by)


def under_way() -> dict[str, TagChange]:
    """The changes that are not done, by tag."""
    return {row.tag: row for row in TagChange.objects.exclude(state=State.DONE)}


def try_again(number: int) -> bool:
    """Puts a change that failed back in line because a person asked."""
    return bool(claim.revive(TagChange.objects.all(), [number]))


def go_on() -> int:
    """Does one batch of one change; says whether there was one."""
    rows = claim.claim(TagChange.objects.all(), lease=LEASE)
    for row in rows:
        _go_on(row)
    return len(rows)


def _ask(tag: str, to: str, *, by: Person) -> TagChange:
    with transaction.atomic():
        busy = TagChange.objects.select_for_update().filter(state=State.WAITING)
        for each in busy:
            if ({tag, to} - {""}) & {each.tag, each.to}:
                raise Busy(each.tag)
        change = TagChange.objects.create(tag=tag, to=to)
        company = desk.current()
        kind, data = (Kind.TAG_RENAMED, {"tag": tag, "to": to}) if to else (Kind.TAG_DELETED, {"tag": tag})
        record(
            kind,
            ref(company) if company else NOBODY,
            about=Ref("tagchange", change.pk),
            actor=ref(by),
            data=data,
        )
    return change


def _go_on(row: TagChange) -> None:
    try:
        if claim.lost_too_often(row):
            claim.finish(row, State.FAILED, error="Its worker stopped three times while doing it.")
            return
        with transaction.atomic():
            left = _one_batch(row.tag, row.to)
            if left:
                claim.again(row, timezone.now(), error="")
            else:
                claim.finish(row, State.DONE)
    except claim.LeaseLost:
        log.info("The change of a tag (%s) was taken over by another worker.", row.pk)


def _one_batch(tag: str, to: str) -> bool:
    """Changes up to BATCH tickets; says whether there may be more."""
    found = TicketTag.objects.filter(tag=tag).order_by("pk").values_list("pk", "ticket_id")[:BATCH]
    numbers = [ticket for _pk, ticket in found]
    tickets = list(Ticket.objects.select_for_update().filter(number__in=numbers).order_by("number"))
    for ticket in tickets:
        kept = [to if each == tag else each for each in ticket.tags]
        ticket.tags = list(dict.fromkeys(each for each in kept if each))
    Ticket.objects.bulk_update(tickets, ["tags"])
    Ticket.objects.filter(number__in=numbers).update(version=F("version") + 1)
    rows = TicketTag.objects.filter(tag=tag, ticket__in=numbers)
    if to:
        both = TicketTag.objects.filter(tag=to, ticket__in=numbers).values_list("ticket_id", flat=True)
        rows.filter(ticket__in=list(both)).delete()
        rows.update(tag=to)
    else:
        rows.delete()
    return len(numbers) == BATCH
