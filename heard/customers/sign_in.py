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

from heard.customers import known_browsers
from heard.customers.models import Identity, SignIn
from heard.lib import rates
from heard.lib.ref import ref
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LASTS = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)
MOST_TRIES = 5  # wrong figures, then a new mail is needed
# Mails of a day to one address. A stranger in one network leaves the customer's own network theirs; strangers
# in many cannot use up those of a browser that was signed in before. With five tries each, guesses from
# anywhere hit once in 6,600 days; a browser that was signed in guesses at its own customer's figures only.
MOST_FROM_THERE = 6  # asked for from one network
MOST_A_DAY = 30  # asked for from all networks
MOST_WHERE_KNOWN = 10  # asked for in one browser that was signed in with this address before
MOST_FROM_ONE_NETWORK = 30  # in an hour, to any addresses
KIND = "email"


class TooOften(Exception):
    """So many asked from one network that it must wait."""


def ask(address: str, *, browser: str, network: str, language: str = "", known: str = "") -> None:
    """Somebody wants to sign in: a mail goes out if we know the address. Raises TooOften.

    `known` is what the browser holds from earlier sign-ins (customers/known_browsers.py). What is asked
    beyond the mails of a day leaves nothing to guess at: there are no figures that nobody got.
    """
    now, address = timezone.now(), address.strip().lower()[:254]
    if not _is_due_where_known(address, known) and not _is_due(address, network):
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


def _is_due_where_known(address: str, known: str) -> bool:
    its = known_browsers.mark(known, address)
    return bool(its) and rates.allowed("sign-in mail known", its, most=MOST_WHERE_KNOWN, within=FORGOTTEN)


def _is_due(address: str, network: str) -> bool:
    """Whether a mail is left, counted for every address alike, known or not. Raises TooOften."""
    if not rates.allowed("sign-in", network, most=MOST_FROM_ONE_NETWORK, within=timedelta(hours=1)):
        raise TooOften
    there = f"{address} {network}"
    return rates.allowed(
        "sign-in mail from", there, most=MOST_FROM_THERE, within=FORGOTTEN
    ) and rates.allowed("sign-in mail", address, most=MOST_A_DAY, within=FORGOTTEN)


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
    """Whoever was mailed these figures for this browser; None when they are wrong, old or used up.

    Those of every mail count that the browser asked for and that still lasts, since mails overtake each other
    and the next one may be held back. What is typed is one of the five tries of each.
    """
    plain = "".join(sign for sign in typed if sign.isdigit() and sign.isascii())
    meant = None
    rows = SignIn.objects.filter(browser=_digest(browser), used_at=None, ends_at__gt=timezone.now())
    for row in rows.order_by("-pk"):
        counted = _living(row).filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1)
        if counted and meant is None and constant_time_compare(plain, figures(row)):
            meant = row
    return _used(meant) if meant else None


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
