"""What became of each copy of our messages, by recipient: whom it reached, and why not the others?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import CharField

from heard.channels.models import Outgoing
from heard.channels.registry import addresses_of
from heard.customers.models import Identity
from heard.lib.claim import State
from heard.lib.prepared import Prepared
from heard.tickets.models import Delivery, Direction, Message

ON_THE_WAY = {Delivery.RELEASED, Delivery.SENT, Delivery.PARTLY, Delivery.REFUSED, Delivery.BOUNCED}


@dataclass(frozen=True, slots=True)
class Copy:
    """One message on its way to one address; `name` is empty for somebody whose name is not known."""

    address: str
    name: str
    state: State
    why: str

    @property
    def reached(self) -> bool:
        """Whether the other side took it, and did not send it back."""
        return self.state == State.DONE


_outgoing: Prepared[tuple[int, str, str, str, str]] = Prepared(
    lambda messages: (
        Outgoing.objects.filter(about_kind="message", about_id__among=messages)
        .order_by("pk")
        .values_list("about_id", "recipient", "state", "error", "channel__kind")
    )
)
_named: Prepared[tuple[str, str, str]] = Prepared(
    lambda addresses: Identity.objects.filter(address__among=addresses).values_list(
        "kind", "address", "customer__name"
    ),
    addresses=CharField(),
)


def of(messages: Sequence[Message]) -> dict[int, list[Copy]]:
    """The copies of those messages that have left, in the order of their recipients; at most two queries."""
    left = [one.pk for one in messages if one.direction == Direction.OUT and one.delivery in ON_THE_WAY]
    if not left:
        return {}
    found = _outgoing(messages=left)
    names = _names({(addresses_of(kind), recipient) for _about, recipient, _state, _error, kind in found})
    copies: dict[int, list[Copy]] = {}
    for about, recipient, state, error, kind in found:
        copy = Copy(recipient, names.get((addresses_of(kind), recipient), ""), State(state), error)
        copies.setdefault(about, []).append(copy)
    return copies


def _names(addresses: set[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """How people are called, by kind of channel and address; nobody whose name is only the address."""
    named = _named(addresses=sorted({address for _kind, address in addresses}))
    return {(kind, address): name for kind, address, name in named if name != address}
