"""Finding the customer behind an address, or meeting them for the first time."""

from datetime import datetime

from django.db import IntegrityError, transaction

from heard.customers.models import Customer, Identity
from heard.lib.prepared import Prepared
from heard.lib.words import one_line

UNKNOWN = "Unknown sender"


def identity_of(kind: str, address: str, *, name: str, at: datetime) -> Identity:
    """The identity with this address, made with a new customer if nobody has it yet.

    Two workers may meet the same person at once: the table lets one of them win, the other finds the row.
    """
    address = one_line(address.lower(), 254)
    found = Identity.objects.select_related("customer").filter(kind=kind, address=address).first()
    if found:
        return found
    try:
        with transaction.atomic():
            customer = Customer.objects.create(name=one_line(name, 200) or address or UNKNOWN, met_at=at)
            return Identity.objects.create(customer=customer, kind=kind, address=address)
    except IntegrityError:
        return Identity.objects.select_related("customer").get(kind=kind, address=address)


def answered_at(who: Identity) -> Identity:
    """Where answers to what came from `who` go: where the customer chose, as long as mail gets there."""
    chosen = who.customer.answers_at
    is_fit = chosen and chosen.customer_id == who.customer_id and not chosen.unreachable_since
    return chosen if chosen and is_fit and not (who.blocked_since or chosen.blocked_since) else who


def mail_of(customer: int) -> Identity | None:
    """The newest of their mail addresses; None where no mail reaches them."""
    return Identity.objects.filter(customer=customer, kind="email").order_by("-pk").first()


def all_of(customer: int) -> list[Identity]:
    """All their addresses, in the order in which we met them."""
    return _all(customer=customer)


_all = Prepared(lambda customer: Identity.objects.filter(customer=customer).order_by("pk"))
