"""Asking for help with a ticket, with the reason: it goes to somebody else, and shows so until it is settled.

To a person it is given at once. To a team it is given with whoever has it: they keep it until somebody there
takes it, so that nobody's ticket is nobody's (R-034, R-035).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from heard.coach.heat import SignKind
from heard.lib import sensitive
from heard.lib.ref import NOBODY, ref
from heard.lib.words import one_line
from heard.staff import people
from heard.staff.models import Person, Role, Team
from heard.tickets.models import ACTIVE, Escalation, Message, Ticket
from heard.tickets.organise import Stale
from heard.timeline import codes
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record

LONGEST = 300  # characters of a reason


@dataclass(frozen=True, slots=True)
class Why:
    """What speaks for it: words of a person `by`, or a rule: no answer within `hours` of working time, or
    what the customer's `message` sounds like (`signs`)."""

    reason: str = ""
    by: Person | None = None
    hours: int | None = None
    waited_since: datetime | None = None
    signs: tuple[SignKind, ...] = ()
    message: Message | None = None


def escalate(ticket: Ticket, to: Person | Team, why: Why, *, at: datetime | None = None) -> Escalation:
    """Asks `to` for help with the ticket. One that stands already is followed by this one.

    Raises ValueError when a person gives no reason, Stale when the ticket went to somebody else meanwhile.
    """
    reason = sensitive.masked(one_line(why.reason, LONGEST))
    if why.by and not reason:
        raise ValueError("An escalation says why.")
    at = at or timezone.now()
    with transaction.atomic():
        _change(ticket, to, at)
        Escalation.objects.filter(ticket=ticket, ended_at=None).update(ended_at=at)
        made = Escalation.objects.create(
            ticket=ticket,
            reason=reason,
            at=at,
            by=why.by,
            hours=why.hours,
            waited_since=why.waited_since,
            signs=list(why.signs),
            message=why.message,
            to_person=to if isinstance(to, Person) else None,
            to_team=to if isinstance(to, Team) else None,
            was_with=ticket.assignee,
            was_in=ticket.team,
        )
        actor = ref(why.by) if why.by else NOBODY
        data: dict[str, str | int | bool] = {
            "escalation": made.pk,
            "from": ticket.assignee_id or 0,
            "from_team": ticket.team_id or 0,
        }
        data |= {"hours": why.hours} if why.hours else {}
        data |= {"signs": codes.joined(why.signs)} if why.signs else {}
        entry = record(Kind.TICKET_ESCALATED, ref(ticket), about=ref(to), actor=actor, at=at, data=data)
        _tell_whose(ticket, to, cause=entry)
    return made


def settle(ticket: Ticket, *, by: Person) -> bool:
    """The help is there: the ticket is no longer shown as escalated, and stays with whoever has it.

    False if it was not escalated.
    """
    with transaction.atomic():
        return _end(ticket, by=by)


def take_back(escalation: Escalation, *, by: Person) -> bool:
    """As if it had not been: whoever had the ticket has it again. False if somebody changed it since."""
    ticket = escalation.ticket
    field, now, before = _whose(escalation)
    with transaction.atomic():
        row = Ticket.objects.select_for_update().filter(number=ticket.number, escalated_at=escalation.at)
        if not row.filter(**{field: now}).exists() or not _end(ticket, by=by, back=True):
            return False
        if now != before:
            fewer = F("handoffs") - int(before is not None)
            Ticket.objects.filter(number=ticket.number).update(**{field: before, "handoffs": fewer})
            _record_whose(field, ticket, before, was=now.pk if now else 0, by=by)
    return True


def _whose(escalation: Escalation) -> tuple[str, Person | Team | None, Person | Team | None]:
    """What of the ticket went: its field, who got it, and who had it."""
    if escalation.to_person:
        return "assignee", escalation.to_person, escalation.was_with
    return "team", escalation.to_team, escalation.was_in


def goes_along(ticket: Ticket, target: Ticket) -> dict[str, int]:
    """What a merge has to know of the help that was asked for with `ticket`, and that now stands in `target`;
    nothing where none was, or where help was asked for with `target` itself."""
    found = None if target.escalated_at else standing(ticket)
    if found is None:
        return {}
    return {"escalation": found.pk, "was_with": found.was_with_id or 0, "was_in": found.was_in_id or 0}


def pass_on(ticket: Ticket, target: Ticket, merged: Entry) -> None:
    """The help asked for with `ticket` is asked for with `target`, in which its matter goes on: as `merged`
    says. It stays with whoever has it; whoever was asked hears where it is now."""
    found = Escalation.objects.filter(
        pk=merged.data.get("escalation", 0), ticket=ticket, ended_at=None
    ).first()
    if found is None:
        return
    _move(found, target, was_with=target.assignee_id, was_in=target.team_id)
    data: dict[str, str | int | bool] = {"escalation": found.pk, "escalated": True}
    data |= {"from": target.assignee_id or 0, "from_team": target.team_id or 0}
    asked = found.to_person or found.to_team
    record(
        Kind.TICKET_ESCALATED,
        ref(target),
        about=ref(asked) if asked else NOBODY,
        actor=merged.actor,
        at=merged.at,
        cause=merged,
        data=data,
    )


