"""Opening the desk: its first owner, and the code that proves they stand at the machine."""

import hmac
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction

from heard.lib.ref import ref
from heard.staff import people
from heard.staff.models import Desk, Person, Role
from heard.timeline.kinds import Kind
from heard.timeline.record import record

THE_ONE = 1


class AlreadyOpen(Exception):
    """Somebody opened this desk before."""


def current() -> Desk | None:
    """The desk, or None while nobody has opened it."""
    return Desk.objects.filter(pk=THE_ONE).first()


def first_code() -> str:
    """The code that the first-run page asks for; kept in the data folder until the desk is open."""
    kept = settings.HOME / "first_run_code"
    try:
        return str(kept.read_text())
    except FileNotFoundError:
        kept.touch(mode=0o600)
        kept.write_text("-".join(secrets.token_hex(2) for _ in range(4)))
        return str(kept.read_text())


def is_first_code(code: str) -> bool:
    """Whether `code` is the one on the terminal."""
    return hmac.compare_digest(code.strip().lower().encode(), first_code().encode())


def open_desk(name: str, *, owner_name: str, email: str, password: str) -> Person:
    """Makes the desk and its owner in one go. Raises AlreadyOpen if it is open already."""
    with transaction.atomic():
        owner = people.join(owner_name, email, password, role=Role.OWNER)
        mark_open(name, owner)
    (settings.HOME / "first_run_code").unlink(missing_ok=True)
    return owner


def mark_open(name: str, owner: Person, *, is_demo: bool = False) -> None:
    """From now on this is the desk of the company `name`. Raises AlreadyOpen."""
    try:
        with transaction.atomic():
            desk = Desk.objects.create(pk=THE_ONE, name=name.strip(), is_demo=is_demo)
            record(Kind.DESK_OPENED, ref(desk), actor=ref(owner))
    except IntegrityError:
        raise AlreadyOpen("This desk is open already. Sign in instead.") from None
