"""Why do we have what we have of a customer? In the words in which they were told (R-421)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heard.channels.form.models import FormSettings
from heard.tickets.models import Ticket
from heard.web.asking import HELD, PURPOSES

LABELS: dict[str, str | Promise] = {
    "language": _("Language"),
    "time_zone": _("Their time zone"),
    "prefers": _("Likes to be reached by"),
}


def told(ticket: Ticket) -> list[tuple[str | Promise, str | Promise]]:
    """Each thing that the brief and the ticket show of the customer, and why it was asked.

    What the company asks in its form, and its own reasons there, for a ticket that came by the form.
    """
    asked = FormSettings.objects.filter(channel=ticket.channel_id) if ticket.channel.kind == "form" else None
    settings = asked.prefetch_related("fields").first() if asked is not None else None
    why = {**PURPOSES, **(settings.purposes if settings else {})}
    rows: list[tuple[str | Promise, str | Promise]] = [(_("Email"), why["email"])]
    rows += [(LABELS[name], HELD[name]) for name in LABELS if getattr(ticket.customer, name)]
    return rows + [(row.label, row.purpose) for row in (settings.fields.all() if settings else ())]
