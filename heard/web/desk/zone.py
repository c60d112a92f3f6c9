"""Saying in which time zone a customer lives: a form of its own, for the list of zones is long."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from heard.customers import zones
from heard.customers.zones import UnknownZone
from heard.tickets.access import ticket_for
from heard.web.request import person_of


@login_required
@require_http_methods(["GET", "POST"])
def zone(request: HttpRequest, number: int) -> HttpResponse:
    """The form, and what was chosen in it."""
    me = person_of(request)
    customer = ticket_for(me, number).customer
    written, wrong = customer.time_zone, ""
    if request.method == "POST":
        written = request.POST.get("zone", "")[:60]
        try:
            zones.choose(customer, written, by=me)
        except UnknownZone as reason:
            wrong = str(reason)
        else:
            return redirect("desk:ticket", number)
    context = {
        "customer": customer,
        "written": written,
        "wrong": wrong,
        "zones": zones.NAMES,
        "ticket_url": reverse("desk:ticket", args=[number]),
        "zone_url": request.path,
        "nav_current": "inbox",
    }
    part = "desk/_zone.html" if "HX-Request" in request.headers else "desk/zone.html"
    return render(request, part, context, status=422 if wrong else 200)
