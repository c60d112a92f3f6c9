"""Changes of tickets that can be taken back: one, or the same on many."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from heard.customers.models import Identity
from heard.staff import people
from heard.staff.models import Person, Team
from heard.tickets import access, blocking, escalations, links, merge, organise, tags
from heard.tickets.models import Escalation, Message, Priority, Status, Ticket
from heard.tickets.organise import Stale

MOST = 200  # tickets changed at once
UNDO_SECONDS = 15 * 60
SALT = "heard.tickets.changes"
WHATS = ("status", "assignee", "team", "priority", "tag", "untag", "subject")


class NotPossible(ValueError):
    """This cannot be done; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Change:
    """What of one ticket became what: codes and numbers, None for nobody. `until` a hold lasted before."""

    number: int
    what: str
    was: Any
    now: Any
    until: str | None = None


def make(
    person: Person, numbers: Iterable[int], what: str, value: str, *, until: datetime | None = None
) -> list[Change]:
    """Does one thing to all these tickets that `person` may see; says what changed.

    Raises NotPossible (or NotATag) for a value that makes no sense, before anything is written.
    """
    if what not in WHATS:
        raise NotPossible(_("There is no such change."))
    wanted = meant(what, value)
    rows = access.tickets_of(person).filter(number__in=sorted(set(numbers))[:MOST]).order_by("number")
    with transaction.atomic():
        found = [_change(ticket, what, wanted, person, until) for ticket in rows]
    return [change for change in found if change]


def block(person: Person, number: int) -> list[Change]:
    """Blocks the address that a ticket which `person` may see came from; nothing where that was so."""
    ticket = access.ticket_for(person, number)
    done = blocking.block(ticket, by=person)
    return [Change(number, "block", None, ticket.identity_id)] if done else []


def token(changes: list[Change], person: Person) -> str:
    """What the page shows to have these changes taken back, by the same person and soon."""
    return signing.dumps([person.pk, [asdict(change) for change in changes]], salt=SALT, compress=True)


class Restored(NamedTuple):
    """How many tickets are as they were, how many somebody has changed since, and the number of the one to
    which split-off words went back (0: none)."""

    now: int
    changed: int
    words_in: int


def take_back(written: str, person: Person) -> Restored:
    """Undoes what a token says.

    Raises NotPossible when the token is old or another person's.
    """
    try:
        owner, told = signing.loads(written, salt=SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature:
        raise NotPossible(_("It is too late to undo this. Change it back by hand.")) from None
    if owner != person.pk:
        raise NotPossible(_("Somebody else did this. Change it back by hand."))
    restored, asked, words_in = set(), {each["number"] for each in told}, 0
    with transaction.atomic():
        for change in (Change(**each) for each in told):
            ticket = access.tickets_of(person).filter(number=change.number).first()
            if ticket and _restore(ticket, change, person):
                restored.add(change.number)
                words_in = int(change.now) if change.what == "split" else 0
    return Restored(len(restored), len(asked - restored), words_in)


def meant(what: str, value: str) -> Any:
    """The value as the verbs take it. Raises NotPossible (or NotATag) for one that makes no sense."""
    try:
        if what == "status":
            return Status(value)
        if what == "priority":
            return Priority(int(value))
        if what == "assignee":
            return people.assignable().get(pk=int(value)) if value else None
        if what == "team":
            return Team.objects.get(pk=int(value)) if value else None
    except (ValueError, Person.DoesNotExist, Team.DoesNotExist):
        raise NotPossible(_("This is not there to choose. Choose again.")) from None
    return tags.spelled(value) if what == "tag" else value


def _change(ticket: Ticket, what: str, value: Any, by: Person, until: datetime | None) -> Change | None:
    """One change in the caller's transaction; None where all is so already."""
    number = ticket.number
    if what == "status":
        status, held = Status(ticket.status), ticket.hold_until
        if status == value and held == until:
            return None
        organise.set_status(ticket, value, by=by, was=status, until=until)
        return Change(number, what, status.value, value.value, held.isoformat() if held else None)
    if what == "priority":
        priority = Priority(ticket.priority)
        organise.set_priority(ticket, value, by=by, was=priority)
        return Change(number, what, priority.value, value.value) if priority != value else None
    if what in {"assignee", "team"}:
        was, now = getattr(ticket, f"{what}_id"), value.pk if value else None
        verb: Any = organise.assign if what == "assignee" else organise.give_to_team
        verb(ticket, value, by=by, was=was)
        return Change(number, what, was, now) if was != now else None
    if what == "subject":
        said = ticket.subject
        renamed = organise.set_subject(ticket, value, by=by, was=said)
        now = Ticket.objects.values_list("subject", flat=True).get(pk=number)
        return Change(number, what, said, now) if renamed else None
    done = tags.add(ticket, value, by=by) if what == "tag" else tags.remove(ticket, value, by=by)
    return Change(number, what, None, value) if done else None


def _restore(ticket: Ticket, change: Change, by: Person) -> bool:
    """False when somebody changed it since."""
    if change.what in {"merged", "linked", "split"}:
        return _part(ticket, change, by)
    if change.what == "escalated":
        return escalations.take_back(Escalation.objects.select_related("ticket").get(pk=change.now), by=by)
    if change.what == "block":
        return blocking.unblock(Identity.objects.get(pk=change.now), by=by, where=ticket)
    try:
        if change.what == "status":
            until = datetime.fromisoformat(change.until) if change.until else None
            organise.set_status(ticket, Status(change.was), by=by, was=Status(change.now), until=until)
        elif change.what == "subject":
            organise.set_subject(ticket, change.was, by=by, was=change.now)
        elif change.what == "priority":
            organise.set_priority(ticket, Priority(change.was), by=by, was=Priority(change.now))
        elif change.what == "assignee":
            back = Person.objects.filter(pk=change.was).first()
            organise.assign(ticket, back, by=by, was=change.now, undoes=True)
        elif change.what == "team":
            group = Team.objects.filter(pk=change.was).first()
            organise.give_to_team(ticket, group, by=by, was=change.now, undoes=True)
        else:
            verb = tags.remove if change.what == "tag" else tags.add
            return verb(ticket, str(change.now), by=by)
    except Stale:
        return False
    return True


def _part(ticket: Ticket, change: Change, by: Person) -> bool:
    """Takes back what concerns a second ticket: `now` is its number, `was` the message that was split off."""
    if change.what == "merged":
        return ticket.merged_into_id is not None and merge.unmerge(ticket, by=by)
    other = access.tickets_of(by).filter(number=change.now).first()
    if other is None:
        return False
    if change.what == "linked":
        return links.unlink(ticket, other, by=by)
    message = Message.objects.filter(pk=change.was, ticket=ticket).select_related("ticket").first()
    if message is None:
        return False
    links.join_again(message, other, by=by)
    return True
