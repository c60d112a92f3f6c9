"""Removing words of a ticket for good: which, where they stand, and what goes with them (R-430)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from heard.files import store
from heard.lib import sensitive
from heard.privacy import redact
from heard.privacy.redact import NothingToRemove
from heard.staff.models import Person
from heard.tickets import lineage
from heard.tickets.access import ticket_for
from heard.tickets.models import Attachment, Message, Ticket
from heard.web.request import person_of

LONGEST = 5_000
MOST_FILES = 100


@login_required
@require_http_methods(["GET", "POST"])
def redaction(request: HttpRequest, number: int) -> HttpResponse:
    """The form, with numbers that should not lie about as a beginning; and removing them."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    family = lineage.numbers_of(ticket.number)
    written, wrong = "\n".join(_numbers(request, family)), ""
    if request.method == "POST":
        written = request.POST.get("words", "")[:LONGEST]
        try:
            said = _remove(ticket, written, request.POST.getlist("files"), me)
        except NothingToRemove:
            wrong = _(
                "Nothing of that stands in this ticket. Write the words as they stand there, one a line."
            )
        else:
            messages.success(request, said)
            return redirect("desk:ticket", number)
    files = Attachment.objects.filter(message__ticket__in=family).exclude(blob=store.GONE).order_by("pk")
    context = {"ticket": ticket, "written": written, "wrong": wrong, "files": files[:MOST_FILES]}
    context |= {"ticket_url": reverse("desk:ticket", args=[number]), "nav_current": "inbox"}
    return render(request, "desk/redaction.html", context, status=422 if wrong else 200)


def _numbers(request: HttpRequest, family: list[int]) -> list[str]:
    """The numbers in the message that somebody came from, as they are written there."""
    asked = request.GET.get("message", "")
    if not asked.isdecimal() or len(asked) > 18:
        return []
    found = Message.objects.filter(pk=int(asked), ticket__in=family).first()
    return sensitive.numbers(f"{found.subject}\n{found.text}\n{found.whole_text}") if found else []


def _remove(ticket: Ticket, written: str, files: list[str], me: Person) -> str:
    """What was removed, in words. Raises NothingToRemove."""
    numbers = [int(each) for each in files[:MOST_FILES] if each.isdecimal() and len(each) < 19]
    done = redact.words(ticket, written.splitlines(), files=numbers, by=me)
    return ngettext("Removed in %(n)s place.", "Removed in %(n)s places.", done.places + done.files) % {
        "n": done.places + done.files
    }
