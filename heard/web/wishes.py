"""How often somebody gets mails about notices: on their page, and behind the link in each such mail."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from heard.alerts import wishes as alerts
from heard.alerts.models import ByMail, Wishes
from heard.staff.models import Person


class WishesForm(forms.Form):
    """How often, and when never."""

    by_mail = forms.ChoiceField(choices=ByMail.choices)
    quiet_from = forms.TimeField(required=False)
    quiet_until = forms.TimeField(required=False)

    def keep(self, person: Person) -> None:
        """Keeps the answers."""
        given = self.cleaned_data
        alerts.choose(
            person, ByMail(given["by_mail"]), quiet_from=given["quiet_from"], quiet_until=given["quiet_until"]
        )


def form_for(person: Person, data: Any = None) -> WishesForm:
    """The form with what `person` chose."""
    now: Wishes = alerts.of(person)
    initial = {
        "by_mail": now.by_mail,
        "quiet_from": _hour(now.quiet_from),
        "quiet_until": _hour(now.quiet_until),
    }
    return WishesForm(data, initial=initial)


@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest, key: str) -> HttpResponse:
    """The form behind the link; no sign-in, because it opens nothing else. A GET changes nothing."""
    person = alerts.whose(key)
    if person is None:
        return _unstored(render(request, "join_over.html", {}, status=410))
    form = form_for(person, request.POST or None)
    kept = request.method == "POST" and form.is_valid()
    if kept:
        form.keep(person)
    context = {"form": form, "kept": kept, "person": person}
    return _unstored(render(request, "wishes.html", context, status=422 if form.errors else 200))


def _hour(value: Any) -> str:
    return value.strftime("%H:%M") if value else ""


def _unstored(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
