"""At which addresses is the customer of a ticket reached; which one is added, answered at, or not theirs?"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heard.customers import identities
from heard.customers.models import Customer
from heard.staff.models import Person
from heard.tickets import access, removed_addresses
from heard.tickets import addresses as reached
from heard.tickets.access import ticket_for
from heard.tickets.addresses import NotAnAddress, Taken
from heard.tickets.models import Status, Ticket
from heard.tickets.removed_addresses import NotRemovable
from heard.web.request import person_of

OTHERS = 10


@login_required
@require_http_methods(["GET", "POST"])
def addresses(request: HttpRequest, number: int) -> HttpResponse:
    """The list, and a field for another one; of one that is somebody else's, their tickets to merge with."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    if request.method != "POST" or ticket.customer.erased_at:
        return _page(request, ticket)
    if "answer_at" in request.POST:
        chosen = request.POST["answer_at"]
        wanted = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0
        if reached.answer_at(ticket, wanted, by=me):
            messages.success(request, _("Answers of this ticket go there from now on."))
        return redirect("desk:ticket", number)
    if "remove" in request.POST:
        return _remove(request, ticket, me)
    typed = request.POST.get("address", "")[: reached.LONGEST]
    try:
        reached.add(ticket, typed, by=me)
    except NotAnAddress as reason:
        return _page(request, ticket, typed=typed, wrong=str(reason))
    except Taken as taken:
        return _page(request, ticket, typed=typed, **_theirs(taken.customer, ticket, me))
    messages.success(request, _("Kept."))
    return redirect("desk:ticket", number)


def _remove(request: HttpRequest, ticket: Ticket, me: Person) -> HttpResponse:
    """Asks first what shall become of it, with what goes along; pressed again it is done."""
    chosen = request.POST["remove"]
    number = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0
    try:
        if request.POST.get("sure"):
            taken = removed_addresses.remove(ticket, number, by=me)
            words = _("%(address)s is no longer this customer's.") % {"address": taken.identity.address}
            messages.success(request, words)
            return redirect("desk:addresses", ticket.number)
        return _page(request, ticket, asked=removed_addresses.what_goes(ticket, number))
    except NotRemovable as reason:
        return _page(request, ticket, refused=str(reason))


def _theirs(customer: Customer, ticket: Ticket, me: Person) -> dict[str, Any]:
    """Whose it is, and their tickets that `me` may see: the matter can go on in one of these."""
    rows = access.customers_tickets(me, customer.pk, but=ticket.number, most=OTHERS)
    if not rows:
        return {"wrong": _("This address belongs to another customer, of whom you see no ticket.")}
    shown = [{**row, "status_label": Status(row["status"]).label} for row in rows]
    return {"wrong": _("This address belongs to another customer."), "theirs": customer, "rows": shown}


def _page(request: HttpRequest, ticket: Ticket, **more: Any) -> HttpResponse:
    context = {
        "ticket": ticket,
        "customer": ticket.customer,
        "known": identities.all_of(ticket.customer_id),
        "ticket_url": reverse("desk:ticket", args=[ticket.number]),
        "nav_current": "inbox",
        "longest": reached.LONGEST,
        **more,
    }
    return render(
        request, "desk/addresses.html", context, status=422 if more.keys() & {"wrong", "refused"} else 200
    )
