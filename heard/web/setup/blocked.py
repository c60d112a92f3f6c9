"""Blocked addresses: which are they, and which may write again?"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heard.customers.models import Identity
from heard.tickets import blocking
from heard.web.request import person_of

MOST = 500


@login_required
@require_http_methods(["GET", "POST"])
def blocked(request: HttpRequest) -> HttpResponse:
    """The list; a POST lets one in again."""
    me = person_of(request)
    if request.method == "POST":
        number = request.POST.get("identity", "")
        wanted = int(number) if number.isdecimal() and len(number) < 19 else 0
        identity = get_object_or_404(Identity, pk=wanted) if wanted else None
        if identity and blocking.unblock(identity, by=me):
            said = _("Mail from %(address)s comes to the inbox again.") % {"address": identity.address}
            messages.success(request, said)
        return redirect("setup:blocked")
    rows = list(blocking.blocked()[: MOST + 1])
    context = {"rows": rows[:MOST], "most": MOST if len(rows) > MOST else 0, "nav_current": "setup"}
    return render(request, "setup/blocked.html", context | {"setup_current": "blocked"})
