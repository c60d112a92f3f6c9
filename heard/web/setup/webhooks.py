"""Webhooks: which programs hear of what, how that goes, and sending something again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heard.channels.webhook import deliver, subscriptions
from heard.channels.webhook.models import Delivery, Subscription
from heard.channels.webhook.subscriptions import KINDS, NotUsable
from heard.lib.ref import ref
from heard.staff import roles
from heard.staff.roles import Act
from heard.web.request import owner_of, person_of
from heard.web.token_form import shown_once

MOST = 50
FIRST = ("ticket", "message", "note")
Group = tuple[str, list[tuple[str, bool]]]


class WebhookForm(forms.Form):
    """Where to, and of what."""

    url = forms.CharField(
        max_length=2000, error_messages={"required": gettext_lazy("Write the address of the program.")}
    )
    kinds = forms.MultipleChoiceField(choices=[(kind.value, kind.value) for kind in KINDS], required=False)

    @property
    def first(self) -> list[Group]:
        """What most programs want to hear of, and whether each kind is ticked."""
        return [group for group in self._groups() if group[0] in FIRST]

    @property
    def rest(self) -> list[Group]:
        """All the others."""
        return [group for group in self._groups() if group[0] not in FIRST]

    @property
    def is_rest_chosen(self) -> bool:
        """Whether one of those is ticked."""
        return any(chosen for _title, kinds in self.rest for _kind, chosen in kinds)

    def _groups(self) -> list[Group]:
        """The kinds by what they are about."""
        chosen = set(self["kinds"].value() or [])
        found: dict[str, list[tuple[str, bool]]] = {}
        for kind in KINDS:
            found.setdefault(kind.value.partition(".")[0], []).append((kind.value, kind.value in chosen))
        return list(found.items())


@login_required
@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    """All addresses."""
    context = {"rows": Subscription.objects.order_by("pk")} | _where(request)
    return render(request, "setup/webhooks.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Asks for an address and kinds, then shows the secret once."""
    owner = owner_of(request)
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = subscriptions.subscribe(**form.cleaned_data, by=ref(owner))
        except NotUsable as reason:
            form.add_error("url", str(reason))
        else:
            return _secret(request, made, secret)
    context = {"form": form} | _where(request)
    return render(request, "setup/new_webhook.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, number: int) -> HttpResponse:
    """One address with its log; a POST changes it."""
    found = get_object_or_404(Subscription, pk=number)
    form = WebhookForm(request.POST or None, initial={"url": found.url, "kinds": found.kinds})
    if request.method == "POST":
        owner = owner_of(request)
        if form.is_valid():
            try:
                secret = subscriptions.change(found, **form.cleaned_data, by=ref(owner))
            except NotUsable as reason:
                form.add_error("url", str(reason))
            else:
                if secret:
                    return _secret(request, Subscription.objects.get(pk=number), secret)
                messages.success(request, _("Kept."))
                return redirect("setup:webhook", number)
    log = found.deliveries.select_related("entry").order_by("-pk")[:MOST]
    context = {"webhook": found, "form": form, "log": log} | _where(request)
    return render(request, "setup/webhook.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def secret(request: HttpRequest, number: int) -> HttpResponse:
    """A new secret, shown once."""
    owner = owner_of(request)
    found = get_object_or_404(Subscription, pk=number)
    return _secret(request, found, subscriptions.renew_secret(found, by=ref(owner)), old_signs=True)


@login_required
@require_POST
def switch(request: HttpRequest, number: int) -> HttpResponse:
    """Turns it on or off."""
    owner = owner_of(request)
    found = get_object_or_404(Subscription, pk=number)
    subscriptions.turn(found, on=request.POST.get("on") == "yes", by=ref(owner))
    return redirect("setup:webhook", number)


@login_required
@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    """Forgets the address and its log."""
    owner = owner_of(request)
    found = get_object_or_404(Subscription, pk=number)
    subscriptions.remove(found, by=ref(owner))
    messages.success(request, _("%(url)s is told nothing any more.") % {"url": found.url})
    return redirect("setup:webhooks")


@login_required
@require_POST
def repeat(request: HttpRequest, number: int, delivery: int) -> HttpResponse:
    """Sends one again."""
    owner_of(request)
    row = get_object_or_404(Delivery, pk=delivery, subscription=number)
    if deliver.send_again(row):
        messages.success(request, _("It is sent again within seconds, if the webhook is on."))
    else:
        messages.info(request, _("It is being sent just now."))
    return redirect("setup:webhook", number)


def _secret(request: HttpRequest, found: Subscription, secret: str, **more: Any) -> HttpResponse:
    return shown_once(request, "setup/webhook_secret.html", secret, webhook=found, **more, **_where(request))


def _where(request: HttpRequest) -> dict[str, Any]:
    is_owner = roles.may(person_of(request), Act.OWN)
    return {"nav_current": "setup", "setup_current": "webhooks", "is_owner": is_owner}
