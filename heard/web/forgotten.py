"""A forgotten password: asking for a link by mail. What follows is the same whether we know the address."""

import logging

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from heard.alerts import passwords
from heard.alerts.passwords import TooOften
from heard.lib import rates

log = logging.getLogger(__name__)


class ForgottenForm(forms.Form):
    """The address that they sign in with."""

    email = forms.EmailField(max_length=254)


@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Asks for the address, and says how else one gets in; where no mail can leave, only the latter."""
    can = passwords.can_be_mailed()
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and can and form.is_valid():
        try:
            network = rates.block_of(str(request.META.get("REMOTE_ADDR", "")))
            passwords.ask(form.cleaned_data["email"], network=network, language=get_language() or "")
        except TooOften:
            log.warning("A link for a forgotten password was refused: too many asked.")
            form.add_error(
                None, _("Many have asked for such a mail from your network. Wait an hour, and try again.")
            )
            return _shown(request, {"form": form, "can": True}, 429)
        return _shown(request, {"sent_to": form.cleaned_data["email"], "can": True})
    return _shown(request, {"form": form, "can": can}, 422 if form.errors else 200)


def _shown(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, "forgotten.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
