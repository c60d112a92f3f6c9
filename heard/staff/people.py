"""Who joins the desk, what they are here for, who leaves and who comes back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.lib.prepared import Prepared
from heard.lib.ref import NOBODY, Ref, ref
from heard.lib.words import one_line, storable
from heard.staff import browsers, links, roles, second_step, tokens
from heard.staff.models import Person, Role, Sees, Team
from heard.staff.roles import Act
from heard.timeline import codes
from heard.timeline.kinds import Kind
from heard.timeline.record import record


class LastOwner(Exception):
    """Somebody must own the desk."""

    def __init__(self) -> None:
        super().__init__(
            _("A desk needs an owner, and this is the last one. Make somebody else an owner first.")
        )


class AlreadyHere(Exception):
    """Somebody signs in with this address already."""


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody is here for: their role, their teams, and which tickets they may see."""

    role: Role = Role.AGENT
    sees: Sees = Sees.EVERYTHING
    teams: tuple[Team, ...] = ()


@dataclass(frozen=True)
class Profile:
    """What somebody says about themselves. Empty language and time zone: as their browser says."""

    name: str
    signature: str
    language: str
    time_zone: str


def join(
    name: str, email: str, password: str | None, *, role: Role = Role.AGENT, by: Person | None = None
) -> Person:
    """A new person who may sign in with `password` (None: who cannot sign in)."""
    person = Person(name=name.strip(), email=email.strip().lower(), role=role)
    person.set_password(password)  # scrypt takes its time, so before the transaction
    with transaction.atomic():
        person.save(force_insert=True)
        second_step.settle(person)
        record(Kind.PERSON_JOINED, ref(person), actor=ref(by) if by else NOBODY, data={"role": role.value})
    return person


def invite(name: str, email: str, place: Place, *, by: Person | None) -> Person:
    """Somebody who is not here until they have used their sign-in link. Raises AlreadyHere.

    `by` None: whoever is at the machine.
    """
    address = email.strip().lower()
    if Person.objects.filter(email=address).exists():
        raise AlreadyHere(_("%(address)s signs in at this desk already.") % {"address": address})
    person = Person(name=name.strip(), email=address, role=place.role, sees=place.sees, is_active=False)
    person.password = make_password(None)
    with transaction.atomic():
        person.save(force_insert=True)
        person.teams.set(place.teams)
        second_step.settle(person)
        data = {"role": place.role.value}
        record(Kind.PERSON_INVITED, ref(person), actor=ref(by) if by else NOBODY, data=data)
    return person


def withdraw(person: Person, *, by: Person) -> bool:
    """Takes an invitation back; False if they came meanwhile."""
    with transaction.atomic():
        row = Person.objects.select_for_update().filter(pk=person.pk, is_active=False, left_at=None).first()
        if row is None:
            return False
        record(Kind.PERSON_INVITATION_WITHDRAWN, ref(row), actor=ref(by))
        row.delete()
    return True


def give_password(person: Person, password: str) -> None:
    """Lets `person` sign in with `password` from now on; their other sessions end."""
    person.set_password(password)
    with transaction.atomic():
        Person.objects.filter(pk=person.pk).update(password=person.password)
        browsers.end_all(person)
        links.end_asked(person)
        record(Kind.PERSON_PASSWORD_CHOSEN, ref(person), actor=ref(person))


def place_of(person: Person) -> Place:
    """Where `person` stands now."""
    return Place(Role(person.role), Sees(person.sees), tuple(person.teams.order_by("pk")))


def put(person: Person, place: Place, *, by: Person) -> None:
    """Gives `person` another role, other teams, other sight. Raises LastOwner."""
    with transaction.atomic():
        if place.role != Role.OWNER:
            _keep_an_owner(person)
        was = place_of(Person.objects.get(pk=person.pk))
        before, after = ({team.pk for team in each.teams} for each in (was, place))
        Person.objects.filter(pk=person.pk).update(role=place.role, sees=place.sees)
        person.teams.set(place.teams)
        second_step.settle(person)
        data = {"from": was.role.value, "to": place.role.value, "sees": place.sees.value}
        data["sees_from"] = was.sees.value
        data["teams_joined"] = codes.joined(sorted(after - before))
        data["teams_left"] = codes.joined(sorted(before - after))
        record(Kind.PERSON_PLACED, ref(person), actor=ref(by), data=data)


