"""Who of us is it that a provider vouches for? Known by their number there, once by their mail, or nobody.

A mail address only makes the first link, and only one that the provider says it verified: whoever gets the
address of somebody who left must not get their place, too (OWASP ASVS 5, 6.8.1).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import EmailField
from django.utils import timezone

from heard.lib.ref import ref
from heard.lib.words import one_line
from heard.staff import browsers, second_step
from heard.staff.models import Account, Person, Provider, Role
from heard.timeline.kinds import Kind
from heard.timeline.record import record

# By either of these a provider says that the address is its person's: OpenID Connect's own, and Microsoft
# Entra's, which says so of addresses in domains that the tenant proved to own.
VERIFIED = ("email_verified", "xms_edov")
ABOUT = ("email", "name", *VERIFIED)  # what may also come from outside of a signed token


class Reason(StrEnum):
    """Why somebody whom a provider vouched for does not come in."""

    NO_MAIL = "no_mail"
    NOT_VERIFIED = "not_verified"
    UNKNOWN = "unknown"
    CLOSED = "closed"
    OTHER_ACCOUNT = "other_account"  # the place is linked to another number there


class Refused(Exception):
    """They do not come in."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a provider says of somebody: their number there, and how they showed who they are (amr, acr)."""

    subject: str
    email: str = ""
    is_verified: bool = False
    name: str = ""
    shown: frozenset[str] = frozenset()


def vouched(claims: dict[str, Any]) -> Vouched:
    """What these claims say, of a token that was checked before."""
    email, name, shown = claims.get("email"), claims.get("name"), claims.get("amr")
    return Vouched(
        str(claims["sub"]),
        _address(email),
        any(claims.get(one) in (True, "true", "1") for one in VERIFIED),
        one_line(name, 120).strip() if isinstance(name, str) else "",
        frozenset(str(one) for one in [*(shown if isinstance(shown, list) else []), claims.get("acr", "")]),
    )


def _address(said: object) -> str:
    """A mail address as people have them here; empty for what is none."""
    written = said.strip().lower() if isinstance(said, str) else ""
    try:
        EmailField().run_validators(written)
    except ValidationError:
        return ""
    return written


def shows_second_step(provider: Provider, said: Vouched) -> bool:
    """Whether they showed a second step there that counts here."""
    return not said.shown.isdisjoint(provider.second_step_values)


def person_behind(provider: Provider, said: Vouched) -> Person:
    """Who signs in now, linked or invited or joining where that is due. Raises Refused."""
    try:
        return _found(provider, said)
    except IntegrityError:  # somebody else, or another page of theirs, was quicker
        return _found(provider, said)


def unlink(account: Account, *, by: Person) -> None:
    """Forgets who they are there; their sessions end. The next time their mail links them anew."""
    with transaction.atomic():
        if not Account.objects.filter(pk=account.pk).delete()[0]:
            return
        browsers.end_all(account.person)
        about = ref(account.provider)
        record(Kind.PERSON_ACCOUNT_UNLINKED, ref(account.person), about=about, actor=ref(by))


def _found(provider: Provider, said: Vouched) -> Person:
    with transaction.atomic():
        row = Account.objects.select_related("person").filter(provider=provider, subject=said.subject).first()
        person = row.person if row else _by_mail(provider, said)
        if person.left_at is not None or person.role == Role.SERVICE:
            raise Refused(Reason.CLOSED)
        if row is None:
            _link(provider, person, said)
        else:
            Account.objects.filter(pk=row.pk).update(used_at=timezone.now())
        if person.is_invited:
            _let_in(person)
        record(Kind.PERSON_VOUCHED_FOR, ref(person), about=ref(provider), actor=ref(person))
    return person


def _by_mail(provider: Provider, said: Vouched) -> Person:
    """Who has this address here, or somebody new where its domain lets them join."""
    if not said.email:
        raise Refused(Reason.NO_MAIL)
    if not said.is_verified:
        raise Refused(Reason.NOT_VERIFIED)
    person = Person.objects.filter(email=said.email).first()
    if person is not None:
        if Account.objects.filter(provider=provider, person=person).exists():
            raise Refused(Reason.OTHER_ACCOUNT)
        return person
    name, at, domain = said.email.rpartition("@")
    if not name or not at or domain not in provider.domains:
        raise Refused(Reason.UNKNOWN)
    return _join(provider, said)


def _join(provider: Provider, said: Vouched) -> Person:
    person = Person(name=said.name or said.email.partition("@")[0], email=said.email, role=provider.joins_as)
    person.password = make_password(None)
    person.save(force_insert=True)
    second_step.settle(person)
    record(Kind.PERSON_JOINED, ref(person), about=ref(provider), data={"role": str(person.role)})
    person.refresh_from_db()
    return person


def _link(provider: Provider, person: Person, said: Vouched) -> None:
    Account.objects.create(provider=provider, person=person, subject=said.subject)
    record(Kind.PERSON_ACCOUNT_LINKED, ref(person), about=ref(provider), actor=ref(person))


def _let_in(person: Person) -> None:
    """Somebody invited is here now; the link that they were sent opens nothing any more."""
    Person.objects.filter(pk=person.pk).update(is_active=True)
    person.links.filter(used_at=None).delete()
    record(Kind.PERSON_JOINED, ref(person), actor=ref(person), data={"role": str(person.role)})
    person.refresh_from_db()
