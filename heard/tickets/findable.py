"""Making what was said and noted findable: reactions done afterwards."""

from heard.lib.ref import Ref
from heard.search import index
from heard.tickets.models import Message, Note
from heard.timeline.models import Entry


def message(entry: Entry) -> None:
    """Puts a message into the index, with the subject and who said it."""
    found = Message.objects.select_related("ticket").get(pk=entry.about_id)
    title = f"{found.ticket.subject} {found.sender_name}"
    index.put(Ref("message", found.pk), found.ticket_id, at=found.at, title=title, body=found.text)


def note(entry: Entry) -> None:
    """Puts a note into the index."""
    found = Note.objects.select_related("ticket").get(pk=entry.about_id)
    index.put(
        Ref("note", found.pk), found.ticket_id, at=found.at, title=found.ticket.subject, body=found.text
    )
