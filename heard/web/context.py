"""What every page knows: the desk's name and who is looking."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from heard.channels.models import Arrival, Outgoing
from heard.lib.claim import State
from heard.reactions.models import Reaction
from heard.staff import desk, roles
from heard.staff.models import Person

HELD_SECONDS = 10  # so long the number may be behind


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """The template variables `desk`, `me`, what they `may` do and, for those who can help, how much is held
    up."""
    person = getattr(request, "user", None)
    if not isinstance(person, Person):
        return {"desk": desk.current(), "me": None, "may": frozenset()}
    return {
        "desk": desk.current(),
        "me": person,
        "may": roles.acts_of(person),
        "held_up": cache.get_or_set("held_up", _held_up, HELD_SECONDS),
    }


def _held_up() -> int:
    failed = (table.objects.filter(state=State.FAILED) for table in (Arrival, Outgoing, Reaction))
    return sum(rows[:100].count() for rows in failed)
