"""Who else has a ticket open, and who is writing there? A row kept alive by the open page."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from heard.drafts.keep import name_of
from heard.drafts.models import Presence
from heard.live.names import publish
from heard.staff.models import Person
from heard.tickets.models import Ticket

GONE_AFTER = timedelta(seconds=50)  # two signs of life, a little late
EVERY_SECONDS = 20


def here(ticket: Ticket, person: Person, *, writing: bool) -> None:
    """A sign of life. Pages are told only when it changes what they show, not at each sign."""
    now = timezone.now()
    rows = Presence.objects.filter(ticket=ticket, person=person)
    still = rows.filter(is_writing=writing, seen_at__gte=now - GONE_AFTER)
    if still.update(seen_at=now):
        return
    with transaction.atomic():
        Presence.objects.update_or_create(
            ticket=ticket, person=person, defaults={"is_writing": writing, "seen_at": now}
        )
        Presence.objects.filter(ticket=ticket, seen_at__lt=now - GONE_AFTER).delete()
        publish([name_of(ticket.pk)])


def left(ticket: Ticket, person: Person) -> None:
    """The page was closed."""
    with transaction.atomic():
        if Presence.objects.filter(ticket=ticket, person=person).delete()[0]:
            publish([name_of(ticket.pk)])


def others(ticket: Ticket, me: Person) -> list[Presence]:
    """Who is here besides `me`, those who write first; one query."""
    rows = Presence.objects.filter(ticket=ticket, seen_at__gte=timezone.now() - GONE_AFTER)
    return list(
        rows.exclude(person=me).select_related("person").order_by("-is_writing", "person__name", "pk")
    )
