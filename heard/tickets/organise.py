"""Changing a ticket: status, whom it is with, how soon, and notes. A stale form never overwrites."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.customers.models import Customer
from heard.lib import sensitive
from heard.lib.ref import NOBODY, Ref, ref
from heard.lib.words import one_line
from heard.staff.models import Person, Team
from heard.tickets import bystanders, lineage
from heard.tickets.models import ACTIVE, Delivery, Direction, Message, Note, Priority, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record

OVER = (Status.SOLVED, Status.CLOSED)


class Stale(Exception):
    """The ticket changed since the form was made; `ticket` is how it stands now."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(_("Somebody else changed No. %(number)s meanwhile.") % {"number": ticket.number})
        self.ticket = ticket


def set_status(  # noqa: PLR0913 - each side by name
    ticket: Ticket,
    status: Status,
    *,
    by: Person | Customer,
    was: Status,
    until: datetime | None = None,
    at: datetime | None = None,
) -> None:
    """Gives the ticket another status; on hold perhaps `until` then. Raises Stale if its status is no longer
    what `by` saw it to be."""
    hold_until = until if status == Status.HOLD else None
    if ticket.status == status and ticket.hold_until == hold_until:
        return
    fields: dict[str, Any] = {"status": status, "hold_until": hold_until, "solved_at": None}
    if status in OVER:
        fields |= {"waiting_since": None, "solved_at": at or timezone.now()}
    elif status == Status.SPAM:
        fields["waiting_since"] = None
    elif was not in ACTIVE:
        fields["waiting_since"] = waits_since(ticket)
    with transaction.atomic():
        if not _change(ticket, {"status": was}, **fields):
            return
        _tell_status(ticket, was, status, by=ref(by), at=at, until=hold_until)


def wake(now: datetime) -> int:
    """Opens again what was on hold until a time that has come; says how many there were."""
    due = Ticket.objects.filter(hold_until__lte=now, status=Status.HOLD).order_by("hold_until")[:100]
    woken = 0
    for ticket in due:
        with transaction.atomic():
            row = Ticket.objects.filter(number=ticket.number, status=Status.HOLD, hold_until__lte=now)
            if row.update(status=Status.OPEN, hold_until=None, changed_at=now, version=F("version") + 1):
                _tell_status(ticket, Status.HOLD, Status.OPEN, by=NOBODY, at=None)
                woken += 1
    return woken


def assign(  # noqa: PLR0913 - each side by name
    ticket: Ticket,
    to: Person | None,
    *,
    by: Person | None,
    was: int | None,
    at: datetime | None = None,
    undoes: bool = False,
    why: Mapping[str, int | bool] | None = None,
) -> None:
    """Gives the ticket to somebody, or to nobody; `why` names the rule where nobody (`by` None) did it.
    Raises Stale if it is no longer with person `was`."""
    if ticket.assignee_id == (to.pk if to else None):
        return
    with transaction.atomic():
        if not _change(ticket, {"assignee": was}, assignee=to, handoffs=_handed_on(was and to, undoes)):
            return
        record(
            Kind.TICKET_ASSIGNED,
            ref(ticket),
            about=ref(to) if to else Ref("person", 0),
            actor=ref(by) if by else NOBODY,
            at=at,
            data={"from": was or 0, **(why or {})},
        )


def give_to_team(  # noqa: PLR0913 - each side by name
    ticket: Ticket,
    team: Team | None,
    *,
    by: Person | None,
    was: int | None,
    at: datetime | None = None,
    undoes: bool = False,
    why: Mapping[str, int | bool] | None = None,
) -> None:
    """Gives the ticket to a team, or to none; `why` as above. Raises Stale if it is no longer with team
    `was`."""
    if ticket.team_id == (team.pk if team else None):
        return
    with transaction.atomic():
        if not _change(ticket, {"team": was}, team=team, handoffs=_handed_on(was and team, undoes)):
            return
        about = ref(team) if team else Ref("team", 0)
        actor = ref(by) if by else NOBODY
        data = {"from": was or 0, **(why or {})}
        record(Kind.TICKET_GIVEN_TO_TEAM, ref(ticket), about=about, actor=actor, at=at, data=data)


