"""Escalating a ticket: of whom is help asked, and why? And settling it, once the help is there (R-031)."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heard.phrasing import dismissals
from heard.phrasing.models import Scope
from heard.staff import people, teams
from heard.staff.models import Person
from heard.tickets import changes, escalations, heat
from heard.tickets.access import ticket_for, tickets_of
from heard.tickets.changes import Change
from heard.tickets.escalations import Why
from heard.tickets.models import ACTIVE, Ticket
from heard.tickets.organise import Stale
from heard.web.desk import organising
from heard.web.request import person_of


@login_required
@require_http_methods(["GET", "POST"])
def escalation(request: HttpRequest, number: int) -> HttpResponse:
    """The form, and what was chosen in it; `settle` ends the one that stands, `misread` takes it back."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    if "settle" in request.POST:
        done = escalations.settle(ticket, by=me)
        said = _("The escalation is settled.") if done else _("It is not escalated any more.")
        return organising.answer(request, number, me, text=said)
    if "misread" in request.POST:
        return _misread(request, ticket, me)
    if request.method == "POST":
        return _escalate(request, ticket, me)
    first = escalations.first_choice(ticket, me)
    return _form(request, ticket, me, {"to": f"person-{first.pk}" if first else "", "reason": ""})


def _misread(request: HttpRequest, ticket: Ticket, me: Person) -> HttpResponse:
    """The message did not sound like that; the ticket may have gone back to where one does not see it."""
    dismissals.dismiss(ticket.number, heat.RULE, Scope.TICKET, reason="", by=me)
    heat.misread(ticket, by=me)
    if not tickets_of(me).filter(pk=ticket.pk).exists():
        inbox = reverse("desk:inbox")
        in_page = "HX-Request" in request.headers
        return HttpResponse(headers={"HX-Redirect": inbox}) if in_page else redirect(inbox)
    return organising.answer(request, ticket.number, me, text=_("Misread: the escalation is taken back."))


def _escalate(request: HttpRequest, ticket: Ticket, me: Person) -> HttpResponse:
    written = {"to": request.POST.get("to", "")[:30], "reason": request.POST.get("reason", "").strip()}
    to = escalations.named(written["to"])
    wrong: dict[str, str] = {}
    if to is None:
        wrong["to"] = _("Choose somebody of the list.")
    if not written["reason"]:
        wrong["reason"] = _("Say in one line why: whoever gets it reads this first.")
    if not _is_open(ticket):
        wrong["to"] = _("This ticket is closed. Open it again first.")
    if to is None or wrong:
        return _form(request, ticket, me, written, wrong)
    try:
        made = escalations.escalate(ticket, to, Why(written["reason"], by=me))
    except Stale as stale:
        return _form(request, stale.ticket, me, written, {"to": str(stale)})
    if not tickets_of(me).filter(pk=ticket.pk).exists():
        return redirect("desk:inbox")
    undo = changes.token([Change(ticket.number, "escalated", None, made.pk)], me)
    address = reverse("desk:ticket", args=[ticket.number])
    return redirect(f"{address}?{urlencode({'escalated': '1', 'undo': undo})}")


def _is_open(ticket: Ticket) -> bool:
    return ticket.status in ACTIVE and ticket.merged_into_id is None


def _form(
    request: HttpRequest,
    ticket: Ticket,
    me: Person,
    written: dict[str, str],
    wrong: dict[str, str] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "ticket": ticket,
        "written": written,
        "wrong": wrong or {},
        "people": [(f"person-{pk}", name) for pk, name in people.choices()],
        "teams": [(f"team-{pk}", name) for pk, name in teams.choices()],
        "me": me,
        "longest": escalations.LONGEST,
        "ticket_url": reverse("desk:ticket", args=[ticket.number]),
        "nav_current": "inbox",
    }
    return render(request, "desk/escalation.html", context, status=422 if wrong else 200)
