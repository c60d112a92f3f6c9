"""Escalating by rule what nobody answered for so many working hours: once a waiting, team by team (R-031).

A rule may also name what a message sounds like: tickets/outcries.py follows that, as messages arrive.

Nothing here keeps a clock: since when a customer waits stands in their ticket, and a moment is worked out
before which somebody must have written for so much working time to have passed. Holidays are not known.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from heard.coach.heat import SignKind
from heard.lib.ref import Ref, ref
from heard.lib.working_time import Week, before
from heard.staff import people
from heard.staff.models import Person, Team
from heard.tickets import escalations
from heard.tickets.escalations import Why
from heard.tickets.models import Escalation, EscalationRule, Status, Ticket
from heard.tickets.organise import Stale
from heard.timeline import codes
from heard.timeline.kinds import Kind
from heard.timeline.record import record

AT_ONCE = 50  # tickets of one rule in one round
TRIED = (Status.NEW, Status.OPEN, Status.WAITING)  # what is on hold waits for a day that somebody chose
MOST_HOURS = 500
SIGNS: tuple[SignKind, ...] = ("anger", "threat", "complaint", "urgency", "capitals")  # not praise


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a rule shall say: after so many `hours` of working time in this week (None: never after a time),
    at once when a message sounds like one of `signs`, to whom (None: the lead)."""

    hours: int | None
    week: Week
    to: Person | Team | None = None
    signs: frozenset[SignKind] = frozenset()


def set_for(team: Team | None, wanted: Wanted, *, by: Person, also_older: bool) -> EscalationRule:
    """The rule of a team, or of what is in none. What is due already is escalated only if `also_older`.

    Raises ValueError where it says neither hours nor signs.
    """
    if not (wanted.hours or wanted.signs):
        raise ValueError("A rule says when: after how many hours, or how a message sounds.")
    begins = None if also_older else _until(wanted, timezone.now())
    signs = [sign for sign in SIGNS if sign in wanted.signs]
    with transaction.atomic():
        rule, _is_new = EscalationRule.objects.update_or_create(
            team=team,
            defaults={
                "hours": wanted.hours,
                "signs": signs,
                "days": sorted(wanted.week.days),
                "opens": wanted.week.opens,
                "closes": wanted.week.closes,
                "zone": wanted.week.zone.key,
                "since": begins,
                "to_person": wanted.to if isinstance(wanted.to, Person) else None,
                "to_team": wanted.to if isinstance(wanted.to, Team) else None,
            },
        )
        data: dict[str, str | int | bool] = {"hours": wanted.hours or 0, "also_older": also_older}
        data |= {"signs": codes.joined(signs)} if signs else {}
        record(Kind.ESCALATION_RULE_SET, _subject(team), about=_to(wanted.to), actor=ref(by), data=data)
    return rule


def remove(team: Team | None, *, by: Person) -> bool:
    """Nothing of this team is escalated by itself any more; False if nothing was."""
    with transaction.atomic():
        gone, _rows = EscalationRule.objects.filter(team=team).delete()
        if gone:
            record(Kind.ESCALATION_RULE_REMOVED, _subject(team), actor=ref(by))
    return bool(gone)


def due(
    team: Team | None, wanted: Wanted, now: datetime, *, since: datetime | None = None
) -> QuerySet[Ticket]:
    """What has waited so long in this team and is not escalated, nor was for this very waiting."""
    until = _until(wanted, now)
    if until is None:
        return Ticket.objects.none()
    judged = Escalation.objects.filter(ticket=OuterRef("pk"), waited_since=OuterRef("waiting_since"))
    rows = Ticket.objects.filter(
        ~Exists(judged),
        team=team,
        waiting_since__lte=until,
        is_bulk=False,
        escalated_at=None,
        status__in=TRIED,
    )
    return (rows.filter(waiting_since__gt=since) if since else rows).order_by("waiting_since", "number")


def sweep(now: datetime) -> int:
    """Escalates what is due now, each in a transaction of its own; says how many there were."""
    return sum(_follow(rule, now) for rule in rules())


def rules() -> Iterable[EscalationRule]:
    """All rules, with whom they name."""
    return EscalationRule.objects.select_related("team", "to_person", "to_team").order_by("pk")


def wanted_by(rule: EscalationRule) -> Wanted:
    """What a rule says."""
    week = Week(frozenset(rule.days), rule.opens, rule.closes, ZoneInfo(rule.zone))
    return Wanted(rule.hours, week, rule.to_person or rule.to_team, frozenset(rule.signs))


def receiver(rule: EscalationRule) -> Person | Team | None:
    """Who gets what this rule escalates: whom it names, if they are still here, or the lead of its team."""
    if rule.to_person and people.assignable().filter(pk=rule.to_person.pk).exists():
        return rule.to_person
    return rule.to_team or escalations.lead_of(rule.team)


def usual_week(zone: ZoneInfo) -> Week:
    """Monday to Friday from nine to five."""
    return Week(frozenset(range(5)), time(9), time(17), zone)


def _follow(rule: EscalationRule, now: datetime) -> int:
    to = receiver(rule) if rule.hours else None
    if to is None:
        return 0
    rows = due(rule.team, wanted_by(rule), now, since=rule.since)
    return sum(_escalated(ticket.number, rule, to) for ticket in rows.only("number")[:AT_ONCE])


def _escalated(number: int, rule: EscalationRule, to: Person | Team) -> bool:
    """Judged again under a lock: the answer may have left in this moment, or another worker did it."""
    with transaction.atomic():
        locked = Ticket.objects.select_for_update(of=("self",)).select_related("assignee", "team")
        ticket = locked.filter(number=number, team=rule.team, status__in=TRIED, escalated_at=None).first()
        if ticket is None or ticket.waiting_since is None:
            return False
        since = ticket.waiting_since
        if Escalation.objects.filter(ticket=ticket, waited_since=since).exists():
            return False
        try:
            escalations.escalate(ticket, to, Why(hours=rule.hours, waited_since=since))
        except Stale:
            return False
    return True


def _until(wanted: Wanted, now: datetime) -> datetime | None:
    """Who waits since then or longer has waited too long; None: nobody does, however long."""
    return before(now, timedelta(hours=wanted.hours), wanted.week) if wanted.hours else None


def _subject(team: Team | None) -> Ref:
    return ref(team) if team else Ref("team", 0)


def _to(to: Person | Team | None) -> Ref:
    return ref(to) if to else Ref("person", 0)
