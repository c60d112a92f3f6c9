"""Sign-in links: with one somebody chooses their password, once, within some days."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.lib.ref import NOBODY, ref
from heard.staff import browsers
from heard.staff.models import Person, Role, SignInLink
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LASTS = timedelta(days=7)
ASKED_LASTS = timedelta(minutes=15)  # it lies in a mailbox, and any stranger can ask for one


class NotTheirs(Exception):
    """Somebody who left cannot come in by a link."""


def make(person: Person, *, by: Person | None) -> str:
    """The secret of a new link for `person`, shown once; links made before end. Raises NotTheirs.

    `by` None: whoever is at the machine.
    """
    if person.left_at is not None or person.role == Role.SERVICE:
        raise NotTheirs(_("%(name)s left. Let them come back first.") % {"name": person.name})
    secret = secrets.token_urlsafe(24)
    with transaction.atomic():
        person.links.filter(used_at=None).delete()
        SignInLink.objects.create(person=person, digest=_digest(secret), ends_at=timezone.now() + LASTS)
        record(Kind.PERSON_LINK_MADE, ref(person), actor=ref(by) if by else NOBODY)
    return secret


def make_asked(person: Person) -> str:
    """The secret of a link that `person` asked for themselves; ends those asked for before, and none that an
    owner or lead made: whoever knows an address could end these. In a transaction."""
    secret = secrets.token_urlsafe(24)
    end_asked(person)
    ends_at = timezone.now() + ASKED_LASTS
    SignInLink.objects.create(person=person, digest=_digest(secret), ends_at=ends_at, is_asked=True)
    return secret


def end_asked(person: Person) -> None:
    """Ends what they asked for and have not used: they need it no longer, or it lies in a mailbox that is not
    theirs any more."""
    person.links.filter(is_asked=True, used_at=None).delete()


def find(secret: str) -> SignInLink | None:
    """The link behind `secret`, if it still opens something."""
    rows = SignInLink.objects.select_related("person").filter(person__left_at=None)
    return rows.filter(digest=_digest(secret), used_at=None, ends_at__gt=timezone.now()).first()


def use(link: SignInLink, *, name: str, password: str) -> bool:
    """`link`'s person signs in with `password` from now on, under `name`; False if it was used meanwhile.

    Whoever was invited is here now. All sessions they had before end.
    """
    hashed = make_password(password)  # takes its time, so before the transaction
    person = link.person
    with transaction.atomic():
        if not SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now()):
            return False
        person.links.filter(used_at=None).delete()
        comes = person.is_invited
        Person.objects.filter(pk=person.pk).update(name=name.strip(), password=hashed, is_active=True)
        browsers.end_all(person)
        if comes:
            record(Kind.PERSON_JOINED, ref(person), actor=ref(person), data={"role": person.role})
        else:
            record(Kind.PERSON_PASSWORD_CHOSEN, ref(person), actor=ref(person))
    person.refresh_from_db()
    return True


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
