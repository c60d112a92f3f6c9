"""What customers told us about themselves, and correct by themselves: name, language, time zone, channel."""

from dataclasses import asdict, dataclass

from django.db import transaction

from heard.customers.models import Customer
from heard.lib.ref import ref
from heard.lib.words import one_line
from heard.timeline.kinds import Kind
from heard.timeline.record import record


@dataclass(frozen=True, slots=True)
class Facts:
    """Empty language and time zone: as their browser says. `prefers` is a kind of channel, or empty.

    `confirms`: they want a mail that says that something came in. `answers_at`: the address of theirs (its
    number) to which answers go; None: the one they wrote from.
    """

    name: str
    language: str = ""
    time_zone: str = ""
    prefers: str = ""
    confirms: bool = True
    answers_at_id: int | None = None


def correct(customer: Customer, facts: Facts) -> bool:
    """Writes down what they say about themselves; False if all was so already."""
    given = {**asdict(facts), "name": one_line(facts.name, 200) or customer.name}
    changed = [name for name, value in given.items() if getattr(customer, name) != value]
    if not changed:
        return False
    with transaction.atomic():
        Customer.objects.filter(pk=customer.pk).update(**{name: given[name] for name in changed})
        record(Kind.CUSTOMER_CHANGED, ref(customer), actor=ref(customer), data=dict.fromkeys(changed, True))
    return True
