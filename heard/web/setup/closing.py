"""When is a ticket over? The customer said so, or nothing for so many days after it was solved."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heard.staff import desk
from heard.tickets import closing as over
from heard.web.request import person_of

LONGEST = 365


class ClosingForm(forms.Form):
    """After how many days; empty: never."""

    days = forms.IntegerField(required=False, min_value=1, max_value=LONGEST)


@login_required
@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest) -> HttpResponse:
    """The days. Where much was solved longer ago already, that is asked about before it is kept."""
    stands = desk.closes_after()
    form = ClosingForm(request.POST if request.method == "POST" else None, initial={"days": stands})
    older = 0
    if form.is_valid():
        days = form.cleaned_data["days"]
        older = over.due(days, timezone.now()).count() if days and days != stands else 0
        if not older or "sure" in request.POST:
            desk.close_after(days, by=person_of(request))
            messages.success(request, _("Kept."))
            return redirect("setup:closing")
    context = {"form": form, "older": older, "nav_current": "setup", "setup_current": "closing"}
    return render(request, "setup/closing.html", context, status=422 if form.errors else 200)
