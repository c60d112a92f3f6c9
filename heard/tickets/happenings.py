"""What happened to a ticket, as sentences that stand between its messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heard.customers.models import Identity
from heard.lib.prepared import Prepared
from heard.staff.models import Person, Team
from heard.tickets.models import Priority, Status
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

KINDS = (
    Kind.TICKET_STATUS_CHANGED,
    Kind.TICKET_ASSIGNED,
    Kind.TICKET_GIVEN_TO_TEAM,
    Kind.TICKET_PRIORITIZED,
    Kind.TICKET_TAGGED,
    Kind.TICKET_UNTAGGED,
    Kind.TICKET_MERGED,
    Kind.TICKET_UNMERGED,
    Kind.TICKET_LINKED,
    Kind.TICKET_UNLINKED,
    Kind.MESSAGE_SPLIT_OFF,
    Kind.MESSAGE_REDACTED,
    Kind.TICKET_EMPTIED,
    Kind.SENDER_JOINED,
    Kind.MESSAGE_REPORTED,
    Kind.PROMISE_SPOTTED,
)
ICONS = {
    Kind.TICKET_STATUS_CHANGED: "check",
    Kind.TICKET_ASSIGNED: "assign",
    Kind.TICKET_GIVEN_TO_TEAM: "team",
    Kind.TICKET_PRIORITIZED: "flag",
    Kind.TICKET_TAGGED: "tag",
    Kind.TICKET_UNTAGGED: "tag",
    Kind.TICKET_MERGED: "merge",
    Kind.TICKET_UNMERGED: "merge",
    Kind.TICKET_LINKED: "link",
    Kind.TICKET_UNLINKED: "link",
    Kind.MESSAGE_SPLIT_OFF: "split",
    Kind.MESSAGE_REDACTED: "shield",
    Kind.TICKET_EMPTIED: "shield",
    Kind.SENDER_JOINED: "person",
    Kind.MESSAGE_REPORTED: "warn",
    Kind.PROMISE_SPOTTED: "clock",
}
OUTSIDE = frozenset({Kind.SENDER_JOINED, Kind.MESSAGE_REPORTED})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the ticket, as a sentence."""

    icon: str
    text: str
    at: datetime


_entries = Prepared(
    lambda tickets: Entry.objects.filter(
        subject_kind="ticket", subject_id__in=tickets, kind__in=KINDS
    ).order_by("id")
)
_names: Prepared[tuple[int, str]] = Prepared(
    lambda people: Person.objects.filter(pk__in=people).values_list("pk", "name")
)
_teams: Prepared[tuple[int, str]] = Prepared(
    lambda teams: Team.objects.filter(pk__in=teams).values_list("pk", "name")
)
_joined: Prepared[tuple[int, str]] = Prepared(
    lambda identities: Identity.objects.filter(pk__in=identities).values_list("pk", "customer__name")
)


def of(numbers: Sequence[int]) -> list[Event]:
    """What happened to these tickets, in a fixed number of queries."""
    entries = _entries(tickets=list(numbers))
    people = {entry.actor_id for entry in entries} | {entry.about_id for entry in entries}
    names = dict(_names(people=sorted(people)))
    groups = {entry.about_id for entry in entries if entry.about_kind == "team"}
    teams = dict(_teams(teams=sorted(groups)))
    joined = [entry.about_id for entry in entries if entry.kind == Kind.SENDER_JOINED]
    customers = dict(_joined(identities=joined))
    return [
        _outside(entry, customers) if entry.kind in OUTSIDE else _event(entry, names, teams)
        for entry in entries
        if entry.kind != Kind.PROMISE_SPOTTED or entry.data.get("answer") == "kept"
    ]


def _outside(entry: Entry, customers: dict[int, str]) -> Event:
    """Something that none of us did."""
    kind = Kind(entry.kind)
    if kind == Kind.MESSAGE_REPORTED:
        text = _("Their mail provider reports that a mail of ours was marked as spam.")
    else:
        who = customers.get(entry.about_id, _("Somebody"))
        text = _("%(who)s joined: they write from a domain of the same organisation.") % {"who": who}
    return Event(ICONS[kind], text, entry.at)


