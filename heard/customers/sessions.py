"""In which browsers is a customer signed in? Staff have other sessions: neither opens the other's pages."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from heard.customers.models import CustomerSession, Identity
from heard.lib.ref import ref
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LASTS = timedelta(days=14)


def begin(identity: Identity) -> str:
    """The secret that the browser holds from now on."""
    held, now = secrets.token_urlsafe(32), timezone.now()
    with transaction.atomic():
        CustomerSession.objects.filter(ends_at__lt=now).delete()
        CustomerSession.objects.create(
            identity=identity, digest=_digest(held), made_at=now, ends_at=now + LASTS
        )
        record(Kind.CUSTOMER_SIGNED_IN, ref(identity.customer), actor=ref(identity.customer))
    return held


def find(held: str) -> Identity | None:
    """Who is signed in with this secret; None once the session has ended."""
    rows = CustomerSession.objects.select_related("identity__customer")
    found = rows.filter(digest=_digest(held), ends_at__gt=timezone.now()).first() if held else None
    return found.identity if found else None


def end(held: str) -> None:
    """This browser is signed out."""
    CustomerSession.objects.filter(digest=_digest(held)).delete()


def end_all(identity: Identity) -> None:
    """Every browser of this customer is signed out."""
    CustomerSession.objects.filter(identity__customer=identity.customer_id).delete()


def _digest(held: str) -> str:
    return hashlib.sha256(held.encode()).hexdigest()