def leave(person: Person, *, by: Person, heir: Person | Team | None = None, gives: bool = False) -> None:
    """Ends the sessions, links and tokens of `person`, who can no longer sign in. Raises LastOwner.

    With `gives` what is assigned to them shall be `heir`'s, or nobody's: tickets/handover.py does it, and
    goes on with it after a cut, since the heir is kept in this transaction.
    """
    with transaction.atomic():
        _keep_an_owner(person)
        now = timezone.now()
        if gives:
            named = "{}-{}".format(*ref(heir)) if heir else "nobody"
            Person.objects.filter(pk=person.pk).update(heir=named)
        here = Person.objects.filter(pk=person.pk, left_at=None)
        if not here.update(is_active=False, left_at=now):
            return
        browsers.end_all(person)
        person.links.filter(used_at=None).delete()
        tokens.end_all(person)
        record(Kind.PERSON_LEFT, ref(person), actor=ref(by))


def come_back(person: Person, *, by: Person) -> None:
    """Lets somebody who left sign in again, with the password they had. Their tokens stay ended."""
    with transaction.atomic():
        if Person.objects.filter(pk=person.pk, left_at__isnull=False).update(
            is_active=True, left_at=None, heir=""
        ):
            record(Kind.PERSON_RETURNED, ref(person), actor=ref(by))


def profile_of(person: Person) -> Profile:
    """What `person` says about themselves."""
    return Profile(person.name, person.signature, person.language, person.time_zone)


def describe(person: Person, profile: Profile) -> None:
    """Keeps what `person` says about themselves."""
    name = one_line(profile.name, 120)
    with transaction.atomic():
        is_renamed = Person.objects.filter(pk=person.pk).exclude(name=name).exists()
        Person.objects.filter(pk=person.pk).update(
            name=name,
            signature=storable(profile.signature).strip(),
            language=profile.language,
            time_zone=profile.time_zone,
        )
        if is_renamed:
            record(Kind.PERSON_RENAMED, ref(person), actor=ref(person))


def sign_out_everywhere(person: Person, *, by: Person) -> None:
    """Ends every session of `person`."""
    with transaction.atomic():
        browsers.end_all(person)
        record(Kind.PERSON_SIGNED_OUT, ref(person), actor=ref(by))


def assignable() -> QuerySet[Person]:
    """People a ticket can be assigned to, by name."""
    return Person.objects.filter(is_active=True, role__in=roles.who_may(Act.KEEP)).order_by("name", "pk")


def choices() -> list[tuple[int, str]]:
    """The same people for a menu: id and name."""
    return _choices()


_choices: Prepared[tuple[int, str]] = Prepared(lambda: assignable().values_list("pk", "name"))


def who_may(act: Act, *, but: Person | None = None) -> QuerySet[Person]:
    """People who are here and may do `act`, the longest here first."""
    rows = Person.objects.filter(is_active=True, role__in=roles.who_may(act)).exclude(role=Role.SERVICE)
    return (rows.exclude(pk=but.pk) if but else rows).order_by("date_joined", "pk")


def names(wanted: Iterable[Ref]) -> dict[int, str]:
    """The names of the people among these references, by id."""
    numbers = {one.id for one in wanted if one.kind == "person"}
    return dict(Person.objects.filter(pk__in=numbers).values_list("pk", "name"))


def _keep_an_owner(person: Person) -> None:
    """Raises LastOwner if nobody else owns the desk. Locks the owners, so that two cannot go at once."""
    owners = Person.objects.select_for_update().filter(role=Role.OWNER, is_active=True).order_by("pk")
    if list(owners.values_list("pk", flat=True)) == [person.pk]:
        raise LastOwner