def _event(entry: Entry, names: dict[int, str], teams: dict[int, str]) -> Event:
    who = _("The customer") if entry.actor_kind == "customer" else _("The desk")
    if entry.actor_kind == "person":
        who = names.get(entry.actor_id, who)
    kind = Kind(entry.kind)
    if kind == Kind.PROMISE_SPOTTED:
        text = _promised(entry)
    else:
        text = _assigned(entry, names) if kind == Kind.TICKET_ASSIGNED else _sentence(kind, entry, teams)
    return Event(ICONS[kind], text % {"who": who}, entry.at)


def _assigned(entry: Entry, names: dict[int, str]) -> str:
    to = names.get(entry.about_id)
    if to is None:
        return _("%(who)s took the assignment away.")
    if entry.about_id == entry.actor_id:
        return _("%(who)s took it.")
    return _("%(who)s assigned it to {to}.").replace("{to}", _whole(to))


def _promised(entry: Entry) -> str:
    """A promise that its writer wants to keep in view; its words stand in the message."""
    until = str(entry.data.get("due_until", ""))
    if not until:
        return _("%(who)s noted a promise without a time.")
    at = date_format(timezone.localtime(datetime.fromisoformat(until)), "D j N, H:i")
    return _("%(who)s noted a promise, due {when}.").replace("{when}", _whole(at))


def _sentence(kind: Kind, entry: Entry, teams: dict[int, str]) -> str:
    """The words with `%(who)s` in them."""
    other = str(entry.data.get("other", ""))
    match kind:
        case Kind.TICKET_STATUS_CHANGED:
            label = str(Status(entry.data["to"]).label)
            return _("%(who)s set it to {status}.").replace("{status}", _whole(label))
        case Kind.TICKET_GIVEN_TO_TEAM:
            team = teams.get(entry.about_id)
            if team is None:
                return _("%(who)s took it out of its team.")
            return _("%(who)s gave it to the team {team}.").replace("{team}", _whole(team))
        case Kind.TICKET_PRIORITIZED:
            label = str(Priority(entry.data["to"]).label)
            return _("%(who)s set its priority to {priority}.").replace("{priority}", _whole(label))
        case Kind.TICKET_TAGGED:
            return _("%(who)s tagged it {tag}.").replace("{tag}", _whole(str(entry.data["tag"])))
        case Kind.TICKET_UNTAGGED:
            return _("%(who)s took the tag {tag} off.").replace("{tag}", _whole(str(entry.data["tag"])))
        case Kind.MESSAGE_REDACTED | Kind.TICKET_EMPTIED:
            return _removed(kind, entry)
        case Kind.TICKET_MERGED:
            sentence = _("%(who)s merged No. {number} into No. {other}.")
        case Kind.TICKET_UNMERGED:
            sentence = _("%(who)s took No. {number} out of No. {other} again.")
        case Kind.TICKET_LINKED:
            sentence = _("%(who)s linked it with No. {other}.")
        case Kind.TICKET_UNLINKED:
            sentence = _("%(who)s took the link with No. {other} away.")
        case _:
            sentence = _("%(who)s made this a ticket of its own, out of No. {other}.")
    return sentence.replace("{number}", str(entry.subject_id)).replace("{other}", other)


def _removed(kind: Kind, entry: Entry) -> str:
    """Words that went for good, with `%(who)s` in them."""
    if kind == Kind.MESSAGE_REDACTED:
        return _("%(who)s removed words or files for good.")
    if entry.data.get("why") == "erased":
        return _("%(who)s removed all words: the customer was erased.")
    return _("%(who)s removed all words: they are kept only so long.")


def _whole(words: str) -> str:
    """Words that come between `%` signs of ours."""
    return words.replace("%", "%%")
