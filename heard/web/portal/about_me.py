"""What we hold about a customer: they see it, correct it, take it along, and ask us to delete it (R-424)."""

import json
import uuid
from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heard.channels.form import door
from heard.channels.form.door import Submission
from heard.channels.form.models import Way
from heard.customers import facts, forgetting, identities, zones
from heard.customers.facts import Facts
from heard.customers.models import Identity
from heard.lib import rates
from heard.lib.ref import NOBODY, ref
from heard.tickets import export, reception
from heard.tickets.requests import Viewer
from heard.web.asking import HELD
from heard.web.portal import place, visitor

ERASURE = "deletion-wish"  # the tag of such a ticket
CHANNELS = (Way.EMAIL, Way.PHONE, Way.FORM)
CONFIRMS = (
    ("", gettext_lazy("by mail, each time I begin a request")),
    ("no", gettext_lazy("not at all: I see it on my pages")),
)
AS_BROWSER = ("", gettext_lazy("as my browser says"))


class FactsForm(forms.Form):
    """What they tell us about themselves."""

    name = forms.CharField(
        max_length=120, error_messages={"required": gettext_lazy("Please tell us your name.")}
    )
    language = forms.ChoiceField(required=False, choices=[AS_BROWSER, *settings.LANGUAGES])
    time_zone = forms.ChoiceField(required=False)
    prefers = forms.ChoiceField(required=False)
    answers_at = forms.ChoiceField(required=False)
    confirms = forms.ChoiceField(required=False, choices=CONFIRMS)

    def __init__(self, mails: list[Identity], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [
            ("", gettext_lazy("the one that I write from")),
            *((str(each.pk), each.address) for each in mails),
        ]
        self.fields["answers_at"].choices = own  # type: ignore[attr-defined]
        zones = [AS_BROWSER, *_zones()]
        liked = [("", gettext_lazy("no preference")), *((way.value, way.label) for way in CHANNELS)]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]
        self.fields["prefers"].choices = liked  # type: ignore[attr-defined]

    def facts(self) -> Facts:
        """What they said."""
        said = self.cleaned_data
        return Facts(
            said["name"],
            said["language"],
            said["time_zone"],
            said["prefers"],
            confirms=said["confirms"] != "no",
            answers_at_id=int(said["answers_at"]) if said["answers_at"] else None,
        )


@cache
def _zones() -> tuple[tuple[str, str], ...]:
    """Every time zone, by name; looked up once, because it reads hundreds of files."""
    return tuple((name, name.replace("_", " ")) for name in sorted(available_timezones()))


@require_http_methods(["GET", "POST"])
@visitor.signed_in
def about_me(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Shows and corrects it."""
    customer = who.identity.customer
    names = ("name", "language", "time_zone", "prefers")
    given: dict[str, object] = {name: getattr(customer, name) for name in names}
    given |= {"confirms": "" if customer.confirms else "no", "answers_at": str(customer.answers_at_id or "")}
    mails = [each for each in identities.all_of(customer.pk) if not each.is_phone]
    form = FactsForm(mails, request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        facts.correct(customer, form.facts())
        chosen = form.cleaned_data["language"] or translation.get_language_from_request(request)
        with translation.override(chosen):  # the next page speaks it already
            messages.success(request, _("Kept. We go by it from now on."))
        return redirect("my:about")
    context = {
        "form": form,
        "why": HELD,
        "who": who,
        "addresses": sorted(who.addresses),
        "has_mails": len(mails) > 1,
        "clock": zones.by_mail(customer),
        "here": "about",
    }
    return place.shown(request, "about_me", context, status=422 if form.errors else 200, private=True)


@require_safe
@visitor.signed_in
def exported(request: HttpRequest, who: Viewer) -> HttpResponse:
    """All of it as one file."""
    content = json.dumps(export.of(who), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="my-requests.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@visitor.signed_in
def erasure(request: HttpRequest, who: Viewer) -> HttpResponse:
    """Their wish becomes a request that a person answers, and the owners hear of it."""
    customer = who.identity.customer
    if not rates.allowed("erasure", str(customer.pk), most=1, within=timedelta(days=1)):
        messages.info(request, _("We have your wish already, and answer it by mail."))
        return redirect("my:about")
    submission = Submission(
        name=customer.name,
        email=who.identity.address,
        text=_("Please delete what you hold about me."),
        subject=_("Please delete what you hold about me"),
        language=get_language() or "",
        tags=(ERASURE,),
    )
    number = door.keep(place.form(), submission, key=uuid.uuid4())
    taken = reception.take_in(number)
    forgetting.ask(customer, about=ref(taken.ticket) if taken else NOBODY)
    messages.success(
        request,
        _("We have your wish. A person looks into it and answers you by mail, within a month at most."),
    )
    return redirect("my:about")
