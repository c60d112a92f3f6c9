"""Taking in at once what a page has just kept, so that whoever sent it sees it; else the worker does it."""

import logging

from heard.channels import arrivals
from heard.channels.registry import KINDS
from heard.files import store
from heard.lib.claim import LeaseLost
from heard.tickets import intake
from heard.tickets.models import Message

log = logging.getLogger(__name__)


def take_in(number: int) -> Message | None:
    """The message that arrival `number` became. None when it takes longer: it is kept, and tried again."""
    arrival = arrivals.claim_one(number)
    if arrival is not None:
        try:
            intake.take_in(arrival, KINDS[arrival.channel.kind].read(store.content(arrival.raw)))
        except LeaseLost:
            log.info("Arrival %s was taken over by a worker.", number)
        except Exception as fault:  # kept is kept: the sender must not learn of a fault that passes
            log.exception("Arrival %s cannot be taken in at once.", number)
            arrivals.failed(arrival, f"{type(fault).__name__}: {fault}"[:2000], lasting=False)
    return Message.objects.select_related("ticket").filter(arrival=number).first()
