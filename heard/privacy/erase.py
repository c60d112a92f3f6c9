"""Erasing a customer: what says who they were goes, everywhere; what reports count stays, without a name.

Ordered once, done in steps by the worker (or by `heard erase`), each step in small transactions that find by
themselves what is left to do. Killed between any two lines and started again, it ends in the same state. The
address goes last, because the steps before look for it, after the mail that tells them (farewell.py). What is
left in the gaps of the database's own files is for cleaning.py.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.channels.models import Outgoing
from heard.customers import forgetting
from heard.customers.models import Customer, CustomerSession, Identity, SignIn
from heard.drafts.models import Draft
from heard.lib import claim
from heard.lib.claim import LeaseLost, State
from heard.lib.ref import NOBODY, ref
from heard.privacy import cleaning, farewell, person, traces
from heard.privacy.models import Erasure, Step
from heard.reactions.models import Reaction
from heard.search import index, names
from heard.search.models import Doc
from heard.staff.models import Person
from heard.tickets import emptying, ticket_fields
from heard.tickets.emptying import Went
from heard.tickets.models import Message, Note, Participant, RequestLink, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=120)
MESSAGES = 25  # emptied in one transaction: some milliseconds each
ROWS = 2_000  # looked through between two transactions
SOON = timedelta(seconds=1)
MAIL_SOON = timedelta(seconds=5)
WHY = "erased"


def order(customer: Customer, *, by: Person | None) -> Erasure:
    """Puts a customer in line to be erased; asked twice, it is one erasure."""
    with transaction.atomic():
        row, is_new = Erasure.objects.get_or_create(customer=customer, defaults={"person": by})
        if is_new:
            record(Kind.CUSTOMER_ERASURE_ORDERED, ref(customer), actor=ref(by) if by else NOBODY)
    return row


def try_again(number: int) -> bool:
    """Puts an erasure that stopped back in line because a person asked."""
    return bool(claim.revive(Erasure.objects.all(), [number]))


def go_on() -> int:
    """Does one piece of one erasure; says whether there was one."""
    rows = claim.claim(Erasure.objects.select_related("customer"), lease=LEASE)
    for row in rows:
        try:
            if claim.lost_too_often(row):
                claim.finish(row, State.FAILED, error="Its worker stopped three times while doing it.")
            else:
                STEPS[Step(row.step)](row)
        except LeaseLost:
            log.info("The erasure %s was taken over by another worker.", row.pk)
    return len(rows)


def _doors(row: Erasure) -> None:
    """Nobody comes in as them any more."""
    with transaction.atomic():
        identities = Identity.objects.filter(customer=row.customer).values("pk")
        CustomerSession.objects.filter(identity__in=identities).delete()
        RequestLink.objects.filter(identity__in=identities).delete()
        SignIn.objects.filter(address__in=person.addresses_of(row.customer)).delete()
        _advance(row, Step.TICKETS)


def _tickets(row: Erasure) -> None:
    """The next of their tickets, or as many of its messages as one transaction takes."""
    ticket = Ticket.objects.filter(customer=row.customer, words_gone_at=None).order_by("pk").first()
    if ticket is None:
        with transaction.atomic():
            _advance(row, Step.ELSEWHERE)
        return
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)  # before its drafts, as everybody locks
        traces.throw_drafts_away([ticket])
        held = Reaction.objects.filter(subject=f"ticket:{ticket.pk}")
        held.filter(state=State.WAITING, lease=None).delete()  # nothing follows any more
        held.exclude(error="").update(error="")
        went, _is_empty = emptying.some([ticket], most=MESSAGES, why=WHY)
        _advance(row, Step.TICKETS, went)


def _elsewhere(row: Erasure) -> None:
    """What they said in other people's tickets, and their addresses among those who got copies."""
    identities = list(Identity.objects.filter(customer=row.customer).values_list("pk", flat=True))
    said = Message.objects.filter(identity__in=identities, words_gone_at=None)
    if messages := list(said.exclude(ticket__customer=row.customer).order_by("pk")[:MESSAGES]):
        with transaction.atomic():
            went = emptying.of_messages(messages)
            for number in {message.ticket_id for message in messages}:
                ticket_fields.last_words(number)
            _advance(row, Step.ELSEWHERE, went, after=row.after)
        return
    found, last = traces.copied_to(person.addresses_of(row.customer), after=row.after, rows=ROWS)
    with transaction.atomic():
        Participant.objects.filter(identity__in=identities).delete()
        traces.out_of_drafts(person.addresses_of(row.customer))
        for number, columns in found.items():
            Message.objects.filter(pk=number).update(**columns)
        _advance(row, Step.ELSEWHERE if last else Step.RAW, Went(copied=len(found)), after=last)


