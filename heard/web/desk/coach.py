"""The coach beside the composer: reads a draft, keeps what was dismissed, lifts a gate, offers phrases."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from heard.drafts import gates
from heard.drafts.gates import NotLiftable
from heard.drafts.review import heat_in, review
from heard.phrasing import dismissals, phrases
from heard.phrasing.models import Scope
from heard.tickets import heat as ticket_heat
from heard.tickets.access import ticket_for
from heard.web.desk.forms import confidence_field
from heard.web.findings import as_json
from heard.web.request import person_of

LONGEST = 200_000
TO_SOMEBODY = ("reply", "forward")


class SureForm(forms.Form):
    """How sure the writer is that the fix works."""

    sure = confidence_field()


class DismissalForm(forms.Form):
    """Which rule, how far, and why. A proposal needs its reason."""

    rule = forms.CharField(max_length=101)
    scope = forms.ChoiceField(choices=Scope.choices)
    reason = forms.CharField(max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for a proposal without a reason."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("scope") == Scope.LEXICON and not given.get("reason"):
            self.add_error("reason", gettext_lazy("Write what should change, and why."))
        return given


@login_required
@require_POST
def read(request: HttpRequest, number: int) -> JsonResponse:
    """Findings and promises of a draft, as it is typed; of notes those that are for the customer."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    text = request.POST.get("text", "")[:LONGEST]
    way = request.POST.get("way", "reply")
    meant = way in TO_SOMEBODY or "for_customer" in request.POST
    if not meant or not text.strip():
        return JsonResponse({"findings": [], "promises": [], "language_read": True})
    form = SureForm(request.POST)
    sure = form.cleaned_data["sure"] if form.is_valid() else None
    found = review(ticket, me, text, confidence=sure)
    if way == "forward":  # what is missing would be missing for the customer, who does not read it
        found = replace(found, findings=tuple(one for one in found.findings if one.end), promises=())
    return JsonResponse(as_json(found))


@login_required
@require_POST
def dismiss(request: HttpRequest, number: int) -> JsonResponse:
    """A finding is not followed: once, in this ticket, or because the lexicon should change."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    form = DismissalForm(request.POST)
    if not form.is_valid():
        said = " ".join(str(each) for errors in form.errors.values() for each in errors)
        return JsonResponse({"detail": said}, status=422)
    given = form.cleaned_data
    scope = Scope(given["scope"])
    dismissals.dismiss(ticket.number, given["rule"], scope, reason=given["reason"], by=me)
    if given["rule"] == ticket_heat.RULE and scope == Scope.TICKET:
        ticket_heat.misread(ticket, by=me)
    return JsonResponse({"dismissed": given["rule"]})


@login_required
@require_POST
def lift(request: HttpRequest, number: int) -> JsonResponse:
    """A lead lets the next reply through the gates of these codes, with a reason."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    codes = [code for code in request.POST.get("codes", "").split(",") if code]
    try:
        gates.lift(ticket, codes, reason=request.POST.get("reason", ""), by=me)
    except NotLiftable as reason:
        return JsonResponse({"detail": str(reason)}, status=422)
    return JsonResponse({"lifted": codes})


@login_required
@require_safe
def heat(request: HttpRequest, number: int) -> HttpResponse:
    """How the customer's last words sound, hot or pleased, as a line; empty when neither, or misread."""
    felt, said = heat_in(ticket_for(person_of(request), number))
    worth_a_hint = felt is not None and (felt.hot or felt.pleased)
    kinds = felt.kinds() - ({"praise"} if felt.hot else set()) if felt and worth_a_hint else ()
    sounds = ticket_heat.sounding(kinds)
    context = {
        "sounds": sounds,
        "words": said if sounds else (),
        "pleased": felt is not None and felt.pleased,
    }
    return render(request, "desk/_heat.html", context)


@login_required
@require_safe
def words(request: HttpRequest) -> JsonResponse:
    """The shelf of phrases, those that hold the words of `q`."""
    person_of(request)
    steps = phrases.shelf(holding=request.GET.get("q", "")[:200])
    return JsonResponse(
        {
            "steps": [
                {"code": step.code, "title": _(step.title), "words": [each.text for each in step.words]}
                for step in steps
            ]
        }
    )
