"""Two tickets about one matter: merging moves nothing, it points. Pages read both, and it can be undone."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from heard.lib.prepared import Prepared
from heard.lib.ref import ref
from heard.staff.models import Person
from heard.tickets import organise
from heard.tickets.models import ACTIVE, Participant, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record


class NotMergeable(ValueError):
    """These two cannot be merged; the message says why and what to do."""


class TwoCustomers(NotMergeable):
    """They are of two customers: the second would read what is said to the first. Ask before."""


def root_of(ticket: Ticket) -> Ticket:
    """The ticket in which this matter goes on: itself, unless it was merged."""
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    return ticket


_merged_into: Prepared[int] = Prepared(
    lambda tickets: Ticket.objects.filter(merged_into__pk__in=tickets).values_list("number", flat=True)
)


def family_of(ticket: Ticket) -> list[int]:
    """The number of `ticket` and of those that were merged into it, however long the chain."""
    family, newest = [ticket.number], [ticket.number]
    while newest:
        newest = _merged_into(tickets=newest)
        family += newest
    return family


def merge(
    ticket: Ticket, into: Ticket, *, by: Person, sure: bool = False, at: datetime | None = None
) -> None:
    """Lets the matter of `ticket` go on in `into`. Raises NotMergeable, and TwoCustomers unless `sure`.

    With two customers the one of `ticket` becomes a participant of `into`: replies go to both.
    """
    target = root_of(into)
    if ticket.merged_into_id:
        raise NotMergeable(
            _("No. %(number)s is merged already. Take that back first.") % {"number": ticket.number}
        )
    if target.number == ticket.number:
        raise NotMergeable(_("A ticket cannot be merged into itself. Choose another number."))
    if ticket.customer_id != target.customer_id and not sure:
        raise TwoCustomers(
            _("No. %(number)s is with %(name)s.") % {"number": target.number, "name": target.customer.name}
        )
    with transaction.atomic():
        if ticket.customer_id != target.customer_id:
            seen = {"is_confirmed": True}
            Participant.objects.update_or_create(ticket=target, identity=ticket.identity, defaults=seen)
        _point(ticket, target)
        _wait_on(target, ticket)
        record(
            Kind.TICKET_MERGED,
            ref(ticket),
            actor=ref(by),
            at=at,
            data={"other": target.number, "from": str(ticket.status)},
        )


def unmerge(ticket: Ticket, *, by: Person) -> bool:
    """Lets the matter of `ticket` go on by itself, as it stood; False if it was not merged."""
    target = ticket.merged_into
    if target is None:
        return False
    merged = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.number, kind=Kind.TICKET_MERGED)
    was = Status(merged.latest("id").data["from"])
    with transaction.atomic():
        Ticket.objects.filter(number=ticket.number).update(
            merged_into=None,
            status=was,
            solved_at=None if was in ACTIVE else ticket.solved_at,
            waiting_since=organise.waits_since(ticket) if was in ACTIVE else None,
            version=F("version") + 1,
        )
        if target.status in ACTIVE:
            since = organise.waits_since(target)
            Ticket.objects.filter(number=target.number).update(waiting_since=since, version=F("version") + 1)
        record(Kind.TICKET_UNMERGED, ref(ticket), actor=ref(by), data={"other": target.number})
    return True


def _point(ticket: Ticket, target: Ticket) -> None:
    row = Ticket.objects.filter(number=ticket.number, merged_into=None)
    changed = row.update(
        merged_into=target,
        status=Status.CLOSED,
        waiting_since=None,
        hold_until=None,
        solved_at=ticket.solved_at or ticket.changed_at,
        version=F("version") + 1,
    )
    if not changed:
        raise NotMergeable(_("Somebody else merged No. %(number)s meanwhile.") % {"number": ticket.number})


def _wait_on(target: Ticket, ticket: Ticket) -> None:
    """Whoever waited in `ticket` waits in `target` now."""
    row = Ticket.objects.filter(number=target.number)
    since = ticket.waiting_since
    if since is None:
        row.update(version=F("version") + 1)
        return
    earliest = min(since, target.waiting_since or since)
    status = Status(target.status) if target.status in {Status.NEW, Status.OPEN} else Status.OPEN
    row.update(
        waiting_since=earliest, status=status, hold_until=None, solved_at=None, version=F("version") + 1
    )
