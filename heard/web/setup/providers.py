"""Signing in with the company's accounts: naming a provider, and its terms; for owners."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heard.lib import sealed
from heard.lib.openid.trouble import Trouble, Unusable
from heard.staff import accounts, roles
from heard.staff import providers as staff
from heard.staff.models import Account, Person, Provider, Role
from heard.staff.providers import MAY_JOIN_AS, AlreadyNamed, Terms
from heard.staff.roles import Act
from heard.web.browsers import stay
from heard.web.provider_words import TROUBLES
from heard.web.request import owner_of, person_of
from heard.web.sessions import SHOWN_AT
from heard.web.with_provider import return_address

DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
VALUE = re.compile(r"[!-~]{1,200}")
MOST = 20
TELLING = (Trouble.LACKS, Trouble.OTHER_ISSUER, Trouble.NO_DOCUMENT, Trouble.NO_ANSWER)


class NewForm(forms.Form):
    """Where the provider is, and what its button says."""

    name = forms.CharField(max_length=60, error_messages={"required": gettext_lazy("Write a name.")})
    issuer = forms.CharField(
        max_length=500, error_messages={"required": gettext_lazy("Write the provider's address.")}
    )


class TermsForm(forms.Form):
    """Who we are there, and on which terms people come from it."""

    name = forms.CharField(max_length=60, error_messages={"required": gettext_lazy("Write a name.")})
    client_id = forms.CharField(max_length=300, required=False)
    secret = forms.CharField(max_length=2000, required=False, strip=True)
    is_on = forms.BooleanField(required=False)
    second_step_values = forms.CharField(max_length=1000, required=False)
    domains = forms.CharField(max_length=4000, required=False)
    joins_as = forms.ChoiceField(choices=[(role.value, role.label) for role in MAY_JOIN_AS])

    def clean_second_step_values(self) -> tuple[str, ...]:
        """Each as a token has it."""
        return _listed(self.cleaned_data["second_step_values"], VALUE, _("No token says this: %(one)s"))

    def clean_domains(self) -> tuple[str, ...]:
        """Each as it stands behind the @."""
        written = self.cleaned_data["domains"].lower().replace("@", "")
        return _listed(written, DOMAIN, _("This is no domain: %(one)s"))

    def clean(self) -> dict[str, Any]:
        """Nobody is sent to a provider that does not know us."""
        found = super().clean() or {}
        if found.get("is_on") and not found.get("client_id"):
            self.add_error("client_id", _("Without it the provider does not know who asks."))
        return found

    def terms(self) -> Terms:
        """The answers; an empty secret keeps the one there is."""
        given = self.cleaned_data
        return Terms(**{**given, "secret": given["secret"] or None, "joins_as": Role(given["joins_as"])})


@login_required
@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    """All of them, and whether passwords let people in."""
    rows = Provider.objects.annotate(linked=Count("accounts")).order_by("pk")
    return render(request, "setup/providers.html", {"rows": rows} | _where(request))


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Asks where the provider is, and asks there what it says of itself."""
    owner = owner_of(request)
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = staff.name(given["issuer"], given["name"], by=owner)
        except AlreadyNamed as fault:
            form.add_error("issuer", str(fault))
        except Unusable as fault:
            form.add_error("issuer", _why(fault))
        else:
            return redirect("setup:provider", made.pk)
    context = {"form": form} | _where(request)
    return render(request, "setup/new_provider.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("secret")
@login_required
@require_http_methods(["GET", "POST"])
def provider(request: HttpRequest, number: int) -> HttpResponse:
    """One of them; a POST changes its terms."""
    found = get_object_or_404(Provider, pk=number)
    form = TermsForm(request.POST or None, initial=_initial(found))
    if request.method == "POST":
        owner = owner_of(request)
        if form.is_valid():
            staff.change(found, form.terms(), by=owner)
            _stay(request, owner)
            messages.success(request, _("Kept."))
            return redirect("setup:provider", number)
    people = Person.objects.filter(accounts__provider=found).order_by("name", "pk")
    context = {"provider": found, "form": form, "people": people, "back": return_address(found)}
    context |= {"joins": MAY_JOIN_AS} | _where(request)
    return render(request, "setup/provider.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def trial(request: HttpRequest, number: int) -> HttpResponse:
    """Asks the provider what it says of itself, for its keys, and whether it knows us."""
    owner_of(request)
    found = get_object_or_404(Provider, pk=number)
    try:
        is_known = staff.try_it(found, return_address(found))
    except Unusable as fault:
        messages.error(request, str(TROUBLES[fault.trouble]), extra_tags=fault.detail)
    except sealed.Unreadable as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _tried(is_known))
    return redirect("setup:provider", number)


@login_required
@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    """Forgets it, and who is who there."""
    owner = owner_of(request)
    found = get_object_or_404(Provider, pk=number)
    staff.remove(found, by=owner)
    _stay(request, owner)
    messages.success(request, _("%(name)s lets nobody in any more.") % {"name": found.name})
    return redirect("setup:providers")


@login_required
@require_POST
def only(request: HttpRequest) -> HttpResponse:
    """Whether passwords let in none but owners."""
    owner = owner_of(request)
    if staff.only(request.POST.get("only") == "yes", by=owner):
        messages.success(request, _("Kept."))
    else:
        messages.error(request, _("No provider is on: nobody but owners could come in. Turn one on first."))
    return redirect("setup:providers")


@login_required
@require_POST
def unlink(request: HttpRequest, number: int, account: int) -> HttpResponse:
    """Forgets which account at a provider is somebody's."""
    owner = owner_of(request)
    row = get_object_or_404(Account.objects.select_related("person", "provider"), pk=account, person=number)
    accounts.unlink(row, by=owner)
    _stay(request, owner)
    messages.success(request, _("Unlinked. %(name)s is signed out everywhere.") % {"name": row.person.name})
    return redirect("setup:person", number)


def _why(fault: Unusable) -> str:
    """In words, and where those cannot name it, what was found."""
    found = fault.detail if fault.trouble in TELLING else ""
    return f"{TROUBLES[fault.trouble]} {found}".strip()


def _tried(is_known: bool | None) -> str:
    if is_known:
        return _("It works: the provider answers, shows its keys, and knows us.")
    return _("The provider answers and shows its keys. The first sign-in shows whether it takes the secret.")


def _stay(request: HttpRequest, owner: Person) -> None:
    """An owner who sent themselves out with the others stays in this browser, without what counted before."""
    before = owner.session_epoch
    owner.refresh_from_db(fields=["session_epoch"])
    if owner.session_epoch != before:
        request.session.pop(SHOWN_AT, None)
        stay(request)


def _initial(found: Provider) -> dict[str, Any]:
    listed = {name: " ".join(getattr(found, name)) for name in ("second_step_values", "domains")}
    return {
        "name": found.name,
        "client_id": found.client_id,
        "is_on": found.is_on,
        "joins_as": found.joins_as,
    } | listed


def _listed(written: str, shape: re.Pattern[str], wrong: str) -> tuple[str, ...]:
    """The words between blanks and commas. Raises ValidationError."""
    found = tuple(dict.fromkeys(written.replace(",", " ").split()))
    for one in found:
        if not shape.fullmatch(one):
            raise forms.ValidationError(wrong % {"one": one[:60]})
    if len(found) > MOST:
        raise forms.ValidationError(_("These are more than %(most)d.") % {"most": MOST})
    return found


def _where(request: HttpRequest) -> dict[str, Any]:
    is_owner = roles.may(person_of(request), Act.OWN)
    return {"nav_current": "setup", "setup_current": "providers", "is_owner": is_owner}
