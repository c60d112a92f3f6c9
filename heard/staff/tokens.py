"""Tokens for programs: made once, shown once, known by their digest."""

import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from heard.lib.ref import ref
from heard.staff.models import Person, Role, Token
from heard.timeline.kinds import Kind
from heard.timeline.record import record

SCOPES = {
    "tickets:read": "See tickets, their messages and notes.",
    "tickets:reply": "Reply to customers.",
    "coach": "Have drafts read by the coach.",
}


class UnknownScope(ValueError):
    """A scope that does not exist; the message names those that do."""


def scopes_of(written: str) -> list[str]:
    """`all`, or a comma-separated list of scopes. Raises UnknownScope."""
    wanted = list(SCOPES) if written == "all" else [scope.strip() for scope in written.split(",")]
    for scope in wanted:
        if scope not in SCOPES:
            raise UnknownScope(f"There is no scope {scope!r}. Write all, or some of: {', '.join(SCOPES)}.")
    return wanted


def make(person: Person, scopes: Iterable[str]) -> str:
    """A new token that can do what `person` can, within `scopes`. It cannot be shown again."""
    secret = f"heard_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        Token.objects.create(person=person, digest=_digest(secret), scopes=list(scopes))
        record(Kind.TOKEN_MADE, ref(person))
    return secret


def find(secret: str) -> Token | None:
    """The living token behind `secret`, with its person."""
    rows = Token.objects.select_related("person")
    return rows.filter(digest=_digest(secret), ended_at=None, person__is_active=True).first()


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
    return hashlib.sha256(secret.encode()).hexdigest()
