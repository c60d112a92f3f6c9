"""Privacy: who asks to be deleted, how long what is kept, what became of who was erased. Owners only."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from heard.customers import forgetting
from heard.customers.models import Customer, Identity
from heard.privacy import retention
from heard.privacy.models import Cleaning, Erasure, Kept
from heard.search import names
from heard.web.request import owner_of
from heard.web.viewers import grant_for

MOST = 50
MOST_FOUND = 10
LONGEST_DAYS = 36_500


NO_DAYS = gettext_lazy("Whole days, 1 or more. Leave it empty to keep it for good.")
TOO_LONG = gettext_lazy("At most %(limit_value)s days. Leave it empty to keep it for good.")


class RetentionForm(forms.Form):
    """For how many days each kind is kept; empty: for good."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {"invalid": NO_DAYS, "min_value": NO_DAYS, "max_value": TOO_LONG}
        for kind in Kept:
            self.fields[kind.value] = forms.IntegerField(
                required=False, min_value=1, max_value=LONGEST_DAYS, label=kind.label, error_messages=said
            )

    def named(self) -> list[Kept]:
        """The kinds that were sent at all: one that is missing was not emptied by anybody."""
        return [kind for kind in Kept if kind.value in self.data]

    def clean(self) -> dict[str, Any]:
        """Refuses what names no kind at all, instead of changing nothing and saying so."""
        if not self.named():
            raise forms.ValidationError(_("Nothing was said of any kind. Fill in a number of days."))
        return super().clean() or {}


@login_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """All of it on one page."""
    owner_of(request)
    return _page(request, None)


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """How long what is kept from now on; the first round is in the coming night."""
    me = owner_of(request)
    form = RetentionForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    changed = [
        kind for kind in form.named() if retention.keep_for(kind, form.cleaned_data[kind.value], by=me)
    ]
    if changed:
        messages.success(request, _("Kept. The first round begins in the coming night."))
    return redirect("setup:privacy")


@login_required
@require_POST
def decline(request: HttpRequest, number: int) -> HttpResponse:
    """A wish to be deleted that cannot be followed, with the reason."""
    me = owner_of(request)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("Say why, as you said it to them. It stands here for whoever asks later."))
    elif forgetting.decline(number, reason, by=me):
        messages.success(request, _("Noted. Did you tell them, and why? The law asks for both."))
    return redirect("setup:privacy")


def _page(request: HttpRequest, form: RetentionForm | None) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:200]
    form = form or RetentionForm(initial={row.kind: row.days for row in retention.rules()})
    rules = [(row, form[row.kind], Kept(row.kind).label) for row in retention.rules()]
    erasures = Erasure.objects.select_related("person").order_by("-pk")[:MOST]
    context = {
        "wishes": forgetting.waiting(),
        "asked": asked,
        "found": _found(asked) if asked else [],
        "form": form,
        "rules": rules,
        "erasures": erasures,
        "cleaning": Cleaning.objects.filter(state="waiting").order_by("due_at").first(),
        "grant": grant_for(owner_of(request), "setup"),
        "nav_current": "setup",
        "setup_current": "privacy",
    }
    return render(request, "setup/privacy.html", context, status=422 if form.errors else 200)


def _found(asked: str) -> list[dict[str, Any]]:
    """Customers of this name or address, as the desk's search finds people."""
    numbers = names.find(asked, "customer")[:MOST_FOUND]
    exact = Identity.objects.filter(address=asked.lower()).values_list("customer", flat=True)
    numbers = list(dict.fromkeys([*exact, *numbers]))[:MOST_FOUND]
    rows = Customer.objects.filter(pk__in=numbers, erased_at=None).prefetch_related("identities")
    return [
        {"customer": row, "addresses": ", ".join(one.address for one in row.identities.all())} for row in rows
    ]
