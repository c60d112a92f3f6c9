"""Where I am signed in: signing out one browser, or all but this one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.staff import browsers, people
from heard.staff.models import Browser
from heard.web.browsers import stay
from heard.web.request import person_of


@login_required
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Signs one of mine out."""
    me = person_of(request)
    browsers.end(get_object_or_404(Browser, person=me, pk=number), by=me)
    messages.success(request, _("Signed out there."))
    return redirect("desk:profile")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Signs all the others out."""
    me = person_of(request)
    people.sign_out_everywhere(me, by=me)
    stay(request)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("desk:profile")
