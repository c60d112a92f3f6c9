"""A ticket goes on in another: what is being written there goes along, from tabs that are still open, too."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from heard.drafts import keep
from heard.drafts.models import Draft, Way
from heard.lib.words import storable
from heard.staff.models import Person
from heard.tickets import merge
from heard.tickets.models import Ticket


def merged(ticket: Ticket, into: Ticket, *, by: Person, sure: bool = False) -> Ticket:
    """Merges them with their drafts, and gives the one in which both go on. Raises NotMergeable."""
    with transaction.atomic():
        target = merge.merge(ticket, into, by=by, sure=sure)
        keep.go_along(ticket, target)
    return target


def version_there(ticket: Ticket, person: Person, way: Way, *, key: UUID, version: int) -> int:
    """The version that a tab of the merged ticket knows of the draft that went along into `ticket`; 0, so
    that both texts are shown, when its words were put behind others there."""
    same = Draft.objects.filter(ticket=ticket, person=person, way=way, key=key)
    return version if same.exists() else 0


def unsent(ticket: Ticket, person: Person, text: str, *, key: UUID | None) -> None:
    """Words that were to be sent in a ticket merged into this one: here they are a draft, and not sent."""
    words = storable(text).replace("\r\n", "\n").strip()
    with transaction.atomic():
        draft = keep.begun(ticket, person, Way.REPLY, key)
        if draft.key != key and words not in draft.text:
            words = "\n\n".join(each for each in (draft.text, words) if each.strip())
        elif draft.key != key:
            words = draft.text
        Draft.objects.filter(pk=draft.pk).update(text=words, version=F("version") + 1, kept_at=timezone.now())
