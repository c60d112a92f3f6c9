"""Whom does a fact about a ticket concern, and in which words do they hear of it?"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from heard.alerts import notices, post
from heard.alerts.models import Notice, Why
from heard.lib.ref import Ref
from heard.staff import people
from heard.staff.models import Person, Role, Team
from heard.tickets import access
from heard.tickets.models import Follower, Status, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry


@dataclass(frozen=True, slots=True)
class Heard:
    """One notice as its person may read it."""

    id: int
    why: str
    who: str
    number: int
    subject: str
    customer: str
    at: datetime
    is_read: bool

    @property
    def url(self) -> str:
        """Where the ticket is."""
        return reverse("desk:ticket", args=[self.number])


def assigned(entry: Entry) -> None:
    """The ticket is somebody's now: they hear of it, unless they took it themselves, or a quick answer solved
    what had gone to them by itself."""
    solved = Ticket.objects.filter(number=entry.subject_id, status=Status.SOLVED)
    if "route" in entry.data and solved.exists():
        return
    if entry.about_kind == "person" and entry.about_id and "escalated" not in entry.data:
        _tell(entry, [entry.about_id], Why.HANDED if entry.data.get("from") else Why.ASSIGNED)


def escalated(entry: Entry) -> None:
    """Who is asked for help: a person, or everybody of a team; and whoever had the ticket before."""
    asked = [entry.about_id]
    if entry.about_kind == "team":
        asked = list(Team.objects.filter(pk=entry.about_id).values_list("members", flat=True))
    _tell(entry, [number for number in [*asked, entry.data.get("from")] if number], Why.ESCALATED)


def bring_in(entry: Entry) -> None:
    """A colleague who is asked about a ticket sees it from now on (at once)."""
    asked = Person.objects.filter(pk=entry.about_id, role=Role.COLLEAGUE, is_active=True).first()
    ticket = Ticket.objects.filter(number=entry.subject_id).first()
    if asked and ticket:
        Follower.objects.get_or_create(ticket=ticket, person=asked)


def mentioned(entry: Entry) -> None:
    """Somebody is called by name in a note."""
    _tell(entry, [entry.about_id], Why.MENTIONED)


def replied(entry: Entry) -> None:
    """The customer wrote: whoever has the ticket, and whoever follows it. To whom a new one was given is told
    so by that."""
    if entry.kind == Kind.MESSAGE_RECEIVED and entry.cause_id:
        return
    is_spam = Ticket.objects.filter(number=entry.subject_id, status=Status.SPAM).exists()
    if not is_spam and not notices.is_history(entry):
        _tell(entry, _with_a_stake(entry), Why.REPLIED)


def status_changed(entry: Entry) -> None:
    """The time has come that a ticket was on hold until, by the clock; or its customer opened it again."""
    if entry.actor_kind == "customer" and entry.data.get("to") == Status.OPEN:
        replied(entry)
    if not entry.actor_kind and entry.data.get("from") == Status.HOLD:
        _tell(entry, _with_a_stake(entry), Why.AWAKE)


def shown(person: Person, found: list[Notice]) -> list[Heard]:
    """These notices in words; without those of tickets that `person` may not see, the newest
    fact in front. Two queries."""
    numbers = {notice.subject_id for notice in found if notice.subject_kind == "ticket"}
    rows = access.tickets_of(person).filter(number__in=numbers).values("number", "subject", "customer__name")
    tickets = {row["number"]: row for row in rows}
    names = people.names(notice.entry.actor for notice in found)
    said = (
        Heard(
            id=notice.pk,
            why=str(Why(notice.why).label),
            who=names.get(notice.entry.actor_id, "") if notice.entry.actor_kind == "person" else "",
            number=notice.subject_id,
            subject=tickets[notice.subject_id]["subject"],
            customer=tickets[notice.subject_id]["customer__name"],
            at=notice.entry.at,
            is_read=notice.read_at is not None,
        )
        for notice in found
        if notice.subject_id in tickets
    )
    return sorted(said, key=lambda one: one.at, reverse=True)


def lines(person: Person, found: list[Notice]) -> list[str]:
    """The same for a mail: what happened, with whom, where. Nothing that a customer said."""
    number, nameless = _("No. %(n)s"), _("(no subject)")  # outside the f-string, where xgettext looks
    return [
        f"{each.customer}: {each.subject or nameless} ({number % {'n': each.number}})\n"
        f"{each.why}{', ' + each.who if each.who else ''}\n{post.site()}{each.url}"
        for each in shown(person, found)
    ]


def seen(person: Person, ticket: Ticket) -> None:
    """`person` has the ticket before them: what they were told about it is read."""
    if person.unread_notices:
        notices.read(person, Ref("ticket", ticket.number))


def _with_a_stake(entry: Entry) -> list[int]:
    assignee = Ticket.objects.filter(number=entry.subject_id, assignee__isnull=False).values_list(
        "assignee", flat=True
    )
    followers = Follower.objects.filter(ticket=entry.subject_id).values_list("person", flat=True)
    return [number for number in {*assignee, *followers} if number]


def _tell(entry: Entry, numbers: list[int], why: Why) -> None:
    """Only those who may see the ticket hear of it."""
    if notices.is_history(entry):  # asked before the people are: a desk that is read in has thousands
        return
    wanted = Person.objects.filter(pk__in=numbers, is_active=True)
    may_see = [
        person for person in wanted if access.tickets_of(person).filter(number=entry.subject_id).exists()
    ]
    notices.tell(entry, may_see, why)
