"""What an agent does to a ticket: status, assignment, who may be believed, what the matter is."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.lib.words import one_line
from heard.staff.models import Person
from heard.tickets import changes, matters, organise, participants
from heard.tickets.access import ticket_for
from heard.tickets.changes import Change
from heard.tickets.models import Message, Status, Ticket
from heard.tickets.organise import Stale
from heard.timeline.models import Entry
from heard.web.desk import bulk, organising
from heard.web.desk.forms import AssigneeForm, MatterForm, StatusForm
from heard.web.request import person_of


@login_required
@require_POST
def status(request: HttpRequest, number: int) -> HttpResponse:
    """Gives the ticket another status."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    form = StatusForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("This is not a status. Go back and choose one from the list."))
    chosen = Status(form.cleaned_data["status"])
    try:
        organise.set_status(ticket, chosen, by=me, was=Status(form.cleaned_data["was"]))
    except Stale as stale:
        now = stale.ticket
        return _conflict(
            request,
            now,
            what=_("Both of you changed the status"),
            theirs=str(Status(now.status).label),
            yours=str(chosen.label),
            fields={"status": chosen.value, "was": now.status},
            kind="ticket.status_changed",
        )
    held = ticket.hold_until.isoformat() if ticket.hold_until else None
    return _done(request, me, Change(number, "status", ticket.status, chosen.value, held))


@login_required
@require_POST
def assignee(request: HttpRequest, number: int) -> HttpResponse:
    """Gives the ticket to somebody, or to nobody."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    form = AssigneeForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(
            _("This person is not at the desk. Go back and choose one from the list.")
        )
    chosen: Person | None = form.cleaned_data["assignee"]
    try:
        organise.assign(ticket, chosen, by=me, was=form.cleaned_data["was"])
    except Stale as stale:
        now = stale.ticket
        return _conflict(
            request,
            now,
            what=_("Both of you assigned it"),
            theirs=now.assignee.name if now.assignee else _("nobody"),
            yours=chosen.name if chosen else _("nobody"),
            fields={"assignee": chosen.pk if chosen else "", "was": now.assignee_id or ""},
            kind="ticket.assigned",
        )
    now_with = chosen.pk if chosen else None
    return _done(request, me, Change(number, "assignee", ticket.assignee_id, now_with))


@login_required
@require_POST
def confirm_sender(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Vouches for a sender who was new in this ticket."""
    me = person_of(request)
    found = get_object_or_404(Message, pk=message, ticket=ticket_for(me, number))
    participants.confirm(found, by=me)
    return redirect("desk:ticket", number)


@login_required
@require_POST
def reopen_address(request: HttpRequest, number: int) -> HttpResponse:
    """Says that mail to the customer's address may be sent again."""
    me = person_of(request)
    participants.reopen_address(ticket_for(me, number), by=me)
    return redirect("desk:ticket", number)


@login_required
@require_POST
def matter(request: HttpRequest, number: int) -> HttpResponse:
    """Says what the customer is trying to do, and how they feel."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    form = MatterForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(_("These words are too long. Go back and say it in 300 characters."))
    said = {name: one_line(words, 300) for name, words in form.cleaned_data.items()}
    stage = said["stage"] if "stage" in request.POST else None
    matters.say(ticket, goal=said["goal"], feeling=said["feeling"], stage=stage, by=me)
    return redirect("desk:ticket", number)


def _done(request: HttpRequest, me: Person, change: Change) -> HttpResponse:
    """The ticket as it stands now, with what was done and its Undo."""
    done = [change] if change.was != change.now else []
    undo = changes.token(done, me) if done else ""
    return organising.answer(request, change.number, me, text=bulk.said(done, 1), undo=undo)


def _conflict(  # noqa: PLR0913 - both sides of the page, by name
    request: HttpRequest,
    ticket: Ticket,
    *,
    what: str,
    theirs: str,
    yours: str,
    fields: dict[str, Any],
    kind: str,
) -> HttpResponse:
    """409: what somebody else made of it, beside what you chose. Nothing was overwritten."""
    entries = Entry.objects.filter(subject_kind="ticket", subject_id=ticket.number, kind=kind)
    last = entries.order_by("-id").first()
    who = Person.objects.filter(pk=last.actor_id).first() if last else None
    context = {
        "ticket": {
            "number": ticket.number,
            "subject": ticket.subject,
            "url": reverse("desk:ticket", args=[ticket.number]),
        },
        "what": what,
        "theirs": {
            "who": who.name if who else _("The desk"),
            "at": last.at if last else None,
            "value": theirs,
        },
        "yours": {"value": yours},
        "again": {"action": request.path, "fields": fields},
    }
    return render(request, "desk/conflict.html", context, status=409)
