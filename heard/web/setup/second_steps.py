"""Who must show more than a password, and what helps somebody who lost their phone; for owners."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.staff import second_step
from heard.web.request import owner_of
from heard.web.setup.person import whom


@login_required
@require_POST
def require(request: HttpRequest) -> HttpResponse:
    """Says which roles must have it."""
    second_step.require(request.POST.getlist("roles"), by=owner_of(request))
    messages.success(request, _("Kept. Whoever lacks it sets it up before anything else."))
    return redirect("setup:people")


@login_required
@require_POST
def reset(request: HttpRequest, number: int) -> HttpResponse:
    """Takes somebody's second step away; they are signed out everywhere."""
    owner = owner_of(request)
    _me, found = whom(request, number)
    if found == owner:
        return redirect("desk:second_step")  # where it takes the password
    if second_step.remove(found, by=owner):
        messages.success(
            request,
            _("%(name)s signs in with the password alone until they set it up again.") % {"name": found.name},
        )
    return redirect("setup:person", number)
