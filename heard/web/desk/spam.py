"""Spam: the ticket leaves every view but one, and perhaps what its address sends from now on does, too."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.tickets import blocking, changes
from heard.tickets.access import ticket_for
from heard.tickets.models import Status
from heard.web.desk import organising
from heard.web.request import person_of


@login_required
@require_POST
def spam(request: HttpRequest, number: int) -> HttpResponse:
    """Makes it spam; with `block` also blocks its address, with `unblock` lets that one in again."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    address = ticket.identity.address
    if "unblock" in request.POST:
        blocking.unblock(ticket.identity, by=me, where=ticket)
        text = _("Mail from %(address)s comes to the inbox again.") % {"address": address}
        return organising.answer(request, number, me, text=text)
    done = changes.make(me, [number], "status", Status.SPAM.value)
    text = _("No. %(number)d is spam.") % {"number": number}
    if "block" in request.POST:
        done += changes.block(me, number)
        text = _("No. %(number)d is spam, its address blocked.") % {"number": number}
    undo = changes.token(done, me) if done else ""
    return organising.answer(request, number, me, text=text, undo=undo)
