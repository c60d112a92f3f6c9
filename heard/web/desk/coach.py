"""The coach beside the composer: reads a draft, keeps what was dismissed, lifts a gate, offers phrases."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from heard.coach import Finding, Promise
from heard.drafts import gates
from heard.drafts.gates import NotLiftable
from heard.drafts.review import Reviewed, heat_in, review
from heard.phrasing import dismissals, phrases
from heard.phrasing.models import Scope
from heard.tickets.access import ticket_for
from heard.web.request import person_of

LONGEST = 200_000
TO_THE_CUSTOMER = ("reply", "forward")
SOUNDS = {
    "anger": gettext_noop("angry"),
    "threat": gettext_noop("threatening"),
    "capitals": gettext_noop("loud"),
    "complaint": gettext_noop("let down"),
    "urgency": gettext_noop("pressed for time"),
}


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
    """Findings and promises of a draft, as it is typed. A note to colleagues is not read."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    text = request.POST.get("text", "")[:LONGEST]
    if request.POST.get("way", "reply") not in TO_THE_CUSTOMER or not text.strip():
        return JsonResponse({"findings": [], "promises": [], "language_read": True})
    return JsonResponse(_as_json(review(ticket, me, text)))


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
    dismissals.dismiss(ticket.number, given["rule"], Scope(given["scope"]), reason=given["reason"], by=me)
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
    """How the customer's last words sound, as a line; empty when they are calm or it was misread."""
    felt, said = heat_in(ticket_for(person_of(request), number))
    sounds = [_(SOUNDS[kind]) for kind in SOUNDS if felt and felt.hot and kind in felt.kinds()]
    return render(request, "desk/_heat.html", {"sounds": sounds, "words": said if sounds else ()})


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


def _as_json(read: Reviewed) -> dict[str, Any]:
    return {
        "findings": [_finding(each) for each in read.findings],
        "promises": [_promise(each) for each in read.promises],
        "language_read": read.language_read,
        "heat": {"level": read.heat.level, "signs": sorted(read.heat.kinds())} if read.heat else None,
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code,
        "start": found.start,
        "end": found.end,
        "severity": found.severity,
        "why": _(found.why),
        "suggestions": [_(words) for words in found.suggestions],
        "rule": found.rule,
        "practice": found.practice,
    }


def _promise(found: Promise) -> dict[str, Any]:
    return {
        "what": found.what,
        "start": found.start,
        "end": found.end,
        "when": found.when,
        "due_until": found.due_until.isoformat() if found.due_until else None,
    }