def set_priority(
    ticket: Ticket, priority: Priority, *, by: Person, was: Priority, at: datetime | None = None
) -> None:
    """Says how soon the ticket is looked at. Raises Stale if its priority is no longer `was`."""
    if ticket.priority == priority:
        return
    with transaction.atomic():
        if not _change(ticket, {"priority": was}, priority=priority):
            return
        data = {"from": int(was), "to": int(priority)}
        record(Kind.TICKET_PRIORITIZED, ref(ticket), actor=ref(by), at=at, data=data)


def set_subject(ticket: Ticket, subject: str, *, by: Person, was: str) -> bool:
    """Says what the ticket is about; False if it said so. Answers leave under these words from now on.

    Numbers of cards and the like are covered (R-430). Raises Stale if its subject is no longer `was`.
    """
    wanted = sensitive.masked(one_line(subject, 500))
    if ticket.subject == wanted:
        return False
    with transaction.atomic():
        if not _change(ticket, {"subject": was}, subject=wanted):
            return False
        record(Kind.TICKET_RENAMED, ref(ticket), actor=ref(by))
    return True


def add_note(
    ticket: Ticket, text: str, *, by: Person, at: datetime | None = None, until_solved: bool | None = None
) -> Note:
    """Writes something down, `at` (now, if absent), that only the company sees. Numbers of cards, accounts
    and the like are covered before it is kept (R-430). Where nobody says whether it is for the moment only,
    it is so if it speaks of others (R-432)."""
    text = sensitive.masked(text)
    passes = bystanders.are_named(text) if until_solved is None else until_solved
    with transaction.atomic():
        note = Note.objects.create(
            ticket=ticket, person=by, text=text, at=at or timezone.now(), until_solved=passes
        )
        record(Kind.NOTE_WRITTEN, ref(ticket), about=ref(note), actor=ref(by), at=note.at)
    return note


def keep_note(note: Note, *, by: Person) -> bool:
    """A note for the moment stays after all; False if its words are gone, or if it stayed anyway."""
    with transaction.atomic():
        mine = Note.objects.filter(pk=note.pk, until_solved=True).exclude(text="")
        if not mine.update(until_solved=False):
            return False
        record(Kind.NOTE_KEPT, ref(note.ticket), about=ref(note), actor=ref(by))
    return True


def _handed_on(from_one_to_another: object, undoes: bool) -> Any:
    """One hand-off more, when both sides are somebody (R-036); one less when it is taken back."""
    if not from_one_to_another:
        return F("handoffs")
    return Greatest(F("handoffs") - 1, 0) if undoes else F("handoffs") + 1


def waits_since(ticket: Ticket) -> datetime | None:
    """Since when the customer has waited for our words, here or in what was merged into it; None if the last
    ones were ours."""
    said = Message.objects.filter(ticket__in=lineage.numbers_of(ticket.number), is_automatic=False)
    ours = said.filter(direction=Direction.OUT, forwards=None).exclude(
        delivery__in=[Delivery.UNDONE, Delivery.WAITING]
    )
    last = ours.order_by("-at").values_list("at", flat=True).first()
    theirs = said.filter(direction=Direction.IN, **({"at__gt": last} if last else {}))
    return theirs.order_by("at").values_list("at", flat=True).first()


def _tell_status(  # noqa: PLR0913 - each side by name
    ticket: Ticket,
    was: Status,
    now: Status,
    *,
    by: Ref,
    at: datetime | None,
    until: datetime | None = None,
) -> None:
    data = {"from": was.value, "to": now.value}
    if until:
        data["until"] = until.isoformat()
    record(Kind.TICKET_STATUS_CHANGED, ref(ticket), actor=by, at=at, data=data)


def _change(ticket: Ticket, seen: dict[str, object], **fields: object) -> bool:
    """Writes `fields` if the row still reads as the person saw it; False if it came to read as they want it
    meanwhile, which is nobody's quarrel. Raises Stale if it reads otherwise."""
    row = Ticket.objects.filter(number=ticket.number, **seen)
    if row.update(version=F("version") + 1, **fields):
        return True
    now = Ticket.objects.select_related("assignee", "customer").get(number=ticket.number)
    chosen = {*seen, "hold_until"} & fields.keys()
    if any(getattr(now, name) != fields[name] for name in chosen):
        raise Stale(now)
    return False
