"""Words: the rules of the coach, a tester for a sentence, the company's own rules, and what should change."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heard.coach import Lexicon, Review, Situation, review
from heard.drafts.review import review_standing
from heard.phrasing import dismissals, lexicon, phrases
from heard.phrasing.lexicon import NotARule
from heard.phrasing.models import OwnRule
from heard.phrasing.phrases import NotAPhrase
from heard.staff.models import Role
from heard.web.findings import as_json
from heard.web.request import owner_of, person_of

LONGEST = 4000
TRADES = {
    "appliances": gettext_noop("Household appliances"),
    "banking": gettext_noop("Banks and payments"),
    "food": gettext_noop("Restaurants and food delivery"),
    "health": gettext_noop("Clinics, pharmacies, opticians"),
    "retail": gettext_noop("Shops and shipping"),
    "software": gettext_noop("Programs and accounts"),
    "telecom": gettext_noop("Phone, internet, television"),
    "travel": gettext_noop("Hotels, flights, trains, cars"),
    "utilities": gettext_noop("Energy, water, housing"),
}
LONGEST_RULE = 60_000  # a shipped rule may hold that many words


class RuleForm(forms.Form):
    """A rule of our own: which code, a name, and the words it looks for."""

    code = forms.CharField(max_length=40)
    name = forms.CharField(max_length=60, error_messages={"required": gettext_lazy("Give the rule a name.")})
    find = forms.CharField(
        max_length=LONGEST_RULE,
        widget=forms.Textarea,
        error_messages={"required": gettext_lazy("Write at least one line of words to look for.")},
    )
    excepts = forms.CharField(required=False, max_length=LONGEST_RULE, widget=forms.Textarea)
    why = forms.CharField(required=False, max_length=300)
    say = forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea)


class PhraseForm(forms.Form):
    """Words for the shelf."""

    step = forms.CharField(max_length=30)
    text = forms.CharField(max_length=phrases.LONGEST, widget=forms.Textarea)


@login_required
@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """All rules by code, for everybody; a POST reads a sentence with them and keeps nothing."""
    me = person_of(request)
    known = _known()
    sentence = request.POST.get("sentence", "")[:LONGEST]
    context = {
        "codes": _codes(known),
        "off": OwnRule.objects.filter(is_off=True).exclude(code=lexicon.INDUSTRY).order_by("code", "name"),
        "trades": [(name, _(TRADES.get(name, name)), on) for name, on in lexicon.industries().items()],
        "proposals": dismissals.proposals(),
        "sentence": sentence,
        "tried": _tried(sentence, request, known) if request.method == "POST" else None,
        "complains": request.method == "GET" or "slip" in request.POST,
        "is_owner": me.role == Role.OWNER,
    }
    return render(request, "setup/lexicon.html", context | _where("lexicon"))


@login_required
@require_POST
def read(request: HttpRequest) -> JsonResponse:
    """Findings in words that many customers will read: macros, automatic texts."""
    person_of(request)
    text = request.POST.get("text", "")[:LONGEST]
    fills_in = request.POST.get("field") != "acknowledgement"
    return JsonResponse(as_json(review_standing(text, fills_in=fills_in)))


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest) -> HttpResponse:
    """A new rule, or another in the place of one; owners only."""
    owner = owner_of(request)
    known = _known()
    form = RuleForm(request.POST or None, initial=_initial(request, known))
    if request.method == "POST" and form.is_valid():
        try:
            lexicon.write(by=owner, **form.cleaned_data)
            messages.success(request, _("Kept. The coach goes by this rule from now on."))
            return redirect("setup:lexicon")
        except NotARule as reason:
            form.add_error("find", str(reason))
    context = {"form": form, "codes": sorted(known.codes)} | _where("lexicon")
    return render(request, "setup/rule.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Takes a rule away, or brings it back as it was shipped."""
    owner = owner_of(request)
    code, _slash, name = request.POST.get("rule", "").partition("/")
    if request.POST.get("to") == "off":
        try:
            lexicon.switch_off(code, name, by=owner)
        except NotARule as reason:
            raise Http404(str(reason)) from reason
        said = _("%(rule)s is switched off. The coach looks for it no more.")
    else:
        lexicon.restore(code, name)
        is_shipped = f"{code}/{name}" in {each.id for each in _known().rules}
        said = _("%(rule)s is as it was shipped.") if is_shipped else _("%(rule)s is taken away.")
    messages.success(request, said % {"rule": f"{code}/{name}"})
    return redirect("setup:lexicon")


