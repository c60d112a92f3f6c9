"""Links to one request: made by its customer, shown once, ended by them or by time."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from heard.customers.models import Identity
from heard.lib.ref import ref
from heard.tickets.models import RequestLink, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LASTS = timedelta(days=30)
MOST = 10  # living ones of one ticket; the oldest ends when another is made


def make(ticket: Ticket, identity: Identity) -> str:
    """The secret of a new link, shown this once."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        for old in living(ticket, identity)[MOST - 1 :]:
            end(old.pk, ticket, identity)
        link = RequestLink.objects.create(
            ticket=ticket, identity=identity, digest=_digest(secret), ends_at=timezone.now() + LASTS
        )
        record(Kind.REQUEST_LINK_MADE, ref(ticket), about=ref(link), actor=ref(identity.customer))
    return secret


def find(secret: str) -> RequestLink | None:
    """The living link behind `secret`."""
    rows = RequestLink.objects.select_related("ticket", "identity__customer")
    return (
        rows.filter(digest=_digest(secret), ended_at=None, ends_at__gt=timezone.now()).first()
        if secret
        else None
    )


def living(ticket: Ticket, identity: Identity) -> list[RequestLink]:
    """The links that this customer made for the ticket and that still open it, the newest first."""
    rows = RequestLink.objects.filter(ticket=ticket, identity__customer=identity.customer_id)
    return list(rows.filter(ended_at=None, ends_at__gt=timezone.now()).order_by("-pk"))


def end(number: int, ticket: Ticket, identity: Identity) -> bool:
    """Ends a link of this customer's; False if there is none."""
    with transaction.atomic():
        rows = RequestLink.objects.filter(pk=number, ticket=ticket, identity__customer=identity.customer_id)
        link = rows.filter(ended_at=None).first()
        if link is None or not rows.filter(ended_at=None).update(ended_at=timezone.now()):
            return False
        record(Kind.REQUEST_LINK_ENDED, ref(ticket), about=ref(link), actor=ref(identity.customer))
    return True


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
