"""What can be done to a ticket as a whole? The menus of its head, made once for all that are alike."""

import secrets
from collections.abc import Mapping

from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from heard.tickets.models import Priority, Status, Ticket
from heard.web import addresses
from heard.web.desk import holds
from heard.web.pieces import TOKEN, Pieces, manner

# What stands where each ticket's address and subject come.
ADDRESS, SUBJECT = secrets.token_hex(16), secrets.token_hex(16)

kept = Pieces(500)


def shown(ticket: Ticket, *, follows: bool, token: str) -> SafeString:
    """The menus of `ticket` for somebody who follows it or not, with their CSRF token."""
    alike = {
        "follows": follows,
        "is_spam": ticket.status == Status.SPAM,
        "is_blocked": ticket.identity.blocked_since is not None,
        "is_merged": ticket.merged_into_id is not None,
        "priority": ticket.priority,
    }
    html = kept.find((*alike.values(), timezone.now().date(), *manner()), lambda: _made(alike))
    address = addresses.of("desk:ticket", ticket.number)
    for mark, words in ((ADDRESS, address), (TOKEN, token), (SUBJECT, escape(ticket.subject))):
        html = html.replace(mark, words)
    return mark_safe(html)  # noqa: S308 - what the template escaped, and a subject that is escaped here


def _made(alike: Mapping[str, object]) -> str:
    return get_template("desk/_tools.html").render(
        {
            **alike,
            "url": ADDRESS,
            "subject": SUBJECT,
            "csrf_token": TOKEN,
            "holds": holds.choices(),
            "priorities": Priority.choices,
        }
    )
