"""Customers who wish to be forgotten: they ask, a person answers, and one wish is open at a time."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from heard.customers.models import Answer, Customer, ErasureWish
from heard.lib.ref import Ref, ref
from heard.lib.words import one_line
from heard.staff.models import Person
from heard.timeline.kinds import Kind
from heard.timeline.record import record

ANSWER_DAYS = 30  # a month at most (GDPR article 12, paragraph 3)


def ask(customer: Customer, *, about: Ref, at: datetime | None = None) -> None:
    """They wish (now, or `at`) that we delete what we hold about them; `about` is the ticket that answers."""
    at = at or timezone.now()
    with transaction.atomic():
        record(Kind.CUSTOMER_ERASURE_ASKED, ref(customer), about=about, actor=ref(customer), at=at)
        try:
            with transaction.atomic():
                ErasureWish.objects.create(customer=customer, asked_at=at, ticket=about.id)
        except IntegrityError:  # one is open already: its month has begun
            pass


def waiting() -> list[dict[str, Any]]:
    """The wishes that nobody has answered, the oldest first, with who and until when."""
    rows = ErasureWish.objects.filter(answer=Answer.OPEN).select_related("customer").order_by("asked_at")
    until = timedelta(days=ANSWER_DAYS)
    return [{"wish": row, "customer": row.customer, "until": row.asked_at + until} for row in rows]


def decline(number: int, reason: str, *, by: Person) -> bool:
    """Says why this wish is not followed; False if it was answered before."""
    with transaction.atomic():
        row = ErasureWish.objects.filter(pk=number, answer=Answer.OPEN)
        changed = row.update(answer=Answer.DECLINED, answered_at=timezone.now(), reason=one_line(reason, 500))
        if changed:
            customer = ErasureWish.objects.values_list("customer", flat=True).get(pk=number)
            record(
                Kind.CUSTOMER_ERASURE_DECLINED,
                Ref("customer", customer),
                actor=ref(by),
            )
    return bool(changed)


def erased(customer: Customer) -> None:
    """Their wish is fulfilled, in the caller's transaction; words about it go with them."""
    mine = ErasureWish.objects.filter(customer=customer)
    mine.filter(answer=Answer.OPEN).update(answer=Answer.ERASED, answered_at=timezone.now())
    mine.exclude(reason="").update(reason="")
