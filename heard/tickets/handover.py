"""What somebody who leaves, or a team that ends, still has; and giving it to others."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from heard.lib.ref import NOBODY, Ref, ref
from heard.staff.models import Person, Team
from heard.tickets.models import Pile, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record

BATCH = 100  # tickets in one transaction
SURELY_CUT = timedelta(minutes=1)  # after the account was closed: else the page is still at it


def waiting_with(person: Person) -> dict[str, int]:
    """How many open tickets are with `person`, and for how many of them a customer waits."""
    rows = Ticket.objects.filter(assignee=person).exclude(pile=Pile.DONE)
    return rows.aggregate(open=Count("pk"), waiting=Count("waiting_since"))


def hand_over(person: Person, to: Person | Team | None, *, by: Person) -> int:
    """Gives the open tickets of `person` to another person, to a team, or to nobody; says how many.

    In batches, so that a writer is never held for long: done again, it goes on where it was cut off.
    """
    given = 0
    while True:
        with transaction.atomic():
            rows = Ticket.objects.select_for_update().filter(assignee=person).exclude(pile=Pile.DONE)
            batch = list(rows.order_by("number")[:BATCH])
            for ticket in batch:
                _give(ticket, person, to, by=ref(by))
        given += len(batch)
        if len(batch) < BATCH:
            return given


def finish(person: Person, *, by: Person) -> int:
    """Gives the open tickets of `person`, who left, to their heir; says how many. An heir who is gone
    meanwhile inherits nothing: it is nobody's then, and seen."""
    given = hand_over(person, _heir_of(person), by=by)
    Person.objects.filter(pk=person.pk).update(heir="")
    return given


def go_on() -> int:
    """Finishes a hand-over that was cut off half-way: in the name of whoever closed the account."""
    rows = Person.objects.filter(left_at__lt=timezone.now() - SURELY_CUT).exclude(heir="")
    person = rows.order_by("left_at").first()
    if person is None:
        return 0
    closed = Entry.objects.filter(kind=Kind.PERSON_LEFT, subject_kind="person", subject_id=person.pk)
    by = closed.order_by("-pk").values_list("actor_id", flat=True).first()
    finish(person, by=Person.objects.get(pk=by) if by else person)
    return 1


def _heir_of(person: Person) -> Person | Team | None:
    kind, _dash, number = Person.objects.values_list("heir", flat=True).get(pk=person.pk).partition("-")
    if kind == "person":
        return Person.objects.filter(pk=int(number), left_at=None).first()
    return Team.objects.filter(pk=int(number)).first() if kind == "team" else None


def left_behind(entry: Entry) -> None:
    """A ticket that lives again is no longer with somebody who left meanwhile: it is nobody's, and seen."""
    rows = Ticket.objects.filter(number=entry.subject_id, assignee__left_at__isnull=False)
    with transaction.atomic():
        found = (
            rows.exclude(pile=Pile.DONE).select_for_update(of=("self",)).select_related("assignee").first()
        )
        if found and found.assignee:
            _give(found, found.assignee, None, by=NOBODY)


def lying_with(team: Team) -> dict[str, int]:
    """How many tickets are the team's: open ones, and all."""
    rows = Ticket.objects.filter(team=team)
    return rows.aggregate(open=Count("pk", filter=~Q(pile=Pile.DONE)), all=Count("pk"))


def dissolve(team: Team, to: Team | None, *, by: Person) -> int:
    """Gives all tickets of `team` to another team or to none, then ends it; says how many there were.

    In batches; one that is cut off leaves the team with the rest, and can be done again.
    """
    given = 0
    while True:
        with transaction.atomic():
            rows = Ticket.objects.select_for_update().filter(team=team)
            batch = list(rows.order_by("number")[:BATCH])
            for ticket in batch:
                Ticket.objects.filter(number=ticket.number).update(team=to, version=F("version") + 1)
                about = ref(to) if to else Ref("team", 0)
                data = {"from": team.pk}
                record(Kind.TICKET_GIVEN_TO_TEAM, ref(ticket), about=about, actor=ref(by), data=data)
            if len(batch) < BATCH:
                record(Kind.TEAM_DISSOLVED, ref(team), actor=ref(by))
                Team.objects.filter(pk=team.pk).delete()
        given += len(batch)
        if len(batch) < BATCH:
            return given


def _give(ticket: Ticket, person: Person, to: Person | Team | None, *, by: Ref) -> None:
    row = Ticket.objects.filter(number=ticket.number)
    heir = to if isinstance(to, Person) else None
    row.update(assignee=heir, version=F("version") + 1, handoffs=F("handoffs") + int(to is not None))
    about = ref(heir) if heir else Ref("person", 0)
    record(
        Kind.TICKET_ASSIGNED,
        ref(ticket),
        about=about,
        actor=by,
        data={"from": person.pk, "handover": True},
    )
    if isinstance(to, Team) and ticket.team_id != to.pk:
        row.update(team=to)
        data = {"from": ticket.team_id or 0}
        record(Kind.TICKET_GIVEN_TO_TEAM, ref(ticket), about=ref(to), actor=by, data=data)
