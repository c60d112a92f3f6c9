"""Searching as a person at the desk does: what the operators mean, and only what that person may see."""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.channels.models import Channel
from heard.coach.heat import HOT
from heard.customers.models import Customer
from heard.search import index, names, place
from heard.search import query as queries
from heard.search.index import EVER, Found, Hit, Span
from heard.search.query import Operator, Query
from heard.staff import people, teams
from heard.staff.models import Person
from heard.tickets.access import Sight, sight_of, tickets_of
from heard.tickets.heat import BOILING
from heard.tickets.models import ACTIVE, Attachment, Matter, Priority, Stage, Status, Ticket, TicketTag

AGO = re.compile(r"(\d{1,4})([dwmy])")
DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
MOST_DAYS = 100 * 365
OTHER_STARTS = ("%d.%m.%Y", "%Y-%m", "%Y")


class Unclear(ValueError):
    """The operator cannot be meant like this; the sentence says why and what to type."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An operator that was left out of the search, and why."""

    written: str
    why: str


@dataclass(slots=True)
class Asked:
    """A query as it was understood: the words, the tickets and the time it is about, and what was unclear."""

    query: Query
    among: QuerySet[Ticket]
    span: Span = EVER
    understood: int = 0  # operators that the search keeps to
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left that could be searched for."""
        return not self.query.terms and not self.understood


def ask(me: Person, typed: str, *, is_typing: bool = False) -> Asked:
    """Reads a query. What is wrong in it is explained in `faults`, and the rest is searched for."""
    query = queries.parse(typed, OPERATORS)
    asked = Asked(query.typed_on() if is_typing else query, tickets_of(me))
    if not _asks_for_spam(query) and Ticket.objects.filter(status=Status.SPAM).exists():
        asked.among = asked.among.exclude(status=Status.SPAM)  # asked of each hit, where there is spam at all
    for operator in query.operators:
        try:
            _narrow(asked, operator, me)
            asked.understood += 1
        except Unclear as why:
            asked.faults.append(Fault(operator.written, str(why)))
    for strange in query.strange:
        if reason := _explained(strange, is_close=strange.written in typed.lower()):
            asked.faults.append(Fault(strange.written, reason))
    return asked


def newest(asked: Asked, *, below: int | None = None, limit: int = 50) -> Found:
    """The newest texts, each ticket once; `below` continues an earlier page."""
    if asked.is_empty:
        return Found([])
    return index.find(asked.query, among=asked.among, span=asked.span, below=below, limit=limit)


def best(asked: Asked) -> list[Hit]:
    """The best matches among the newest thousand, each ticket once."""
    return [] if asked.is_empty else index.best(asked.query, among=asked.among, span=asked.span)


def customers(me: Person, typed: str, limit: int = 5) -> list[Customer]:
    """Customers whose name or address begins so, of those who have a ticket that `me` may see."""
    numbers = names.find(typed, "customer")
    rows = Customer.objects.filter(pk__in=numbers)
    if sight_of(me) is not Sight.ALL:
        rows = rows.filter(Exists(tickets_of(me).filter(customer=OuterRef("pk"))))
    found = {row.pk: row for row in rows.prefetch_related("identities")}
    return [found[number] for number in numbers if number in found][:limit]


def _asks_for_spam(query: Query) -> bool:
    """Whether somebody looks for it by its name."""
    called = {Status.SPAM.value, str(Status.SPAM.label).lower()}
    return any(each.name in {"status", "is"} and each.value.lower() in called for each in query.operators)


def _narrow(asked: Asked, operator: Operator, me: Person) -> None:
    if not operator.value:
        raise Unclear(_("Something must follow the colon."))
    if operator.name in TIMES:
        _limit(asked, operator)
    else:
        wanted = OPERATORS[operator.name](operator.value.lower(), me)
        asked.among = asked.among.exclude(wanted) if operator.is_minus else asked.among.filter(wanted)


def _limit(asked: Asked, operator: Operator) -> None:
    """`before:` a day, a month or a year ends where it begins; with a minus it is the other of both."""
    at = place.of(_start(operator.value.lower()))
    if (operator.name == "before") != operator.is_minus:
        asked.span = Span(asked.span.above, min(asked.span.below, at))
    else:
        asked.span = Span(max(asked.span.above, at), asked.span.below)


def _start(value: str) -> datetime:
    today = timezone.localdate()
    words = {"today": today, "yesterday": today - timedelta(days=1)}
    if ago := AGO.fullmatch(value):
        days = int(ago[1]) * DAYS[ago[2]]
        return _midnight(today - timedelta(days=min(days, MOST_DAYS)))
    if value in words:
        return _midnight(words[value])
    try:
        return _midnight(date.fromisoformat(value))
    except ValueError:
        pass
    for form in OTHER_STARTS:
        try:
            return _midnight(datetime.strptime(value, form).date())  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Unclear(_("This is no date that is understood. Type 2026-11-16, 2026-11, 2026, yesterday or 14d."))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _status(value: str, _me: Person) -> Q:
    if value == "active":
        return Q(status__in=ACTIVE)
    return Q(status=_one_of(value, {each.value: str(each.label) for each in Status}, _("active")))


def _is(value: str, me: Person) -> Q:
    """As a status, or as other desks say it."""
    said = {"unassigned": Q(assignee=None), "pending": Q(status=Status.WAITING), "hot": Q(heat__gte=HOT)}
    return said.get(value) or _status(value, me)


def _priority(value: str, _me: Person) -> Q:
    return Q(priority=int(_one_of(value, {str(each.value): each.name.lower() for each in Priority})))


def _stage(value: str, _me: Person) -> Q:
    """Whether they have bought yet, as somebody or a rule said."""
    stage = _one_of(value, {each.value: str(each.label) for each in Stage})
    return Q(Exists(Matter.objects.filter(ticket=OuterRef("pk"), stage=stage)))


def _has(value: str, _me: Person) -> Q:
    """A file that came or went with a message, but for what stands within the words."""
    _one_of(value, {"file": str(_("file")), "attachment": str(_("attachment"))})
    return Q(Exists(Attachment.objects.filter(message__ticket=OuterRef("pk"), inline=False)))


def _heat(value: str, _me: Person) -> Q:
    """As heated as that, or more; `hot` is what the list of heated tickets begins with."""
    levels = {"0": "calm", "1": "warm", str(HOT): "hot", str(BOILING): "boiling"}
    level = int(_one_of(value, levels))
    return Q(heat__gte=level) if level else Q(heat=0)


def _one_of(value: str, codes: dict[str, str], *more: str) -> str:
    """The code that is meant by itself or by its label."""
    for code, label in codes.items():
        if value in {code, label.lower()}:
            return code
    known = [*(code if not code.isdecimal() else label for code, label in codes.items()), *more]
    raise Unclear(_unknown(_("There is no “{value}”. There are: {known}."), value, known))


def _tag(value: str, _me: Person) -> Q:
    return Q(Exists(TicketTag.objects.filter(ticket=OuterRef("pk"), tag=value)))


def _channel(value: str, _me: Person) -> Q:
    channels = list(Channel.objects.values_list("pk", "kind", "name", "address"))
    fitting = [
        key for key, kind, name, address in channels if value == kind or value in f"{name} {address}".lower()
    ]
    if not fitting:
        kinds = {kind for _key, kind, *_rest in channels}
        known = sorted(kinds | {address or name for *_rest, name, address in channels})
        raise Unclear(_unknown(_("No channel is called “{value}”. There are: {known}."), value, known))
    return Q(channel__in=fitting)


def _assignee(value: str, me: Person) -> Q:
    if value == "me":
        return Q(assignee=me)
    if value in {"nobody", "none"}:
        return Q(assignee=None)
    fitting: list[int] = []
    first_names = []
    for key, name, email in people.assignable().values_list("pk", "name", "email"):
        called = name.lower()
        first_names.append((called.split() or [email])[0])
        if value in {email, called, *called.split()}:
            fitting.append(key)
    if not fitting:
        known = ["me", "nobody", *first_names[:8]]
        raise Unclear(_unknown(_("Nobody here is called “{value}”. Try {known}."), value, known))
    return Q(assignee__in=fitting)


def _team(value: str, _me: Person) -> Q:
    found = {name.lower(): key for key, name in teams.everyone().values_list("pk", "name")}
    fitting = [key for name, key in found.items() if value == name or value in name.split()]
    if not fitting:
        known = [*found] or [_("none yet")]
        raise Unclear(_unknown(_("No team is called “{value}”. There are: {known}."), value, known))
    return Q(team__in=fitting)


def _unknown(sentence: str, value: str, known: Sequence[str]) -> str:
    return sentence.format(value=value, known=", ".join(known))


def _explained(strange: Operator, *, is_close: bool) -> str:
    """Why something that looked like an operator was not taken for one; empty when nobody will wonder, as
    where a space follows the colon."""
    everything = [*OPERATORS, *queries.WHERE]
    if strange.name in everything:
        return _("Something must follow the colon.")
    asks = is_close and not strange.value.startswith("//")  # that is an address of the web
    meant = asks and (
        ELSEWHERE.get((strange.name, strange.value.lower())) or ELSEWHERE.get((strange.name, ""))
    )
    near = [f"{name}:" for name in difflib.get_close_matches(strange.name, everything, 1, 0.75)]
    if meant or near:
        return _("It was searched for as words. Did you mean {name}?").format(name=meant or near[0])
    if not asks:
        return ""
    return _("It was searched for as words, since no operator is called so. There are: {known}.").format(
        known=", ".join(f"{name}:" for name in everything)
    )


TIMES = ("before", "after")
# How other desks and mail programs write it, by the name and the value; "" is any value.
ELSEWHERE = {
    ("in", ""): "status:",
    ("state", ""): "status:",
    ("label", ""): "tag:",
    ("tags", ""): "tag:",
    ("owner", ""): "assignee:",
    ("agent", ""): "assignee:",
    ("assigned", ""): "assignee:",
    ("group", ""): "team:",
    ("requester", ""): "from:",
    ("customer", ""): "from:",
    ("sender", ""): "from:",
    ("by", ""): "from:",
    ("title", ""): "subject:",
    ("via", ""): "channel:",
    ("since", ""): "after:",
    ("newer", ""): "after:",
    ("created", ""): "after:",
    ("until", ""): "before:",
    ("older", ""): "before:",
}
OPERATORS: dict[str, Callable[[str, Person], Q]] = {
    "status": _status,
    "is": _is,
    "tag": _tag,
    "channel": _channel,
    "assignee": _assignee,
    "team": _team,
    "priority": _priority,
    "heat": _heat,
    "stage": _stage,
    "has": _has,
    **dict.fromkeys(TIMES, lambda _value, _me: Q()),
}
