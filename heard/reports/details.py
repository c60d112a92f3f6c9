"""What exactly changed: which, from what, to what? What an entry refers to, in words, for the audit.

An entry holds codes and numbers; names are looked up, and of what is gone only the number is left.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Choices, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heard.channels.form.models import ContactWay
from heard.channels.models import Channel
from heard.channels.webhook.models import Subscription
from heard.customers.models import Customer, Organisation
from heard.knowledge.models import HelpPage
from heard.phrasing.models import Macro, QuickAnswer
from heard.privacy.models import Kept
from heard.staff.models import Person, Provider, Role, Sees, Team, Token
from heard.tickets import heat
from heard.tickets.models import Priority, Status
from heard.timeline import codes
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

Names = Mapping[tuple[str, int], str]
NAMED: dict[str, tuple[type[Model], str]] = {
    "person": (Person, "name"),
    "customer": (Customer, "name"),
    "team": (Team, "name"),
    "channel": (Channel, "name"),
    "contactway": (ContactWay, "label"),
    "subscription": (Subscription, "url"),
    "organisation": (Organisation, "name"),
    "helppage": (HelpPage, "title"),
    "macro": (Macro, "title"),
    "quickanswer": (QuickAnswer, "title"),
    "provider": (Provider, "name"),
    "token": (Token, "name"),
}
# Whose codes name more than the entry's subject: the field of `data`, and of what kind they are.
MEANT: dict[str, dict[str, str]] = {
    Kind.TICKET_ASSIGNED: {"from": "person"},
    Kind.TICKET_GIVEN_TO_TEAM: {"from": "team"},
    Kind.TICKET_ESCALATED: {"from": "person", "from_team": "team"},
    Kind.PERSON_PLACED: {"teams_joined": "team", "teams_left": "team"},
    Kind.TEAM_CHANGED: {"joined": "person", "left": "person"},
}


def names_of(entries: Iterable[Entry]) -> dict[tuple[str, int], str]:
    """The names of all that these entries refer to: one question for each kind of thing among them."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        for kind, number in _meant(entry):
            if kind in NAMED and number:
                wanted.setdefault(kind, set()).add(number)
    return {
        (kind, number): name
        for kind, numbers in wanted.items()
        for number, name in NAMED[kind][0]
        ._default_manager.filter(pk__in=numbers)
        .values_list("pk", NAMED[kind][1])
    }


def detail(entry: Entry, names: Names) -> str:
    """What this entry changed, as short words; empty where its label says all."""
    said = SAID.get(entry.kind)
    parts = [_subject(entry, names), *(said(entry, names) if said else ())]
    return " · ".join(part for part in parts if part)


def _meant(entry: Entry) -> Iterable[tuple[str, int]]:
    yield entry.subject_kind, entry.subject_id
    yield entry.about_kind, entry.about_id
    yield entry.actor_kind, entry.actor_id
    for field, kind in MEANT.get(entry.kind, {}).items():
        yield from ((kind, number) for number in codes.numbers(entry, field))


def _subject(entry: Entry, names: Names) -> str:
    """Which webhook, team, channel it was; people and tickets stand in the line anyway."""
    if entry.subject_kind in {"person", "ticket"}:
        return ""
    name = names.get((entry.subject_kind, entry.subject_id), "")
    return urlsplit(name).netloc if entry.subject_kind == "subscription" else name  # its path may be a secret


def _named(entry: Entry, field: str, kind: str, names: Names) -> str:
    """The names that a field's codes stand for."""
    return ", ".join(
        names.get((kind, number), f"#{number}") for number in codes.numbers(entry, field) if number
    )


def _change(what: str, before: str, after: str) -> str:
    """From what to what; only the latter where the former was not kept."""
    if not before or before == after:
        return f"{what}: {after}"
    return f"{what}: {before} → {after}"


def _status(entry: Entry, _names: Names) -> Iterable[str]:
    yield _change(_("status"), _word(Status, entry.data.get("from")), _word(Status, entry.data.get("to")))
    if until := entry.data.get("until"):
        at = date_format(timezone.localtime(datetime.fromisoformat(str(until))), "j N Y, H:i")
        yield _("until %(day)s") % {"day": at}


def _priority(entry: Entry, _names: Names) -> Iterable[str]:
    before, after = (_word(Priority, entry.data.get(side)) for side in ("from", "to"))
    yield _change(_("priority"), before, after)


def _assignee(entry: Entry, names: Names) -> Iterable[str]:
    to = names.get(("person", entry.about_id)) or _("nobody")
    yield _change(_("assigned to"), _named(entry, "from", "person", names) or _("nobody"), to)


def _team(entry: Entry, names: Names) -> Iterable[str]:
    to = names.get(("team", entry.about_id)) or _("none")
    yield _change(_("team"), _named(entry, "from", "team", names) or _("none"), to)


def _tag(entry: Entry, _names: Names) -> Iterable[str]:
    yield str(entry.data.get("tag", ""))


def _renamed_tag(entry: Entry, _names: Names) -> Iterable[str]:
    yield f"{entry.data.get('tag', '')} → {entry.data.get('to', '')}"


def _other(entry: Entry, _names: Names) -> Iterable[str]:
    if entry.data.get("back"):
        yield _("taken back")
    yield _("No. %(number)s") % {"number": entry.data.get("other", "")}


