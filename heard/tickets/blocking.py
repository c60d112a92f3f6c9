"""Which addresses are blocked? What comes from them goes to the spam at once, and nobody is told."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from heard.customers.models import Identity
from heard.lib.ref import Ref, ref
from heard.staff.models import Person
from heard.tickets.models import Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record


def block(ticket: Ticket, *, by: Person) -> bool:
    """Blocks the address that this ticket came from; False when it was blocked."""
    with transaction.atomic():
        row = Identity.objects.filter(pk=ticket.identity_id, blocked_since=None)
        if not row.update(blocked_since=timezone.now()):
            return False
        record(Kind.ADDRESS_BLOCKED, ref(ticket), about=ref(ticket.identity), actor=ref(by))
    return True


def unblock(identity: Identity, *, by: Person, where: Ticket | None = None) -> bool:
    """Lets mail from the address in again, as a person said on a ticket (`where`) or in the setup; False when
    it was not blocked. What came meanwhile stays in the spam."""
    with transaction.atomic():
        row = Identity.objects.filter(pk=identity.pk).exclude(blocked_since=None)
        if not row.update(blocked_since=None):
            return False
        subject = ref(where) if where else Ref("customer", identity.customer_id)
        record(Kind.ADDRESS_UNBLOCKED, subject, about=ref(identity), actor=ref(by))
    return True


def blocked() -> QuerySet[Identity]:
    """Every blocked address, the last one first."""
    rows = Identity.objects.filter(blocked_since__isnull=False, customer__erased_at=None)
    rows = rows.select_related("customer")
    return rows.order_by("-blocked_since", "-pk")
