"""What every page knows: the desk's name and who is looking."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from heard.alerts.mailboxes import alarm_words
from heard.channels import alarms
from heard.channels.models import Arrival, Channel, Outgoing
from heard.lib.claim import State
from heard.reactions.models import Reaction
from heard.staff import desk, roles
from heard.staff.models import Person, Role
from heard.web.cookies import looks
from heard.web.viewers import grant_for

HELD_SECONDS = 10  # so long the number may be behind


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """The template variables `desk`, `looks`, `me`, what they `may` do and, for those who can help, how
    much is held up; for an owner also the mailboxes that need them."""
    person = getattr(request, "user", None)
    shown = {"desk": desk.current(), "looks": looks(request), "cookies_begin": settings.COOKIES_BEGIN}
    if not isinstance(person, Person):
        return {**shown, "me": None, "may": frozenset()}
    return {
        **shown,
        "me": person,
        "may": roles.acts_of(person),
        "bell_grant": grant_for(person, f"notices:{person.pk}"),
        "held_up": cache.get_or_set("held_up", _held_up, HELD_SECONDS),
        "needing": cache.get_or_set("needing", _needing, HELD_SECONDS) if person.role == Role.OWNER else [],
    }


def _needing() -> list[dict[str, Any]]:
    """Each mailbox with an alarm that is not over: its number, its name, what it is in short."""
    mailboxes = dict(Channel.objects.filter(is_active=True).values_list("pk", "name"))
    standing = alarms.standing(list(mailboxes))
    return [
        {"number": number, "name": mailboxes[number], "short": [one["short"] for one in alarm_words(found)]}
        for number, found in standing.items()
    ]


def _held_up() -> int:
    failed = (table.objects.filter(state=State.FAILED) for table in (Arrival, Outgoing, Reaction))
    return sum(rows[:100].count() for rows in failed)
