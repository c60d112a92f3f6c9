"""Adding a passkey of mine, and taking one away."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from heard.staff import second_step as steps
from heard.web import passkeys
from heard.web.browsers import stay
from heard.web.desk.second_step import PasswordAgain, shown_codes
from heard.web.request import person_of


class PasskeyForm(PasswordAgain):
    """What the browser made, and what I call it."""

    name = forms.CharField(
        max_length=80, error_messages={"required": gettext_lazy("Say which device it is.")}
    )
    credential = forms.JSONField(
        error_messages={
            "required": gettext_lazy("The browser made no key. Try again."),
            "invalid": gettext_lazy("The browser made no key. Try again."),
        }
    )


@sensitive_post_parameters("password")
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """Asks the browser to make one."""
    me = person_of(request)
    if not passkeys.possible(request):
        raise Http404(_("Passkeys need an address with a name, over https."))
    form = PasskeyForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if passkeys.add(me, form.cleaned_data["name"], form.cleaned_data["credential"]):
            stay(request)
            if steps.codes_left(me):
                messages.success(request, _("The passkey counts from now on. Elsewhere you are signed out."))
                return redirect("desk:second_step")
            return shown_codes(request, steps.new_codes(me))
        form.add_error("credential", _("The key does not fit this page. Try again."))
    context: dict[str, Any] = {"form": form, "options": passkeys.begin_adding(me)}
    return render(request, "desk/passkey.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("password")
@login_required
@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    """Takes one away; with the last thing I can show, the recovery codes go, too."""
    me = person_of(request)
    row = get_object_or_404(Authenticator, user=me, type=Authenticator.Type.WEBAUTHN, pk=number)
    form = PasswordAgain(request, request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    elif steps.remove_one(me, row):
        stay(request)
        messages.success(request, _("The passkey no longer counts. Elsewhere you are signed out."))
    return redirect("desk:second_step")
