"""What somebody shows beside their password: figures of an app, a recovery code; and who must.

The rows are allauth's (allauth.mfa); its own check remembers a used code in a cache, which each process has
for itself, so the check here keeps the last code with the row. `Person.owes_second_step` is kept true by
`settle`, so that no page has to ask.
"""

from datetime import timedelta
from enum import StrEnum

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.crypto import constant_time_compare

from heard.lib import rates
from heard.lib.ref import Ref, ref
from heard.lib.sealed import seal, unseal
from heard.staff import browsers
from heard.staff.models import Desk, Person, Role
from heard.timeline import codes
from heard.timeline.kinds import Kind
from heard.timeline.record import record

App = Authenticator.Type.TOTP
Codes = Authenticator.Type.RECOVERY_CODES
PROVES = (App, Authenticator.Type.WEBAUTHN)  # recovery codes only stand in for these
OFFERED = (Role.OWNER, Role.LEAD, Role.AGENT, Role.COLLEAGUE)
TRIES = ((5, timedelta(minutes=5)), (50, timedelta(days=1)))  # a guess hits one in 333,333


class Shown(StrEnum):
    """What became of a code that somebody typed."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_OFTEN = "too_often"


def new_secret() -> str:
    """A secret for an app, in base32 (RFC 4648) as such apps take it."""
    return str(generate_totp_secret())


def is_set(person: Person) -> bool:
    """Whether `person` is asked for more than the password."""
    return bool(Authenticator.objects.filter(user=person, type__in=PROVES).exists())


def types_of(person: Person) -> set[str]:
    """What `person` can show: the types of their rows."""
    return set(Authenticator.objects.filter(user=person).values_list("type", flat=True))


def add_app(person: Person, secret: str, code: str) -> bool:
    """From now on the app with `secret` is asked at sign-in, if `code` is what it shows. All sessions end.

    An app they had is replaced. The code counts as used.
    """
    counter = _counter(secret, code, after=0)
    if counter is None:
        return False
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        Authenticator.objects.filter(user=person, type=App).delete()
        Authenticator.objects.create(user=person, type=App, data={"secret": seal(secret), "last": counter})
        added(person, App)
    return True


def added(person: Person, what: str) -> None:
    """Notes that `person` has something more to show; in the transaction that made its row."""
    settle(person)
    _end_sessions(person)
    record(Kind.PERSON_SECOND_STEP_ADDED, ref(person), actor=ref(person), data={"type": str(what)})


def show(person: Person, code: str) -> Shown:
    """Tries what somebody typed at sign-in: the app's figures, or a recovery code. Each works once."""
    if not _may_try(person):
        return Shown.TOO_OFTEN
    typed = "".join(code.split()).replace("-", "")
    return Shown.RIGHT if _use_app(person, typed) or _use_recovery(person, typed) else Shown.WRONG


def new_codes(person: Person) -> list[str]:
    """Ten recovery codes that end those made before. They cannot be shown again."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        Authenticator.objects.filter(user=person, type=Codes).delete()
        made = RecoveryCodes.activate(person)
        record(Kind.PERSON_SECOND_STEP_ADDED, ref(person), actor=ref(person), data={"type": str(Codes)})
    return list(made.generate_codes())


def codes_left(person: Person) -> int:
    """How many recovery codes are unused."""
    row = Authenticator.objects.filter(user=person, type=Codes).first()
    return len(RecoveryCodes(row).get_unused_codes()) if row else 0


def remove(person: Person, *, by: Person) -> bool:
    """Takes everything away that `person` shows beside the password, and ends their sessions."""
    with transaction.atomic():
        if not Authenticator.objects.filter(user=person).delete()[0]:
            return False
        settle(person)
        _end_sessions(person)
        mine = person.pk == by.pk
        kind = Kind.PERSON_SECOND_STEP_REMOVED if mine else Kind.PERSON_SECOND_STEP_RESET
        record(kind, ref(person), actor=ref(by))
    return True


def remove_one(person: Person, row: Authenticator) -> bool:
    """Takes one of the person's own passkeys away; with nothing left to show, the recovery codes go, too."""
    with transaction.atomic():
        if not Authenticator.objects.filter(user=person, pk=row.pk).delete()[0]:
            return False
        if not is_set(person):
            Authenticator.objects.filter(user=person).delete()
        settle(person)
        _end_sessions(person)
        data = {"type": str(row.type)}
        record(Kind.PERSON_SECOND_STEP_REMOVED, ref(person), actor=ref(person), data=data)
    return True


def required() -> list[str]:
    """The roles that must have a second step."""
    return next((list(found) for found in Desk.objects.values_list("second_step_roles", flat=True)), [])


def require(roles: list[str], *, by: Person) -> None:
    """From now on whoever has one of `roles` must have a second step before anything else."""
    wanted = [role.value for role in OFFERED if role in roles]
    with transaction.atomic():
        for row in Desk.objects.select_for_update():
            Desk.objects.filter(pk=row.pk).update(second_step_roles=wanted)
            data = {"roles": codes.joined(wanted)}
            record(Kind.DESK_SECOND_STEP_REQUIRED, Ref("desk", row.pk), actor=ref(by), data=data)
        settle()


def settle(*people: Person) -> None:
    """Keeps `owes_second_step` of these people true (of all, if none is named)."""
    rows = Person.objects.filter(pk__in=[one.pk for one in people]) if people else Person.objects.all()
    has = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=PROVES))
    owing = When(Q(role__in=required()) & ~has, then=Value(True))
    rows.update(owes_second_step=Case(owing, default=Value(False)))


def _may_try(person: Person) -> bool:
    return all(
        rates.allowed(f"second step {within}", str(person.pk), most=most, within=within)
        for most, within in TRIES
    )


def _use_app(person: Person, code: str) -> bool:
    """Whether the app shows `code`, and nobody typed it or a later one before (RFC 6238, 5.2)."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(user=person, type=App).first()
        counter = row and _counter(unseal(row.data["secret"]), code, after=row.data["last"])
        if not counter:
            return False
        row.data["last"] = counter
        row.save(update_fields=["data"])
        row.record_usage()
    return True


def _use_recovery(person: Person, code: str) -> bool:
    with transaction.atomic():
        row = Authenticator.objects.filter(user=person, type=Codes).first()
        if row is None or not RecoveryCodes(row).validate_code(code):
            return False
        record(Kind.PERSON_RECOVERY_CODE_USED, ref(person), actor=ref(person))
    return True


def _counter(secret: str, code: str, *, after: int) -> int | None:
    """The half minute whose code this is: now, the one before or the one to come, but later than `after`."""
    typed = "".join(code.split())
    if len(typed) != app_settings.TOTP_DIGITS:
        return None
    for counter in yield_hotp_counters_from_time():
        if counter > after and constant_time_compare(format_hotp_value(hotp_value(secret, counter)), typed):
            return int(counter)
    return None


def _end_sessions(person: Person) -> None:
    browsers.end_all(person)
    person.refresh_from_db(fields=["owes_second_step"])
