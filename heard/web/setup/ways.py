"""One way to the company on the contact page: where, when, by when one is answered, and by whom."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from heard.channels.form import setup
from heard.channels.form.models import ContactWay, Way
from heard.lib.ref import ref
from heard.web.request import person_of

FIELDS = ("way", "label", "address", "hours", "answered", "by_person")


class WayForm(forms.Form):
    """One line of the contact page."""

    way = forms.ChoiceField(choices=Way.choices)
    label = forms.CharField(required=False, max_length=120)
    address = forms.CharField(required=False, max_length=254)
    hours = forms.CharField(required=False, max_length=200)
    answered = forms.CharField(required=False, max_length=200)
    by_person = forms.BooleanField(required=False)

    def clean_address(self) -> str:
        """Nothing that a browser would run."""
        address = str(self.cleaned_data["address"]).strip()
        if ":" in address.partition("/")[0] and not address.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Write a number, a street, a mail address, or https://…"))
        return address


@login_required
@require_http_methods(["GET", "POST"])
def way(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new one, or one that stands; it can be taken away here."""
    found = get_object_or_404(ContactWay, pk=number) if number else ContactWay()
    me = ref(person_of(request))
    if request.method == "POST" and request.POST.get("remove") and number:
        setup.withdraw(number, by=me)
        return redirect("setup:help")
    form = WayForm(request.POST or None, initial={name: getattr(found, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(found, name, value)
        setup.offer(found, by=me)
        return redirect("setup:help")
    context = {"form": form, "way": found, "nav_current": "setup", "setup_current": "help"}
    return render(request, "setup/way.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def place(request: HttpRequest, number: int) -> HttpResponse:
    """One place up or down."""
    setup.move(number, request.POST.get("to") == "up", by=ref(person_of(request)))
    return redirect("setup:help")
