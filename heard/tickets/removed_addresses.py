"""Which address is not this customer's after all? It is taken away; what was said stays where it is."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from heard.customers.models import Customer, CustomerSession, Identity
from heard.lib.ref import ref
from heard.staff.models import Person
from heard.tickets.models import Delivery, Direction, Message, Participant, RequestLink, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record


class NotRemovable(ValueError):
    """The address stays; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What becomes of it: tickets that only came from there are `going` along, those that were answered there
    and are `staying` are answered `instead` at another address."""

    identity: Identity
    instead: Identity
    going: tuple[int, ...]
    staying: tuple[int, ...]


def what_goes(ticket: Ticket, number: int) -> Removal:
    """What taking away the address `number` of the ticket's customer means. Raises NotRemovable."""
    mine = list(Identity.objects.filter(customer=ticket.customer_id))
    mine.sort(key=lambda each: (each.is_phone, -each.pk))
    identity = next((each for each in mine if each.pk == number), None)
    if identity is None:
        raise NotRemovable(_("This address is no longer this customer's. Nothing was changed."))
    others = [each for each in mine if each.pk != number]
    if not others:
        raise NotRemovable(_("It is the only address of this customer. Add the right one first."))
    if _waits_for(identity):
        raise NotRemovable(_("A reply to this address waits to leave. Take it back first."))
    answered = list(Ticket.objects.filter(customer=ticket.customer_id, identity=identity).order_by("number"))
    wrote = Message.objects.filter(ticket__in=answered, direction=Direction.IN)
    from_there = set(wrote.filter(identity=identity).values_list("ticket", flat=True))
    from_others = set(wrote.filter(identity__in=others).values_list("ticket", flat=True))
    going = [each.number for each in answered if each.number in from_there - from_others]
    staying = [each.number for each in answered if each.number not in going]
    return Removal(identity, others[0], tuple(going), tuple(staying))


def remove(ticket: Ticket, number: int, *, by: Person) -> Removal:
    """Takes the address `number` away from the ticket's customer. Raises NotRemovable.

    Where nobody ever wrote from it, and nothing was written to it, it is gone, and can be given to anybody.
    Else it becomes that of a customer of its own, who sees nothing of this one's.
    """
    with transaction.atomic():
        before = Customer.objects.select_for_update().get(pk=ticket.customer_id)
        removal = what_goes(ticket, number)
        identity = removal.identity
        Customer.objects.filter(pk=before.pk, answers_at=identity).update(answers_at=None)
        CustomerSession.objects.filter(identity=identity).delete()
        RequestLink.objects.filter(identity=identity, ticket__customer=before).exclude(
            ticket__in=removal.going
        ).update(ended_at=timezone.now())
        shared = Participant.objects.filter(identity=identity, ticket__customer=before)
        shared.filter(is_confirmed=True).update(is_confirmed=False)
        for each in removal.staying:
            row = Ticket.objects.filter(number=each)
            row.update(identity=removal.instead, version=F("version") + 1)
            about = ref(removal.instead)
            record(Kind.TICKET_READDRESSED, ref(row.get()), about=about, actor=ref(by), at=timezone.now())
        to = _given_away(identity, removal, before, by)
        data = {"to": to, "going": len(removal.going), "staying": len(removal.staying)}
        record(Kind.CUSTOMER_ADDRESS_REMOVED, ref(before), about=ref(identity), actor=ref(by), data=data)
    return removal


def _given_away(identity: Identity, removal: Removal, before: Customer, by: Person) -> int:
    """The number of the customer who has it now; 0 if it is gone."""
    number = identity.pk
    if not removal.going and not identity.blocked_since:
        try:
            with transaction.atomic():
                Identity.objects.get(pk=number).delete()
        except ProtectedError:
            pass
        else:
            return 0
    wrote = Message.objects.filter(identity=identity, direction=Direction.IN).order_by("-pk")
    name = wrote.exclude(sender_name="").values_list("sender_name", flat=True).first()
    own = Customer.objects.create(name=name or identity.address, met_at=timezone.now())
    Identity.objects.filter(pk=number).update(customer=own)
    for each in removal.going:
        row = Ticket.objects.filter(number=each)
        row.update(customer=own, version=F("version") + 1)
        data = {"from": before.pk}
        record(Kind.TICKET_CUSTOMER_CHANGED, ref(row.get()), about=ref(own), actor=ref(by), data=data)
    return own.pk


def _waits_for(identity: Identity) -> bool:
    """Whether a reply that names it has not left yet; one that names nobody goes where the ticket does."""
    waiting = Message.objects.filter(delivery=Delivery.WAITING, ticket__customer=identity.customer_id)
    return any(identity.address in {*to, *cc, *bcc} for to, cc, bcc in waiting.values_list("to", "cc", "bcc"))
