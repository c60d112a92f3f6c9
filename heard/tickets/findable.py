"""Making what was said and noted findable: reactions done afterwards."""

from heard.lib.ref import Ref
from heard.search import index
from heard.tickets.models import Message, Note
from heard.timeline.models import Entry


def message(entry: Entry) -> None:
    """Puts a message into the index, with the ticket's number and subject, who said it and their address."""
    found = Message.objects.select_related("ticket", "identity").get(pk=entry.about_id)
    address = found.identity.address if found.identity else ""
    title = f"{found.ticket_id} {found.ticket.subject} {found.sender_name} {address}"
    index.put(Ref("message", found.pk), found.ticket_id, at=found.at, title=title, body=found.text)


def note(entry: Entry) -> None:
    """Puts a note into the index."""
    found = Note.objects.select_related("ticket").get(pk=entry.about_id)
    index.put(
        Ref("note", found.pk), found.ticket_id, at=found.at, title=found.ticket.subject, body=found.text
    )
