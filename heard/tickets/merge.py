"""Two tickets about one matter: merging moves nothing, it points. Pages read both, and it can be undone."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from heard.lib.ref import Ref, ref
from heard.staff.models import Person
from heard.tickets import escalations, lineage, organise, ticket_fields
from heard.tickets.models import ACTIVE, Participant, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record


class NotMergeable(ValueError):
    """These two cannot be merged; the message says why and what to do."""


class TwoCustomers(NotMergeable):
    """They are of two customers: the second would read what is said to the first. Ask before."""


def merge(
    ticket: Ticket, into: Ticket, *, by: Person, sure: bool = False, at: datetime | None = None
) -> Ticket:
    """Lets the matter of `ticket` go on in `into`, or where that goes on, and gives it. Raises NotMergeable,
    and TwoCustomers unless `sure`.

    With two customers the one of `ticket` becomes a participant of `into`: replies go to both.
    """
    with transaction.atomic():
        ticket, target = _both(ticket.number, into.number)
        _check(ticket, target, sure=sure)
        if ticket.customer_id != target.customer_id and not ticket.identity.is_phone:
            seen = {"is_confirmed": True}
            Participant.objects.update_or_create(ticket=target, identity=ticket.identity, defaults=seen)
        _point(ticket, target)
        merged = record(
            Kind.TICKET_MERGED,
            ref(ticket),
            actor=ref(by),
            at=at,
            data={
                "other": target.number,
                "from": str(ticket.status),
                **_standing(target),
                **escalations.goes_along(ticket, target),
            },
        )
        _go_on(target, ticket, merged)
        escalations.pass_on(ticket, target, merged)
        ticket_fields.read_anew(target.number)
    return target


def _both(number: int, into: int) -> tuple[Ticket, Ticket]:
    """The ticket, and the one in which the other goes on, as they stand now and for the rest of the caller's
    transaction: nobody merges or changes either meanwhile."""
    while True:
        root = lineage.root_number(into)
        found = _locked(number, root)
        if found[root].merged_into_id is None:  # else it was merged while we waited for it
            return found[number], found[root]


def _locked(*numbers: int) -> dict[int, Ticket]:
    """Locked in the order of their numbers, whichever goes on in which: two at once wait for each other's
    end instead of for each other."""
    rows = Ticket.objects.select_for_update(no_key=True, of=("self",)).filter(number__in=numbers)
    return {row.number: row for row in rows.select_related("customer", "identity").order_by("number")}


def _check(ticket: Ticket, target: Ticket, *, sure: bool) -> None:
    """Raises NotMergeable and TwoCustomers."""
    if ticket.merged_into_id:
        raise NotMergeable(
            _("No. %(number)s is merged already. Take that back first.") % {"number": ticket.number}
        )
    if target.number == ticket.number:
        raise NotMergeable(_("A ticket cannot be merged into itself. Choose another number."))
    if target.identity.is_phone and not ticket.identity.is_phone:
        raise NotMergeable(
            _("No mail reaches the customer of No. %(number)s. Merge that ticket into this one instead.")
            % {"number": target.number}
        )
    if ticket.customer_id != target.customer_id and not sure:
        raise TwoCustomers(
            _("No. %(number)s is with %(name)s.") % {"number": target.number, "name": target.customer.name}
        )


def unmerge(ticket: Ticket, *, by: Person) -> bool:
    """Lets the matter of `ticket` go on by itself, as it stood; False if it was not merged.

    The other stands as it stood, too, if nothing happened in it since.
    """
    with transaction.atomic():
        ticket, target = _parting(ticket)
        if target is None:
            return False
        merged = _merging_of(ticket)
        was = Status(merged.data["from"]) if merged else Status.CLOSED  # one whose words all went back
        Ticket.objects.filter(number=ticket.number).update(
            merged_into=None,
            status=was,
            solved_at=None if was in ACTIVE else ticket.solved_at,
            waiting_since=organise.waits_since(ticket) if was in ACTIVE else None,
            version=F("version") + 1,
        )
        record(Kind.TICKET_UNMERGED, ref(ticket), actor=ref(by), data={"other": target.number})
        nothing_since = merged and not _happened_since(merged, target)
        if merged:
            escalations.give_back(ticket, target, merged, by=by)
        if merged and nothing_since:
            _stand_again(target, merged, by)
        elif target.status in ACTIVE:
            since = organise.waits_since(target)
            Ticket.objects.filter(number=target.number).update(waiting_since=since, version=F("version") + 1)
        ticket_fields.read_anew(target.number)
    return True


def _parting(ticket: Ticket) -> tuple[Ticket, Ticket | None]:
    """The ticket and the one that it points to, locked; None where it points to none (any more)."""
    into = ticket.merged_into_id or ticket.number
    found = _locked(ticket.number, into)
    return found[ticket.number], found[into] if found[ticket.number].merged_into_id == into else None


def _merging_of(ticket: Ticket) -> Entry | None:
    entries = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.number, kind=Kind.TICKET_MERGED)
    return entries.order_by("id").last()


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


def _standing(target: Ticket) -> dict[str, str]:
    """How the other stands before: codes and times, so that parting them can bring it back."""
    held, solved = target.hold_until, target.solved_at
    return {
        "other_from": str(target.status),
        "other_changed": target.changed_at.isoformat(),
        "other_hold": held.isoformat() if held else "",
        "other_solved": solved.isoformat() if solved else "",
    }


def _go_on(target: Ticket, ticket: Ticket, merged: Entry) -> None:
    """Whoever waited in `ticket` waits in `target` now, which lies where the newest of both lies."""
    fields: dict[str, Any] = {"changed_at": max(target.changed_at, ticket.changed_at)}
    if since := ticket.waiting_since:
        fields |= {
            "waiting_since": min(since, target.waiting_since or since),
            "status": target.status if target.status in {Status.NEW, Status.OPEN} else Status.OPEN,
            "hold_until": None,
            "solved_at": None,
        }
    Ticket.objects.filter(number=target.number).update(version=F("version") + 1, **fields)
    if (now := fields.get("status", target.status)) != target.status:
        _tell(target, now, actor=merged.actor, at=merged.at, cause=merged)


def _happened_since(merged: Entry, target: Ticket) -> bool:
    """Whether anybody said or did something in `target` after the merge, which itself may have opened it; or
    merged one more into it."""
    since = Entry.objects.filter(subject_kind="ticket", id__gt=merged.pk)
    others = since.filter(subject_id__in=lineage.numbers_of(target.number)[1:], kind=Kind.TICKET_MERGED)
    here = since.filter(subject_id=target.number).exclude(cause=merged)
    return here.exclude(kind=Kind.TICKET_HEAT_CHANGED).exists() or others.exists()


def _stand_again(target: Ticket, merged: Entry, by: Person) -> None:
    """`target` as it stood before the merge; what merges of before this release do not say stays."""
    said = merged.data
    if "other_from" not in said:
        return
    was = Status(said["other_from"])
    Ticket.objects.filter(number=target.number).update(
        status=was,
        changed_at=datetime.fromisoformat(said["other_changed"]),
        hold_until=datetime.fromisoformat(said["other_hold"]) if said["other_hold"] else None,
        solved_at=datetime.fromisoformat(said["other_solved"]) if said["other_solved"] else None,
        waiting_since=organise.waits_since(target) if was in ACTIVE else None,
        version=F("version") + 1,
    )
    if was != target.status:
        _tell(target, was, actor=ref(by))


def _tell(
    target: Ticket, now: str, *, actor: Ref, at: datetime | None = None, cause: Entry | None = None
) -> None:
    """The other's own timeline says that it stands otherwise now."""
    data = {"from": str(target.status), "to": str(now)}
    record(Kind.TICKET_STATUS_CHANGED, ref(target), actor=actor, at=at, cause=cause, data=data)
