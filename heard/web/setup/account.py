"""Somebody's name and the address that they sign in with, as an owner sets them."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heard.alerts import addresses
from heard.alerts.addresses import NotPossible
from heard.staff.models import Person, Role
from heard.web.request import owner_of
from heard.web.setup import person as their_page
from heard.web.setup.account_form import AccountForm


@login_required
@require_POST
def account(request: HttpRequest, number: int) -> HttpResponse:
    """Gives them another name or another address; the address they had is told."""
    owner = owner_of(request)
    _me, found = their_page.whom(request, number)
    form = AccountForm(request.POST)
    if found.role != Role.SERVICE and form.is_valid() and _kept(found, form, owner):
        messages.success(request, _("Kept."))
        return redirect("setup:person", number)
    return their_page.page(request, owner, Person.objects.get(pk=number), account=form)


def _kept(found: Person, form: forms.Form, owner: Person) -> bool:
    try:
        addresses.give(found, form.cleaned_data["email"], by=owner)
    except NotPossible as reason:
        form.add_error("email", str(reason))
        return False
    addresses.rename(found, form.cleaned_data["name"], by=owner)
    return True
