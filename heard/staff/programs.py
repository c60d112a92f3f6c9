"""Service accounts: programs that act for nobody in particular, each with a name and its own sight."""

import re

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from heard.lib.ref import ref
from heard.lib.words import one_line
from heard.staff.models import Person, Role
from heard.staff.people import AlreadyHere, Place
from heard.timeline.kinds import Kind
from heard.timeline.record import record

DOMAIN = "service.invalid"  # RFC 2606: no mail ever reaches it


def found(name: str, place: Place, *, by: Person) -> Person:
    """A new account for a program. Raises AlreadyHere when one is called like this."""
    called = one_line(name, 120)
    local = re.sub(r"[^a-z0-9]+", "-", called.lower()).strip("-")[:60] or "program"
    account = Person(name=called, email=f"{local}@{DOMAIN}", role=Role.SERVICE, sees=place.sees, password="!")  # noqa: S106
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            account.teams.set(place.teams)
            record(Kind.PERSON_JOINED, ref(account), actor=ref(by), data={"role": Role.SERVICE.value})
    except IntegrityError:
        raise AlreadyHere(_("There is an account of this name. Choose another, or use that one.")) from None
    return account


def accounts() -> QuerySet[Person]:
    """All of them by name, with how many tokens work and when one was used last."""
    working = Q(tokens__ended_at=None)
    rows = Person.objects.filter(role=Role.SERVICE)
    return rows.annotate(working=Count("tokens", filter=working), last_used=Max("tokens__used_at")).order_by(
        "name", "pk"
    )