@login_required
@require_POST
def trades(request: HttpRequest) -> HttpResponse:
    """Whose basic questions are looked for."""
    lexicon.choose_industries(request.POST.getlist("trade"), by=owner_of(request))
    chosen = ", ".join(_(TRADES.get(name, name)) for name, is_on in lexicon.industries().items() if is_on)
    said = _("Kept. Questions of these are looked for: %(trades)s.") % {"trades": chosen}
    none = _("Kept. Only the questions of every trade are looked for.")
    messages.success(request, said if chosen else none)
    return redirect("setup:lexicon")


@login_required
@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """A proposal has been decided."""
    owner_of(request)
    dismissals.settle(number)
    messages.success(request, _("Decided, and off this list."))
    return redirect("setup:lexicon")


@login_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """What each code means, why it matters, and what to say instead."""
    person_of(request)
    return render(request, "setup/glossary.html", {"codes": _codes(_known())} | _where("lexicon"))


@login_required
@require_http_methods(["GET", "POST"])
def shelf(request: HttpRequest) -> HttpResponse:
    """Phrases by step; a POST adds one, for everybody."""
    me = person_of(request)
    form = PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            phrases.add(form.cleaned_data["step"], form.cleaned_data["text"], by=me)
            messages.success(request, _("It is on the shelf, for everybody."))
            return redirect("setup:phrases")
        except NotAPhrase as reason:
            form.add_error("text", str(reason))
    context = {"steps": phrases.shelf(), "form": form} | _where("phrases")
    return render(request, "setup/phrases.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_phrase(request: HttpRequest, number: int) -> HttpResponse:
    """Takes words of the team's own off the shelf."""
    person_of(request)
    phrases.remove(number)
    messages.success(request, _("It is off the shelf."))
    return redirect("setup:phrases")


def _known() -> Lexicon:
    known = lexicon.current()
    if known is None:
        raise Http404(_("No lexicon is shipped with this desk."))
    return known


def _codes(known: Lexicon) -> list[dict[str, Any]]:
    """Each code with its rules, as the page shows them."""
    return [
        {
            "code": code,
            "means": _(code.means),
            "why": _(code.why),
            "rules": [
                {
                    "name": one.name,
                    "id": one.id,
                    "own": one.own,
                    "source": one.source or code.practice,
                    "lines": [line.source for line in one.find],
                    "say": one.say,
                }
                for one in known.rules
                if one.code == code.name
            ],
        }
        for code in known.codes.values()
    ]


def _tried(sentence: str, request: HttpRequest, known: Lexicon) -> Review:
    slip = "slip" in request.POST
    return review(Situation(channel="chat", slip=slip, apology_given=True), sentence, known)


def _initial(request: HttpRequest, known: Lexicon) -> dict[str, str]:
    """The fields of a rule that is to be replaced, `?rule=code/name`."""
    wanted = request.GET.get("rule", "")
    for one in known.rules:
        if one.id == wanted:
            return {
                "code": one.code,
                "name": one.name,
                "find": "\n".join(line.source for line in one.find),
                "excepts": "\n".join(
                    f"@{each}" if isinstance(each, str) else each.source for each in one.excepts
                ),
                "why": one.why,
                "say": "\n".join(one.say),
            }
    return {"code": request.GET.get("code", "")}


def _where(current: str) -> dict[str, str]:
    return {"nav_current": "setup", "setup_current": current}
