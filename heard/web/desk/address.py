"""The address that I sign in with: asking for another, and confirming it with the link from the mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from heard.alerts import addresses
from heard.alerts.addresses import NotPossible
from heard.web.desk import profile
from heard.web.desk.address_form import AddressForm
from heard.web.request import person_of


@sensitive_post_parameters("now")
@login_required
@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """Sends the link to the new address."""
    me = person_of(request)
    form = AddressForm(me, request.POST)
    if form.is_valid():
        try:
            addresses.ask(me, form.cleaned_data["email"])
        except NotPossible as reason:
            form.add_error("email", str(reason))
        else:
            said = _("A mail is on its way to %(address)s. Open its link to sign in with that address.")
            messages.success(request, said % {"address": form.cleaned_data["email"]})
            return redirect("desk:profile")
    return profile.page(request, me, address=form)


@login_required
@require_http_methods(["GET", "POST"])
def confirmation(request: HttpRequest, secret: str) -> HttpResponse:
    """The link from the mail: a button, for those who look into mails before us press nothing."""
    me = person_of(request)
    try:
        wanted = addresses.asked_in(me, secret)
        if request.method == "POST":
            addresses.confirm(me, secret)
            messages.success(request, _("You sign in with %(address)s from now on.") % {"address": wanted})
            return redirect("desk:profile")
    except NotPossible as reason:
        return render(request, "desk/address.html", {"over": str(reason)}, status=410)
    return render(request, "desk/address.html", {"wanted": wanted})
