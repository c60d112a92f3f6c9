"""What was it that did not go through, in words? Codes and Message-IDs stand beside, small."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heard.channels.models import Outgoing
from heard.reactions.models import Reaction
from heard.tickets.models import Message

FOLLOWS: dict[str, str | Promise] = {
    "tickets.acknowledge.opened": gettext_lazy("Telling the customer that their mail arrived"),
    "tickets.findable.message": gettext_lazy("Making a message findable"),
    "tickets.findable.note": gettext_lazy("Making a note findable"),
    "tickets.hearing.assigned": gettext_lazy("Telling somebody that a ticket is theirs"),
    "tickets.hearing.mentioned": gettext_lazy("Telling somebody that a note names them"),
    "tickets.hearing.replied": gettext_lazy("Telling somebody that a customer wrote"),
    "tickets.hearing.status_changed": gettext_lazy("Telling somebody that a status changed"),
    "alerts.owners.tell": gettext_lazy("Telling the owners about a mailbox"),
}


def carried(rows: Sequence[Outgoing]) -> dict[int, str]:
    """What each of these mails is, by its number. One query for all."""
    messages = Message.objects.only("ticket_id", "subject", "is_automatic").in_bulk(
        {row.about_id for row in rows if row.about_kind == "message"}
    )
    return {row.pk: _mail(row, messages) for row in rows}


def following(row: Reaction) -> str:
    """What should have followed."""
    return str(FOLLOWS.get(row.name, row.name))


def subject_of(row: Reaction) -> str:
    """Whose turn it would have been: a ticket by its number, anything else as it is stored."""
    kind, _colon, number = row.subject.partition(":")
    return _("No. %s") % number if kind == "ticket" and number.isdecimal() else row.subject


def _mail(row: Outgoing, messages: dict[int, Message]) -> str:
    message = messages.get(row.about_id) if row.about_kind == "message" else None
    if message is None:
        return _("A mail of the desk to its own people")
    words = _("Answer in No. %(number)d: %(subject)s")
    if message.is_automatic:
        words = _("Acknowledgement in No. %(number)d: %(subject)s")
    return words % {"number": message.ticket_id, "subject": message.subject or _("(no subject)")}