def _placed(entry: Entry, names: Names) -> Iterable[str]:
    data = entry.data
    if data.get("from") != data.get("to"):
        yield _change(_("role"), _word(Role, data.get("from")), _word(Role, data.get("to")))
    if "sees_from" in data and data["sees_from"] != data.get("sees"):
        yield _change(_("sees"), _word(Sees, data["sees_from"]), _word(Sees, data.get("sees")))
    if joined := _named(entry, "teams_joined", "team", names):
        yield _("team added: %(teams)s") % {"teams": joined}
    if left := _named(entry, "teams_left", "team", names):
        yield _("team taken away: %(teams)s") % {"teams": left}


def _role(entry: Entry, _names: Names) -> Iterable[str]:
    yield _("role: %(role)s") % {"role": _word(Role, entry.data.get("role"))} if "role" in entry.data else ""


def _team_changed(entry: Entry, names: Names) -> Iterable[str]:
    if entry.data.get("renamed"):
        yield _("another name")
    if joined := _named(entry, "joined", "person", names):
        yield _("added: %(people)s") % {"people": joined}
    if left := _named(entry, "left", "person", names):
        yield _("taken out: %(people)s") % {"people": left}


def _about(entry: Entry, names: Names) -> Iterable[str]:
    yield names.get((entry.about_kind, entry.about_id), "")


def _webhook(entry: Entry, _names: Names) -> Iterable[str]:
    words = {
        "address": _("another address"),
        "kinds": _("what it hears"),
        "secret": _("a new secret"),
        "on": _("turned on"),
        "off": _("turned off"),
        "removed": _("removed"),
    }
    yield words.get(str(entry.data.get("what")), "")


def _retention(entry: Entry, _names: Names) -> Iterable[str]:
    before = _days(entry.data["from"]) if "from" in entry.data else ""
    yield _change(_word(Kept, entry.data.get("kind")), before, _days(entry.data.get("days", 0)))


def _days(days: str | int | bool) -> str:
    return (
        ngettext("for %(days)s day", "for %(days)s days", int(days)) % {"days": days}
        if days
        else _("for good")
    )


def _looks(entry: Entry, _names: Names) -> Iterable[str]:
    words = {"name": _("name"), "accent": _("colour"), "logo": _("logo")}
    yield ", ".join(words[part] for part in codes.of(entry, "what") if part in words)


def _second_steps(entry: Entry, _names: Names) -> Iterable[str]:
    roles = [_word(Role, role) for role in codes.of(entry, "roles")]
    yield ", ".join(roles) or _("nobody")


def _passwords(entry: Entry, _names: Names) -> Iterable[str]:
    yield _("only owners") if entry.data.get("only") else _("everybody")


def _on_or_off(entry: Entry, _names: Names) -> Iterable[str]:
    yield _("turned on") if entry.data.get("on") else _("turned off")


def _code(entry: Entry, _names: Names) -> Iterable[str]:
    yield str(entry.data.get("code", ""))


def _word(words: type[Choices], code: object) -> str:
    """What a code is called; itself where this version does not know it."""
    try:
        return str(words(code).label)
    except ValueError:
        return str(code or "")


def _escalated(entry: Entry, names: Names) -> Iterable[str]:
    yield _("to: %(name)s") % {"name": names.get((entry.about_kind, entry.about_id), "")}
    yield from _escalation_rule(entry, names)


def _escalation_rule(entry: Entry, _names: Names) -> Iterable[str]:
    if hours := entry.data.get("hours"):
        yield _hours(int(hours))
    if signs := codes.of(entry, "signs"):
        yield _("when it sounds %(how)s") % {"how": heat.sounding(signs)}


def _hours(hours: int) -> str:
    said = ngettext("after %(hours)s working hour", "after %(hours)s working hours", hours)
    return said % {"hours": hours}


SAID: dict[str, Callable[[Entry, Names], Iterable[str]]] = {
    Kind.TICKET_STATUS_CHANGED: _status,
    Kind.TICKET_PRIORITIZED: _priority,
    Kind.TICKET_ASSIGNED: _assignee,
    Kind.TICKET_GIVEN_TO_TEAM: _team,
    Kind.TICKET_TAGGED: _tag,
    Kind.TICKET_UNTAGGED: _tag,
    Kind.TICKET_MERGED: _other,
    Kind.TICKET_UNMERGED: _other,
    Kind.TICKET_LINKED: _other,
    Kind.TICKET_UNLINKED: _other,
    Kind.MESSAGE_SPLIT_OFF: _other,
    Kind.TICKET_ESCALATED: _escalated,
    Kind.ESCALATION_RULE_SET: _escalation_rule,
    Kind.TAG_RENAMED: _renamed_tag,
    Kind.TAG_DELETED: _tag,
    Kind.PERSON_PLACED: _placed,
    Kind.PERSON_INVITED: _role,
    Kind.PERSON_JOINED: _role,
    Kind.PERSON_ACCOUNT_LINKED: _about,
    Kind.PERSON_ACCOUNT_UNLINKED: _about,
    Kind.PERSON_VOUCHED_FOR: _about,
    Kind.PERSON_MENTIONED: _about,
    Kind.TEAM_CHANGED: _team_changed,
    Kind.TOKEN_MADE: _about,
    Kind.TOKEN_ENDED: _about,
    Kind.MACRO_USED: _about,
    Kind.WEBHOOK_CHANGED: _webhook,
    Kind.RETENTION_CHANGED: _retention,
    Kind.DESK_CHANGED: _looks,
    Kind.DESK_SECOND_STEP_REQUIRED: _second_steps,
    Kind.DESK_PROVIDERS_ONLY: _passwords,
    Kind.DESK_ANSWERING_TAKES: _on_or_off,
    Kind.PROVIDER_CHANGED: _on_or_off,
    Kind.GATE_LIFTED: _code,
}
