"""Writing macros, and finding those that somebody may use."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.lib.ref import Ref, ref
from heard.phrasing import variables
from heard.phrasing.models import Macro
from heard.staff import roles
from heard.staff.models import Person, Team
from heard.staff.roles import Act
from heard.timeline.kinds import Kind
from heard.timeline.record import record

MOST_TEXTS = 200
LONGEST_TEXT = 3000  # characters, as many as are read of a message
SEEDS = Path(__file__).with_name("seeds")


class UnknownVariable(ValueError):
    """The words hold a variable that no ticket can fill; the message names those that there are."""


def usable_by(person: Person) -> QuerySet[Macro]:
    """The macros that `person` may use: everybody's, their teams', their own."""
    mine = Q(owner=person) | Q(owner=None, team=None) | Q(owner=None, team__in=person.teams.values("pk"))
    return Macro.objects.filter(mine).order_by("title", "pk")


def changeable_by(person: Person) -> QuerySet[Macro]:
    """The macros that `person` may change: their own and their teams'; owners and leads, all shared ones."""
    if roles.may(person, Act.SETUP):
        return Macro.objects.filter(Q(owner=None) | Q(owner=person))
    return Macro.objects.filter(Q(owner=person) | Q(owner=None, team__in=person.teams.values("pk")))


def teams_of(person: Person) -> QuerySet[Team]:
    """The teams for which `person` may write macros."""
    rows = Team.objects.all() if roles.may(person, Act.SETUP) else person.teams.all()
    return rows.order_by("name")


def search(person: Person, words: str) -> QuerySet[Macro]:
    """Those with every word in their title or text."""
    rows = usable_by(person)
    for word in words.split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return rows


def texts() -> tuple[str, ...]:
    """What the macros say, of everybody's, the newest first: at most so many, and no more than the begin of
    each. One query, and one more after one was changed."""
    version = Macro.objects.exclude(text="").order_by("-changed_at", "-pk").values_list("pk", "changed_at")
    return texts_of(tuple(version[:MOST_TEXTS]))


# A draft is read at each pause in typing, and macros are changed now and then.
@lru_cache(maxsize=4)
def texts_of(version: tuple[tuple[int, datetime], ...]) -> tuple[str, ...]:
    """What the macros of a version say: their numbers, and when each was changed."""
    begins = Macro.objects.filter(pk__in=[number for number, _at in version]).annotate(
        begins=Left("text", LONGEST_TEXT)
    )
    return tuple(begins.order_by("-changed_at", "-pk").values_list("begins", flat=True))


def write(  # noqa: PLR0913 - each by name
    macro: Macro | None,
    *,
    by: Person,
    title: str,
    text: str,
    actions: Mapping[str, Any],
    team: Team | None = None,
    owner: Person | None = None,
) -> Macro:
    """Makes a macro, or changes one. Raises UnknownVariable."""
    if wrong := variables.unknown_in(text):
        known = ", ".join(f"{{{name}}}" for name in variables.NAMES)
        raise UnknownVariable(
            _("%(names)s is not known. There are: %(known)s.") % {"names": ", ".join(wrong), "known": known}
        )
    fields = {"title": title, "text": text, "actions": dict(actions), "team": team, "owner": owner}
    with transaction.atomic():
        if macro is None:
            macro = Macro.objects.create(**fields)
        else:
            Macro.objects.filter(pk=macro.pk).update(**fields, changed_at=timezone.now())
        record(Kind.MACRO_WRITTEN, ref(macro), actor=ref(by))
    return macro


def begin(language: str, *, by: Person) -> None:
    """Writes the macros that go with a help centre, for everybody, in `language` if there are such: the
    answer to what lies outside the scope (R-020). A title that is there already is left alone."""
    folder = SEEDS / language if (SEEDS / language).is_dir() else SEEDS / "en"
    for path in sorted(folder.glob("*.md")):
        title, text = path.read_text(encoding="utf-8").removeprefix("# ").split("\n", 1)
        if not Macro.objects.filter(title=title).exists():
            write(None, by=by, title=title, text=text.strip(), actions={})


def remove(macro: Macro, *, by: Person) -> None:
    """Nobody can use it any more."""
    with transaction.atomic():
        record(Kind.MACRO_REMOVED, Ref("macro", macro.pk), actor=ref(by))
        macro.delete()
