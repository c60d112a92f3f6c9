"""The desk: opening it with a code that proves its first owner stands at the machine, and how it looks."""

import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from heard.files.models import Blob
from heard.lib.prepared import Prepared
from heard.lib.ref import Ref, ref
from heard.lib.words import one_line
from heard.staff import people
from heard.staff.models import Desk, Person, Role
from heard.timeline import codes
from heard.timeline.kinds import Kind
from heard.timeline.record import record

THE_ONE = 1
CLOSES_AFTER = 14  # days; of a desk that nobody has asked
_desk = Prepared(lambda pk: Desk.objects.filter(pk=pk))


class AlreadyOpen(Exception):
    """Somebody opened this desk before."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What customers know the company by; without a new `logo` the old one is kept, or taken away."""

    name: str
    accent: str
    logo: Blob | None = None
    keeps_logo: bool = True


def change_looks(looks: Looks, *, by: Person) -> None:
    """Gives the desk another name, colour (#rrggbb or empty) and logo."""
    fields: dict[str, object] = {"name": one_line(looks.name, 120), "accent": looks.accent}
    if looks.logo or not looks.keeps_logo:
        fields["logo"] = looks.logo
    with transaction.atomic():
        was = Desk.objects.filter(pk=THE_ONE).values(*fields).first() or {}
        Desk.objects.filter(pk=THE_ONE).update(version=F("version") + 1, **fields)
        same = {name for name, value in fields.items() if was.get(name) == getattr(value, "pk", value)}
        data = {"what": codes.joined(sorted(set(fields) - same))}
        record(Kind.DESK_CHANGED, Ref("desk", THE_ONE), actor=ref(by), data=data)


def current() -> Desk | None:
    """The desk, or None while nobody has opened it."""
    return _desk.first(pk=THE_ONE)


def name() -> str:
    """What the company is called; Heard while nobody has opened the desk."""
    here = current()
    return here.name if here else "Heard"


def answering_takes() -> bool:
    """Whether nobody's ticket becomes that of whoever answers it."""
    here = current()
    return here is None or here.answering_takes


def let_answering_take(wanted: bool, *, by: Person) -> None:
    """Whether it does so from now on; tickets stay whose they are."""
    with transaction.atomic():
        if Desk.objects.exclude(answering_takes=wanted).update(answering_takes=wanted):
            record(Kind.DESK_ANSWERING_TAKES, Ref("desk", THE_ONE), actor=ref(by), data={"on": wanted})


def closes_after() -> int | None:
    """After how many days without a word what is solved is closed; None: never."""
    here = current()
    return here.closes_after if here else None


def close_after(days: int | None, *, by: Person) -> None:
    """Whether and when it is so from now on."""
    with transaction.atomic():
        if Desk.objects.filter(pk=THE_ONE).exclude(closes_after=days).update(closes_after=days):
            record(Kind.DESK_CLOSES_AFTER, Ref("desk", THE_ONE), actor=ref(by), data={"days": days or 0})


def asks_for_unopened() -> bool:
    """Whether a reply is held once where nobody opened a file of the customer's."""
    here = current()
    return here is None or here.asks_for_unopened


def ask_for_unopened(wanted: bool, *, by: Person) -> None:
    """Whether it is so from now on."""
    with transaction.atomic():
        if Desk.objects.exclude(asks_for_unopened=wanted).update(asks_for_unopened=wanted):
            record(Kind.DESK_ASKS_FOR_UNOPENED, Ref("desk", THE_ONE), actor=ref(by), data={"on": wanted})


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
            desk = Desk.objects.create(
                pk=THE_ONE, name=name.strip(), is_demo=is_demo, closes_after=CLOSES_AFTER
            )
            record(Kind.DESK_OPENED, ref(desk), actor=ref(owner))
    except IntegrityError:
        raise AlreadyOpen(_("This desk is open already. Sign in instead.")) from None
