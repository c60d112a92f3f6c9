"""Signing in by mail: a link that works once in the browser that asked, or six figures typed in there.

Nothing here says whether an address is known: the row is the same, and the mail is written afterwards.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from heard.customers.models import Identity, SignIn
from heard.lib import rates
from heard.lib.ref import ref
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LASTS = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)
MOST_TRIES = 5  # wrong figures, then a new mail is needed
MOST_A_DAY = 10  # mails to one address: with five tries each, guesses from anywhere hit once in 20,000 days
MOST_FROM_ONE_NETWORK = 30  # in an hour
KIND = "email"


class TooOften(Exception):
    """So many asked from one network that it must wait."""


def ask(address: str, *, browser: str, network: str, language: str = "") -> None:
    """Somebody wants to sign in: a mail goes out if we know the address. Raises TooOften.

    What is asked beyond the mails of a day leaves nothing to guess at: there are no figures that nobody got.
    """
    if not rates.allowed("sign-in", network, most=MOST_FROM_ONE_NETWORK, within=timedelta(hours=1)):
        raise TooOften
    now, address = timezone.now(), address.strip().lower()[:254]
    if not rates.allowed("sign-in mail", address, most=MOST_A_DAY, within=FORGOTTEN):
        return
    with transaction.atomic():
        row = SignIn.objects.create(
            address=address,
            browser=_digest(browser),
            nonce=secrets.token_hex(16),
            language=language[:10],
            asked_at=now,
            ends_at=now + LASTS,
        )
        record(Kind.CUSTOMER_SIGN_IN_ASKED, ref(row))


def prune() -> None:
    """Forgets who asked more than a day ago."""
    old = SignIn.objects.filter(asked_at__lt=timezone.now() - FORGOTTEN)
    if old.exists():  # asked often, and a DELETE would take the writer's place for nothing
        old.delete()


def figures(row: SignIn) -> str:
    """The six figures of the mail."""
    return f"{int(_keyed('figures', row)[:12], 16) % 1_000_000:06}"


def secret(row: SignIn) -> str:
    """What stands in the mail's link."""
    return f"{row.pk}-{_keyed('link', row)[:40]}"


def by_figures(typed: str, *, browser: str) -> Identity | None:
    """Whoever was mailed these figures for this browser; None when they are wrong, old or used up."""
    row = SignIn.objects.filter(browser=_digest(browser)).order_by("-pk").first()
    if row is None or not _living(row).filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        return None
    plain = "".join(sign for sign in typed if sign.isdigit() and sign.isascii())
    return _used(row) if constant_time_compare(plain, figures(row)) else None


def by_link(written: str, *, browser: str) -> Identity | None:
    """Whoever was mailed this link, in the browser that asked; None elsewhere, later, or again."""
    row = of_link(written)
    return _used(row) if row and constant_time_compare(row.browser, _digest(browser)) else None


def of_link(written: str) -> SignIn | None:
    """The living sign-in behind a link."""
    number, _dash, _rest = written.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    row = SignIn.objects.filter(pk=int(number), used_at=None, ends_at__gt=timezone.now()).first()
    return row if row and constant_time_compare(written, secret(row)) else None


def is_same_browser(row: SignIn, browser: str) -> bool:
    """Whether it was this browser that asked."""
    return constant_time_compare(row.browser, _digest(browser))


def _used(row: SignIn) -> Identity | None:
    if not _living(row).update(used_at=timezone.now()):
        return None
    found = Identity.objects.select_related("customer").filter(kind=KIND, address=row.address)
    return found.first()


def _living(row: SignIn) -> QuerySet[SignIn]:
    return SignIn.objects.filter(pk=row.pk, used_at=None, ends_at__gt=timezone.now())


def _keyed(what: str, row: SignIn) -> str:
    said = f"{row.pk} {row.nonce} {row.address}"
    return salted_hmac(f"heard.customers.sign_in.{what}", said, algorithm="sha256").hexdigest()


def _digest(held: str) -> str:
    return hashlib.sha256(held.encode()).hexdigest()
