"""Which files of the customer has nobody of us opened? Whoever answers has seen the whole message (R-192).

Opened is what was downloaded or shown as a picture, by anybody who may see the ticket; what stands within the
words, and signatures of mail programs, are not asked about. Only what came since our last reply is.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from heard.files import store
from heard.live.names import publish
from heard.staff.models import Person
from heard.tickets.models import Attachment, Delivery, Direction, Message, Opening, Ticket

SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")


def opened(file: Attachment, *, by: Person) -> None:
    """Somebody looks at it: remembered once, so that a second look writes nothing."""
    if Opening.objects.filter(attachment=file).exists():
        return
    with transaction.atomic():
        Opening.objects.bulk_create([Opening(attachment=file, person=by)], ignore_conflicts=True)
        publish([f"ticket:{file.message.ticket_id}"])


def unopened(ticket: Ticket) -> QuerySet[Attachment]:
    """The files of this ticket that nobody opened, of what the customer said since our last reply."""
    ours = Message.objects.filter(
        ticket=ticket,
        direction=Direction.OUT,
        is_automatic=False,
        forwards=None,
        at__gte=OuterRef("message__at"),
    ).exclude(delivery=Delivery.UNDONE)
    theirs = Attachment.objects.filter(
        ~Exists(Opening.objects.filter(attachment=OuterRef("pk"))),
        ~Exists(ours),
        message__ticket=ticket,
        message__direction=Direction.IN,
        message__is_automatic=False,
        inline=False,
    )
    return theirs.exclude(type__in=SIGNATURES).exclude(blob=store.GONE).order_by("pk")
