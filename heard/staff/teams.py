"""Teams: groups of staff that tickets are given to."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from heard.lib.prepared import Prepared
from heard.lib.ref import NOBODY, ref
from heard.staff.models import Person, Team
from heard.timeline import codes
from heard.timeline.kinds import Kind
from heard.timeline.record import record


def form(name: str, members: Iterable[Person] = (), *, by: Person | None = None) -> Team:
    """A new team of these people."""
    with transaction.atomic():
        team = Team.objects.create(name=name.strip())
        team.members.set(members)
        record(Kind.TEAM_FORMED, ref(team), actor=ref(by) if by else NOBODY)
    return team


def change(team: Team, name: str, members: Iterable[Person], *, by: Person) -> None:
    """Gives the team another name and other members. Raises IntegrityError if another has the name."""
    with transaction.atomic():
        before = set(team.members.values_list("pk", flat=True))
        renamed = Team.objects.filter(pk=team.pk).exclude(name=name.strip()).update(name=name.strip())
        team.members.set(members)
        after = set(team.members.values_list("pk", flat=True))
        data: dict[str, str | int | bool] = {"renamed": bool(renamed)}
        data |= {"joined": codes.joined(sorted(after - before))}
        data |= {"left": codes.joined(sorted(before - after))}
        record(Kind.TEAM_CHANGED, ref(team), actor=ref(by), data=data)


def everyone() -> QuerySet[Team]:
    """All teams, by name."""
    return Team.objects.order_by("name", "pk")


def choices() -> list[tuple[int, str]]:
    """All teams for a menu: id and name."""
    return _choices()


def numbers_of(person: Person) -> list[int]:
    """The ids of the teams that `person` is in, the lowest first. Not asked for if they came along."""
    known = getattr(person, "_prefetched_objects_cache", {}).get("teams")
    return _numbers(person=person.pk) if known is None else sorted(team.pk for team in known)


_choices: Prepared[tuple[int, str]] = Prepared(lambda: everyone().values_list("pk", "name"))
_numbers: Prepared[int] = Prepared(
    lambda person: Team.objects.filter(members=person).order_by("pk").values_list("pk", flat=True)
)
