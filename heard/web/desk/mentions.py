"""Who called me? The notes with my name in them that I have not opened."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from heard.tickets import mentions as calls
from heard.web.request import person_of
from heard.web.viewers import grant_for


@login_required
@require_safe
def mentions(request: HttpRequest) -> HttpResponse:
    """A short list; opening the ticket takes its notes off it."""
    me = person_of(request)
    rows = [
        {
            "who": mention.note.person.name,
            "at": mention.note.at,
            "text": mention.note.text,
            "subject": mention.note.ticket.subject,
            "customer": mention.note.ticket.customer.name,
            "url": f"{reverse('desk:ticket', args=[mention.note.ticket_id])}#note-{mention.note_id}",
        }
        for mention in calls.unseen(me)[: calls.LISTED]
    ]
    context = {"calls": rows, "grant": grant_for(me, f"person:{me.pk}"), "nav_current": "mentions"}
    return render(request, "desk/mentions.html", context)