def _raw(row: Erasure) -> None:
    """What came from them and became no message, and every other mail that names them."""
    addresses = person.addresses_of(row.customer)
    arrivals, last = traces.arrivals_naming(addresses, until=row.asked_at, after=row.after)
    mails = [] if last else traces.desk_mails_naming(row.customer, addresses)
    with transaction.atomic():
        went = emptying.arrivals(arrivals)
        traces.set_aside(arrivals)
        if not last:
            went += traces.forget_copies(addresses, mails) + traces.forget_answers(row.customer, addresses)
        _advance(row, Step.RAW if last else Step.PERSON, went, after=last)


def _person(row: Erasure) -> None:
    """The name and the addresses, once nothing of them is left elsewhere or on its way."""
    with transaction.atomic():
        customer = Customer.objects.select_for_update().get(pk=row.customer_id)
        _hold_tickets(customer)
        if reopen_what_came_since(customer):
            _advance(row, Step.TICKETS)
            return
        if _is_busy(customer):
            claim.again(row, timezone.now() + SOON, error="")
            return
        if _waits_for_the_farewell(row):
            return
        farewell.forget(row, traces.nobodys(0))
        _blank(customer)
        record(Kind.CUSTOMER_ERASED, ref(customer), data={"tickets": row.went.get("tickets", 0)})
        forgetting.erased(customer)
        cleaning.want()
        row.gone_at = timezone.now()
        claim.finish(row, State.DONE, step=Step.GONE, gone_at=row.gone_at, told_at=row.told_at)


def _waits_for_the_farewell(row: Erasure) -> bool:
    """Puts the mail in line that tells them, once, and gives the row back until it has left."""
    if row.farewell_at is None and farewell.queue(row):
        claim.again(row, timezone.now() + SOON, error="", farewell_at=timezone.now())
        return True
    if row.farewell_at and farewell.is_on_its_way(row):
        claim.again(row, timezone.now() + MAIL_SOON, error="")
        return True
    return False


def _hold_tickets(customer: Customer) -> None:
    """Whoever writes into one of them just now is waited for and found; whoever comes later finds nobody
    (tickets/ended.py). SQLite lets only one write anyway."""
    list(Ticket.objects.select_for_update().filter(customer=customer).order_by("pk").values_list("pk"))


def reopen_what_came_since(customer: Customer) -> bool:
    """Marks their tickets as not empty where something was written since; says whether there were any."""
    tickets = Ticket.objects.filter(customer=customer)
    said = Message.objects.filter(ticket__in=tickets.values("pk"), words_gone_at=None).values("ticket")
    kept = Draft.objects.filter(ticket__in=tickets.values("pk")).values("ticket")
    noted = Note.objects.filter(ticket__in=tickets.values("pk")).exclude(text="").values("ticket")
    numbers = {number for rows in (said, kept, noted) for number in rows.values_list("ticket", flat=True)}
    return bool(tickets.filter(pk__in=numbers).update(words_gone_at=None)) or bool(
        tickets.filter(words_gone_at=None).exists()
    )


def _is_busy(customer: Customer) -> bool:
    """Whether a worker holds a mail to them, or something that follows from their tickets, right now."""
    said = Message.objects.filter(ticket__customer=customer)
    held = Outgoing.objects.filter(state=State.WAITING, due_at__gt=timezone.now()).exclude(lease=None)
    others = held.exclude(about_kind=farewell.KIND)
    if others.filter(recipient__in=person.addresses_of(customer)).exists():
        return True
    if held.filter(about_kind="message", about_id__in=said.values("pk")).exists():
        return True
    subjects = [
        f"ticket:{number}" for number in Ticket.objects.filter(customer=customer).values_list("pk", flat=True)
    ]
    follows = Reaction.objects.filter(subject__in=subjects, state=State.WAITING, due_at__gt=timezone.now())
    return follows.exclude(lease=None).exists()


def _blank(customer: Customer) -> None:
    """Nothing in these rows says any more who it was."""
    tickets = Ticket.objects.filter(customer=customer).values("pk")
    index.forget_all(Doc.objects.filter(ticket__in=tickets))
    names.forget(ref(customer))
    Message.objects.filter(ticket__in=tickets).exclude(delivery_error="").update(delivery_error="")
    now = timezone.now()
    for number in Identity.objects.filter(customer=customer).values_list("pk", flat=True):
        Identity.objects.filter(pk=number).update(address=traces.nobodys(number), unreachable_since=now)
    Customer.objects.filter(pk=customer.pk).update(
        name=_("Erased customer"),
        language="",
        time_zone="",
        mail_offset=None,
        prefers="",
        confirms=True,
        answers_at=None,
        erased_at=now,
    )


def _advance(row: Erasure, step: Step, went: Went | None = None, *, after: int = 0) -> None:
    """The next piece is due now, and what went is counted with it; raises LeaseLost."""
    counted = Counter(row.went) + (went or Counter())
    claim.again(row, timezone.now(), error="", step=step, after=after, went=dict(counted))


STEPS: dict[Step, Callable[[Erasure], None]] = {
    Step.DOORS: _doors,
    Step.TICKETS: _tickets,
    Step.ELSEWHERE: _elsewhere,
    Step.RAW: _raw,
    Step.PERSON: _person,
}
