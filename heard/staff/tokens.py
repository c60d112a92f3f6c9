"""Tokens for programs: made once, shown once, known by their digest."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heard.lib.ref import NOBODY, ref
from heard.lib.words import one_line
from heard.staff import roles
from heard.staff.models import Person, Role, Token
from heard.staff.roles import Act
from heard.timeline.kinds import Kind
from heard.timeline.record import record

BEGINNING = "heard_"  # by which a program that looks for leaked secrets can tell ours
USED = timedelta(minutes=1)  # how exactly we know when a token was used last


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token may do, as far as its person's role allows `act`."""

    act: Act
    about: str | Promise


SCOPES = {
    "tickets:read": Scope(Act.SEE, _("See tickets, their messages, notes, drafts, files and tags.")),
    "tickets:write": Scope(
        Act.ORGANISE, _("Write tickets down; change status, person, team, priority and tags.")
    ),
    "requests:write": Scope(
        Act.ORGANISE, _("Pass on what visitors write in a form of your website; nothing is shown to it.")
    ),
    "tickets:reply": Scope(Act.REPLY, _("Reply to customers, and write drafts of replies.")),
    "notes:write": Scope(Act.NOTE, _("Write notes that only the company sees.")),
    "customers:read": Scope(Act.SEE, _("See customers and their addresses.")),
    "organisations:read": Scope(Act.SETUP, _("See organisations and their domains.")),
    "organisations:write": Scope(Act.OWN, _("Name organisations and their domains.")),
    "tags:write": Scope(Act.SETUP, _("Rename and delete tags on all tickets.")),
    "people:read": Scope(Act.SEE, _("See who works here, and the teams.")),
    "timeline:read": Scope(Act.SEE, _("Follow what happens: one fact after the other.")),
    "coach": Scope(Act.SEE, _("Have drafts read by the coach.")),
}


class UnknownScope(ValueError):
    """A scope that does not exist; the message names those that do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How somebody wants a token: what they call it, what it may do, and until when (None: for good)."""

    scopes: tuple[str, ...]
    name: str = ""
    ends_at: datetime | None = None


def scopes_of(written: str) -> list[str]:
    """`all`, or a comma-separated list of scopes. Raises UnknownScope."""
    wanted = list(SCOPES) if written == "all" else [scope.strip() for scope in written.split(",")]
    for scope in wanted:
        if scope not in SCOPES:
            raise UnknownScope(f"There is no scope {scope!r}. Write all, or some of: {', '.join(SCOPES)}.")
    return wanted


def scopes_for(person: Person) -> dict[str, Scope]:
    """The scopes that a token of `person` can make use of."""
    return {name: scope for name, scope in SCOPES.items() if roles.may(person, scope.act)}


def make(person: Person, scopes: Iterable[str]) -> str:
    """A new token that can do what `person` can, within `scopes`. It cannot be shown again."""
    return give(person, Wanted(tuple(scopes)))


def give(person: Person, wanted: Wanted, *, by: Person | None = None) -> str:
    """The same with a name and an end, and who made it (the person whose it is, or an owner)."""
    secret = f"{BEGINNING}{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        token = Token.objects.create(
            person=person,
            name=one_line(wanted.name, 80),
            digest=_digest(secret),
            scopes=[scope for scope in SCOPES if scope in wanted.scopes],
            ends_at=wanted.ends_at,
        )
        record(Kind.TOKEN_MADE, ref(person), about=ref(token), actor=ref(by) if by else NOBODY)
    return secret


def find(secret: str) -> Token | None:
    """The living token behind `secret`, with its person."""
    return living().select_related("person").filter(digest=_digest(secret)).first()


def living() -> QuerySet[Token]:
    """The tokens that work, the newest first."""
    lasting = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
    return Token.objects.filter(lasting, ended_at=None, person__is_active=True).order_by("-pk")


def used(token: Token) -> None:
    """Says that the token was used just now; written at most once a minute."""
    now = timezone.now()
    if token.used_at is None or token.used_at < now - USED:
        long_ago = Q(used_at=None) | Q(used_at__lt=now - USED)
        Token.objects.filter(long_ago, pk=token.pk).update(used_at=now)


def end(token: Token, *, by: Person) -> bool:
    """Ends one token at once and for good; False if it was over."""
    with transaction.atomic():
        if not Token.objects.filter(pk=token.pk, ended_at=None).update(ended_at=timezone.now()):
            return False
        record(Kind.TOKEN_ENDED, ref(token.person), about=ref(token), actor=ref(by))
    return True


def end_all(person: Person) -> int:
    """Ends every token of `person`; says how many there were."""
    return Token.objects.filter(person=person, ended_at=None).update(ended_at=timezone.now())


def service_account(name: str) -> Person:
    """The named account for programs that act for nobody in particular; made at its first use."""
    person, _made = Person.objects.get_or_create(
        email=f"{name}@service.invalid", defaults={"name": name, "role": Role.SERVICE, "password": "!"}
    )
    return person


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
