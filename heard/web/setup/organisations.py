"""Organisations: which companies do our customers belong to, and by which mail domains are they known?"""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from heard.customers import organisations as companies
from heard.customers.domains import NotTheirs
from heard.customers.models import Domain, Organisation
from heard.lib.ref import ref
from heard.staff.models import Role
from heard.web.request import owner_of, person_of

MOST = 500


class NameForm(forms.Form):
    """The name of a company."""

    name = forms.CharField(
        max_length=companies.NAME_LENGTH,
        error_messages={"required": gettext_lazy("Write the name of the company.")},
    )


class DomainForm(forms.Form):
    """What stands behind the @ in its people's addresses."""

    domain = forms.CharField(
        max_length=254, error_messages={"required": gettext_lazy("Write what stands behind the @.")}
    )


@login_required
@require_http_methods(["GET", "POST"])
def organisations(request: HttpRequest) -> HttpResponse:
    """The list, and the form that enters one more."""
    person = person_of(request)
    form = NameForm(request.POST or None)
    if request.method == "POST":
        owner_of(request)
        if form.is_valid():
            entered = companies.enter(form.cleaned_data["name"], by=ref(person))
            return redirect("setup:organisation", entered.pk)
    rows = companies.named().prefetch_related(Prefetch("domains", queryset=Domain.objects.order_by("name")))
    context = {"rows": rows[:MOST], "form": form, "is_owner": person.role == Role.OWNER} | _where()
    return render(request, "setup/organisations.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    """One of them, with its domains; a POST gives it another name."""
    person = person_of(request)
    found = get_object_or_404(Organisation, pk=number)
    form = NameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST":
        owner_of(request)
        if form.is_valid():
            companies.rename(found, form.cleaned_data["name"])
            return redirect("setup:organisation", number)
    return _page(request, found, form=form, domain=DomainForm(), is_owner=person.role == Role.OWNER)


@login_required
@require_POST
def domains(request: HttpRequest, number: int) -> HttpResponse:
    """Adds a domain; refuses, with the reason, what anybody can have an address at."""
    owner = owner_of(request)
    found = get_object_or_404(Organisation, pk=number)
    form = DomainForm(request.POST)
    if form.is_valid():
        try:
            companies.add_domain(found, form.cleaned_data["domain"], by=ref(owner))
            return redirect("setup:organisation", number)
        except NotTheirs as reason:
            form.add_error("domain", str(reason))
    return _page(request, found, form=NameForm(initial={"name": found.name}), domain=form, is_owner=True)


@login_required
@require_POST
def remove_domain(request: HttpRequest, number: int, domain: int) -> HttpResponse:
    """Nobody joins by this domain any more."""
    owner = owner_of(request)
    companies.remove_domain(get_object_or_404(Organisation, pk=number), domain, by=ref(owner))
    return redirect("setup:organisation", number)


@login_required
@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Forgets an organisation."""
    owner = owner_of(request)
    found = get_object_or_404(Organisation, pk=number)
    companies.remove(found, by=ref(owner))
    messages.info(
        request, _("%(name)s is no longer in the list. Its people and tickets stay.") % {"name": found.name}
    )
    return redirect("setup:organisations")


def _page(
    request: HttpRequest, found: Organisation, *, form: NameForm, domain: DomainForm, is_owner: bool
) -> HttpResponse:
    context = {
        "organisation": found,
        "domains": found.domains.order_by("name"),
        "form": form,
        "domain": domain,
        "is_owner": is_owner,
    }
    status = 422 if form.errors or domain.errors else 200
    return render(request, "setup/organisation.html", context | _where(), status=status)


def _where() -> dict[str, str]:
    return {"nav_current": "setup", "setup_current": "organisations"}