def give_back(ticket: Ticket, target: Ticket, merged: Entry, *, by: Person) -> None:
    """The reverse, when the two are parted and nobody settled it meanwhile."""
    found = Escalation.objects.filter(
        pk=merged.data.get("escalation", 0), ticket=target, ended_at=None
    ).first()
    if found:
        _move(found, ticket, was_with=merged.data["was_with"] or None, was_in=merged.data["was_in"] or None)
        record(
            Kind.TICKET_ESCALATION_SETTLED, ref(target), actor=ref(by), data={"back": True, "escalated": True}
        )


def _move(escalation: Escalation, to: Ticket, *, was_with: int | None, was_in: int | None) -> None:
    Ticket.objects.filter(number=escalation.ticket_id).update(escalated_at=None)
    Ticket.objects.filter(number=to.number).update(escalated_at=escalation.at, version=F("version") + 1)
    Escalation.objects.filter(pk=escalation.pk).update(ticket=to, was_with=was_with, was_in=was_in)


def standing(ticket: Ticket) -> Escalation | None:
    """The escalation that the ticket is in; asks only where there is one."""
    if ticket.escalated_at is None:
        return None
    rows = Escalation.objects.select_related("by", "to_person", "to_team")
    return rows.filter(ticket=ticket, ended_at=None).first()


def first_choice(ticket: Ticket, me: Person) -> Person | None:
    """Whom one would ask first: a lead of the ticket's team, else any lead; not oneself."""
    leads = people.assignable().filter(role__in=(Role.LEAD, Role.OWNER)).exclude(pk=me.pk)
    return lead_of(ticket.team, but=me) or leads.filter(role=Role.LEAD).first() or leads.first()


def lead_of(team: Team | None, *, but: Person | None = None) -> Person | None:
    """The lead who is in the team, the first by name."""
    leads = people.assignable().filter(role=Role.LEAD, teams=team) if team else Person.objects.none()
    return leads.exclude(pk=but.pk).first() if but else leads.first()


def named(written: str) -> Person | Team | None:
    """Who is meant by `person-3` or `team-2`; None where that is nobody who can be asked."""
    kind, _sep, number = written.partition("-")
    if not number.isdecimal() or len(number) > 18:
        return None
    if kind == "team":
        return Team.objects.filter(pk=int(number)).first()
    return people.assignable().filter(pk=int(number)).first() if kind == "person" else None


def _change(ticket: Ticket, to: Person | Team, at: datetime) -> None:
    """The ticket's own row; a hand-off where it goes from one to another (R-036)."""
    if isinstance(to, Person):
        goes: dict[str, Person | Team] = {"assignee": to}
        handed = ticket.assignee_id not in {None, to.pk}
    else:
        goes, handed = {"team": to}, ticket.team_id not in {None, to.pk}
    seen = Ticket.objects.filter(number=ticket.number, assignee=ticket.assignee_id, team=ticket.team_id)
    seen = seen.filter(Q(merged_into=None), status__in=ACTIVE)
    more = {"escalated_at": at, "handoffs": F("handoffs") + int(handed), "version": F("version") + 1}
    if not seen.update(**goes, **more):
        raise Stale(Ticket.objects.select_related("assignee", "customer").get(number=ticket.number))


def _tell_whose(ticket: Ticket, to: Person | Team, *, cause: Entry) -> None:
    """That it is with somebody else now, for all who ask the timeline for that."""
    field, was = ("assignee", ticket.assignee_id) if isinstance(to, Person) else ("team", ticket.team_id)
    if was != to.pk:
        _record_whose(field, ticket, to, was=was or 0, cause=cause)


def _record_whose(  # noqa: PLR0913 - each side by name
    field: str,
    ticket: Ticket,
    to: Person | Team | None,
    *,
    was: int,
    by: Person | None = None,
    cause: Entry | None = None,
) -> None:
    kind, named = (
        (Kind.TICKET_ASSIGNED, "person") if field == "assignee" else (Kind.TICKET_GIVEN_TO_TEAM, "team")
    )
    about = ref(to) if to else NOBODY._replace(kind=named)
    actor = cause.actor if cause else ref(by) if by else NOBODY
    at = cause.at if cause else None
    data = {"from": was, "escalated": True}
    record(kind, ref(ticket), about=about, actor=actor, cause=cause, at=at, data=data)


def _end(ticket: Ticket, *, by: Person, back: bool = False) -> bool:
    now = timezone.now()
    open_ones = Escalation.objects.filter(ticket=ticket, ended_at=None)
    if not open_ones.update(ended_at=now):
        return False
    Ticket.objects.filter(number=ticket.number).update(escalated_at=None, version=F("version") + 1)
    record(Kind.TICKET_ESCALATION_SETTLED, ref(ticket), actor=ref(by), data={"back": back})
    return True
