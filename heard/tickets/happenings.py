"""What happened to a ticket, as sentences that stand between its messages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heard.customers.models import Identity
from heard.lib.prepared import Prepared
from heard.staff.models import Person, Team
from heard.tickets import heat
from heard.tickets.models import Escalation, Priority, Status, Told
from heard.timeline import codes
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

KINDS = (
    Kind.TICKET_OPENED,
    Kind.TICKET_STATUS_CHANGED,
    Kind.TICKET_ASSIGNED,
    Kind.TICKET_GIVEN_TO_TEAM,
    Kind.TICKET_PRIORITIZED,
    Kind.TICKET_RENAMED,
    Kind.TICKET_READDRESSED,
    Kind.TICKET_CUSTOMER_CHANGED,
    Kind.QUICK_ANSWER_GIVEN,
    Kind.QUICK_ANSWER_LOST,
    Kind.TICKET_ESCALATED,
    Kind.TICKET_ESCALATION_SETTLED,
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
    Kind.ADDRESS_BLOCKED,
    Kind.ADDRESS_UNBLOCKED,
    Kind.PROMISE_SPOTTED,
    Kind.FILES_LEFT_UNOPENED,
)
ICONS = {
    Kind.TICKET_OPENED: "plus",
    Kind.TICKET_STATUS_CHANGED: "check",
    Kind.TICKET_ASSIGNED: "assign",
    Kind.TICKET_GIVEN_TO_TEAM: "team",
    Kind.TICKET_PRIORITIZED: "flag",
    Kind.TICKET_RENAMED: "note",
    Kind.TICKET_READDRESSED: "person",
    Kind.TICKET_CUSTOMER_CHANGED: "person",
    Kind.QUICK_ANSWER_GIVEN: "refresh",
    Kind.QUICK_ANSWER_LOST: "warn",
    Kind.TICKET_ESCALATED: "escalate",
    Kind.TICKET_ESCALATION_SETTLED: "check",
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
    Kind.ADDRESS_BLOCKED: "shield",
    Kind.ADDRESS_UNBLOCKED: "shield",
    Kind.PROMISE_SPOTTED: "clock",
    Kind.FILES_LEFT_UNOPENED: "clip",
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
        subject_kind="ticket", subject_id__among=tickets, kind__in=KINDS
    ).order_by("id")
)
_names: Prepared[tuple[int, str]] = Prepared(
    lambda people: Person.objects.filter(pk__among=people).values_list("pk", "name")
)
_teams: Prepared[tuple[int, str]] = Prepared(
    lambda teams: Team.objects.filter(pk__among=teams).values_list("pk", "name")
)
_joined: Prepared[tuple[int, str]] = Prepared(
    lambda identities: Identity.objects.filter(pk__among=identities).values_list("pk", "customer__name")
)


class Known(NamedTuple):
    """Names that need not be asked for, by number."""

    people: Mapping[int, str]
    teams: Mapping[int, str]


NOBODY = Known({}, {})


def of(numbers: Sequence[int], known: Known = NOBODY) -> list[Event]:
    """What happened to these tickets, in a fixed number of queries; one more where one was escalated."""
    told = [entry for entry in _entries(tickets=list(numbers)) if _is_told(entry)]
    entries = _but_undone_splits(told, numbers)
    people = {entry.actor_id for entry in entries if entry.actor_kind == "person"}
    people |= {entry.about_id for entry in entries if entry.about_kind == "person"}
    names = {**known.people, **dict(_names(people=sorted(people - known.people.keys())))}
    groups = {entry.about_id for entry in entries if entry.about_kind == "team"}
    teams = {**known.teams, **dict(_teams(teams=sorted(groups - known.teams.keys())))}
    joined = [entry.about_id for entry in entries if entry.kind == Kind.SENDER_JOINED]
    customers = dict(_joined(identities=joined))
    reasons = _reasons(entries)
    return [
        _outside(entry, customers) if entry.kind in OUTSIDE else _event(entry, names, teams, reasons)
        for entry in entries
    ]


def _reasons(entries: list[Entry]) -> dict[int, str]:
    """Why a person escalated, by the number of the escalation: the words stand there."""
    wanted = [entry.data["escalation"] for entry in entries if entry.kind == Kind.TICKET_ESCALATED]
    if not wanted:
        return {}
    return dict(Escalation.objects.filter(pk__in=wanted).values_list("pk", "reason"))


def _but_undone_splits(entries: list[Entry], numbers: Sequence[int]) -> list[Entry]:
    """Without the splitting off of what came back: that it did says all, and says it of the right ticket."""
    splits = [entry for entry in entries if entry.kind == Kind.MESSAGE_SPLIT_OFF]
    back = {entry.about_id: entry.pk for entry in splits if entry.data.get("back")}
    undone = {
        entry.pk
        for entry in splits
        if entry.pk < back.get(entry.about_id, 0) and entry.data["other"] in numbers
    }
    return [entry for entry in entries if entry.pk not in undone]


def _is_told(entry: Entry) -> bool:
    """Whether it says more than the messages do: who began a ticket that its customer did not write."""
    if entry.kind == Kind.TICKET_OPENED:
        return not {"written_by", "written_to", "blocked"}.isdisjoint(entry.data)
    if not {"escalated", "by_itself"}.isdisjoint(entry.data):  # the entry that it came of says it
        return False
    return entry.kind != Kind.PROMISE_SPOTTED or entry.data.get("answer") == "kept"


def _outside(entry: Entry, customers: dict[int, str]) -> Event:
    """Something that none of us did."""
    kind = Kind(entry.kind)
    if kind == Kind.MESSAGE_REPORTED:
        text = _("Their mail provider reports that a mail of ours was marked as spam.")
    else:
        who = customers.get(entry.about_id, _("Somebody"))
        text = _("%(who)s joined: they write from a domain of the same organisation.") % {"who": who}
    return Event(ICONS[kind], text, entry.at)


def _event(entry: Entry, names: dict[int, str], teams: dict[int, str], reasons: dict[int, str]) -> Event:
    who = _("The customer") if entry.actor_kind == "customer" else _("The desk")
    if entry.actor_kind == "person":
        who = names.get(entry.actor_id, who)
    kind = Kind(entry.kind)
    if kind in SPOKEN:
        text = SPOKEN[kind](entry)
    elif kind == Kind.TICKET_ESCALATED:
        to = (teams if entry.about_kind == "team" else names).get(entry.about_id, "")
        text = _escalated(entry, to, reasons.get(int(entry.data["escalation"]), ""))
    else:
        text = _assigned(entry, names) if kind == Kind.TICKET_ASSIGNED else _sentence(kind, entry, teams)
    return Event(ICONS[kind], text % {"who": who}, entry.at)


def _assigned(entry: Entry, names: dict[int, str]) -> str:
    to = names.get(entry.about_id) if entry.about_kind == "person" else None
    if to is None:
        return _("%(who)s took the assignment away.")
    if "knows_them" in entry.data:
        return _("It went to {to} by itself: they answered this customer last.").replace("{to}", _whole(to))
    if "route" in entry.data:
        return _("It went to {to} by itself.").replace("{to}", _whole(to))
    if entry.about_id == entry.actor_id:
        return _("%(who)s took it.")
    return _("%(who)s assigned it to {to}.").replace("{to}", _whole(to))


def _escalated(entry: Entry, to: str, reason: str) -> str:
    """To whom and why; by the rule, after how many hours without an answer, or for how the message sounds."""
    hours = entry.data.get("hours")
    if signs := codes.of(entry, "signs"):
        said = _("It was escalated to {to}: the message sounds {how}.").replace("{how}", heat.sounding(signs))
    elif hours:
        said = ngettext(
            "It was escalated to {to}: no answer within {hours} working hour.",
            "It was escalated to {to}: no answer within {hours} working hours.",
            int(hours),
        ).replace("{hours}", str(hours))
    elif reason:
        said = _("%(who)s escalated it to {to}: “{reason}”").replace("{reason}", _whole(reason))
    else:
        said = _("%(who)s escalated it to {to}.")
    return said.replace("{to}", _whole(to))


def _left_unopened(entry: Entry) -> str:
    """With `%(who)s` in it."""
    count = int(entry.data["count"])
    said = ngettext(
        "%(who)s replied before anybody had opened {n} file.",
        "%(who)s replied before anybody had opened {n} files.",
        count,
    )
    return said.replace("{n}", str(count))


def _readdressed(_entry: Entry) -> str:
    """With `%(who)s` in it; the address itself stands in the brief."""
    return _("%(who)s lets answers go to another address of the customer.")


def _has_another_customer(_entry: Entry) -> str:
    return _("%(who)s took this address away from a customer: the ticket is now of whoever has it.")


def _by_itself(entry: Entry) -> str:
    """What a quick answer did, or did not."""
    if entry.kind == Kind.QUICK_ANSWER_LOST:
        return _("The answer that was sent by itself did not arrive: a person has to answer.")
    return _("It was answered by itself, and needs nobody unless the customer writes again.")


def _settled(entry: Entry) -> str:
    """With `%(who)s` in it."""
    if entry.data.get("back"):
        return _("%(who)s took the escalation back.")
    return _("%(who)s settled the escalation.")


def _opened(entry: Entry) -> str:
    """Who began a ticket that its customer did not write, or why it was spam from the first."""
    if "blocked" in entry.data:
        return _("It went to the spam by itself: the address was blocked.")
    if "written_to" in entry.data:
        return _("%(who)s began this, to write to the customer.")
    if entry.data.get("told") == Told.PHONE:
        return _("%(who)s wrote down what was said by telephone.")
    return _("%(who)s wrote down what the customer said.")


def _promised(entry: Entry) -> str:
    """A promise that its writer wants to keep in view; its words stand in the message."""
    until = str(entry.data.get("due_until", ""))
    if not until:
        return _("%(who)s noted a promise without a time.")
    end = timezone.localtime(datetime.fromisoformat(until))
    end -= timedelta(minutes=end.time() == time())  # the end of a day reads like the beginning of the next
    at = date_format(end, "D j N, H:i")
    return _("%(who)s noted a promise, due {when}.").replace("{when}", _whole(at))


def _set_to(entry: Entry) -> str:
    """Where it stands now, and of a ticket on hold until when."""
    label = _whole(str(Status(entry.data["to"]).label))
    if days := entry.data.get("unanswered_days"):
        said = ngettext(
            "It was closed by itself: no answer within {days} day after it was solved.",
            "It was closed by itself: no answer within {days} days after it was solved.",
            int(days),
        )
        return said.replace("{days}", str(days))
    if not (until := entry.data.get("until")):
        return _("%(who)s set it to {status}.").replace("{status}", label)
    at = date_format(timezone.localtime(datetime.fromisoformat(str(until))), "D j N, H:i")
    said = _("%(who)s set it to {status} until {when}.").replace("{status}", label)
    return said.replace("{when}", _whole(at))


def _sentence(  # noqa: PLR0912 - a branch for each kind
    kind: Kind, entry: Entry, teams: dict[int, str]
) -> str:
    """The words with `%(who)s` in them."""
    other = str(entry.data.get("other", ""))
    match kind:
        case Kind.TICKET_STATUS_CHANGED:
            return _set_to(entry)
        case Kind.TICKET_GIVEN_TO_TEAM:
            team = teams.get(entry.about_id)
            if team is None:
                return _("%(who)s took it out of its team.")
            if "route" in entry.data:
                return _("It went to the team {team} by itself.").replace("{team}", _whole(team))
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
        case _ if entry.data.get("back"):
            sentence = _("%(who)s put back what had been made No. {other}.")
        case _:
            sentence = _("%(who)s made this a ticket of its own, out of No. {other}.")
    return sentence.replace("{number}", str(entry.subject_id)).replace("{other}", other)


def _renamed(_entry: Entry) -> str:
    """With `%(who)s` in it; the words themselves stand on the ticket."""
    return _("%(who)s changed the subject.")


def _blocked(entry: Entry) -> str:
    """With `%(who)s` in it."""
    if entry.kind == Kind.ADDRESS_BLOCKED:
        return _("%(who)s blocked the address: what comes from it goes to the spam.")
    return _("%(who)s no longer blocks the address.")


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


SPOKEN: dict[Kind, Callable[[Entry], str]] = {
    Kind.TICKET_OPENED: _opened,
    Kind.PROMISE_SPOTTED: _promised,
    Kind.FILES_LEFT_UNOPENED: _left_unopened,
    Kind.TICKET_RENAMED: _renamed,
    Kind.TICKET_READDRESSED: _readdressed,
    Kind.TICKET_CUSTOMER_CHANGED: _has_another_customer,
    Kind.QUICK_ANSWER_GIVEN: _by_itself,
    Kind.QUICK_ANSWER_LOST: _by_itself,
    Kind.TICKET_ESCALATION_SETTLED: _settled,
    Kind.ADDRESS_BLOCKED: _blocked,
    Kind.ADDRESS_UNBLOCKED: _blocked,
}
