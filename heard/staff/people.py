"""Who joins the desk, and who is there to be assigned to."""

from django.db import transaction
from django.db.models import QuerySet

from heard.lib.ref import NOBODY, ref
from heard.staff.models import Person, Role
from heard.timeline.kinds import Kind
from heard.timeline.record import record


def join(
    name: str, email: str, password: str | None, *, role: Role = Role.AGENT, by: Person | None = None
) -> Person:
    """A new person who may sign in with `password` (None: who cannot sign in)."""
    person = Person(name=name.strip(), email=email.strip().lower(), role=role)
    person.set_password(password)  # scrypt takes its time, so before the transaction
    with transaction.atomic():
        person.save(force_insert=True)
        record(Kind.PERSON_JOINED, ref(person), actor=ref(by) if by else NOBODY, data={"role": role.value})
    return person


def give_password(person: Person, password: str) -> None:
    """Lets `person` sign in with `password` from now on."""
    person.set_password(password)
    Person.objects.filter(pk=person.pk).update(password=person.password)


def assignable() -> QuerySet[Person]:
    """People a ticket can be assigned to, by name."""
    return Person.objects.filter(is_active=True).exclude(role=Role.SERVICE).order_by("name", "pk")
