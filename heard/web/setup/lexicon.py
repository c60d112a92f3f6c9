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

from heard.coach import Lexicon
from heard.coach.conditions import WORDS as CONDITIONS
from heard.drafts.review import review_standing
from heard.phrasing import dismissals, lexicon, phrases
from heard.phrasing.lexicon import NotARule, Written
from heard.phrasing.models import OwnRule
from heard.phrasing.phrases import NotAPhrase
from heard.staff.models import Role
from heard.web.findings import as_json
from heard.web.request import owner_of, person_of
from heard.web.setup import code_names, trials

LONGEST = 4000
LONGEST_TEXT = 20_000  # characters, as many as a macro or a help page has
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
SPANS = {
    "": gettext_noop("the whole sentence"),
    "words": gettext_noop("the words that were found"),
    "greeting": gettext_noop("the greeting that they belong to"),
}
MEASURED = {
    "": gettext_noop("nothing: the words above count"),
    "name-missing": gettext_noop("a greeting without the name"),
    "near-copy": gettext_noop("a near copy of a macro or of a recent reply"),
    "near-echo": gettext_noop("a sentence of the customer said back"),
    "long-justification": gettext_noop("a long justification"),
}
LONGEST_RULE = 60_000  # a shipped rule may hold that many words


class RuleForm(forms.Form):
    """A rule of our own: which code, a name, and the words it looks for."""

    code = forms.CharField(max_length=40)
    name = forms.CharField(max_length=60, error_messages={"required": gettext_lazy("Give the rule a name.")})
    find = forms.CharField(required=False, max_length=LONGEST_RULE, widget=forms.Textarea)
    excepts = forms.CharField(required=False, max_length=LONGEST_RULE, widget=forms.Textarea)
    why = forms.CharField(required=False, max_length=300)
    say = forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea)
    when = forms.CharField(required=False, max_length=LONGEST)
    severity = forms.ChoiceField(required=False)
    source = forms.CharField(required=False, max_length=60)
    span = forms.ChoiceField(required=False)
    unless = forms.CharField(required=False, max_length=LONGEST_RULE, widget=forms.Textarea)
    beside = forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea)
    absent = forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea)
    customer = forms.CharField(required=False, max_length=LONGEST_RULE, widget=forms.Textarea)
    customer_not = forms.CharField(required=False, max_length=LONGEST_RULE, widget=forms.Textarea)
    measure = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "severity": [("", gettext_lazy("as for the others of its kind")), *code_names.SEVERITIES.items()],
            "span": list(SPANS.items()),
            "measure": list(MEASURED.items()),
        }
        for name, options in choices.items():
            self.fields[name].choices = [(key, _(words)) for key, words in options]  # type: ignore[attr-defined]

    def written(self) -> Written:
        """The rule as it was typed; a page of before that asks for less leaves the rest as it was."""
        said = self.cleaned_data
        asked = "when" in self.data
        more = {key: said[key.replace("-", "_")] for key in lexicon.MORE} if asked else None
        words = {key: said[key] for key in ("code", "name", "find", "excepts", "why", "say")}
        return Written(**words, more=more)

    def has_more(self) -> bool:
        """Whether anything is said of where it applies and how much it weighs: then that stands open."""
        return any(self[key.replace("-", "_")].value() for key in lexicon.MORE)


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
    trial = trials.TrialForm(request.POST if request.method == "POST" else None)
    context = {
        "codes": _codes(known),
        "version": known.edition,
        "off": OwnRule.objects.filter(is_off=True).exclude(code=lexicon.INDUSTRY).order_by("code", "name"),
        "trades": [(name, _(TRADES.get(name, name)), on) for name, on in lexicon.industries().items()],
        "proposals": dismissals.proposals(),
        "trial": trial,
        "tried": trial.read(known) if trial.is_valid() else None,
        "is_owner": me.role == Role.OWNER,
    }
    return render(request, "setup/lexicon.html", context | _where("lexicon"))


@login_required
@require_POST
def read(request: HttpRequest) -> JsonResponse:
    """Findings in words that many customers will read: macros, automatic texts, help pages."""
    person_of(request)
    text = request.POST.get("text", "")[:LONGEST_TEXT]
    return JsonResponse(as_json(review_standing(text, fills_in="unnamed" not in request.POST)))


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest) -> HttpResponse:
    """A new rule, or another in the place of one; owners only. With `try` it is tried, and not kept."""
    owner = owner_of(request)
    known = _known()
    form = RuleForm(request.POST or None, initial=_initial(request, known))
    trial = trials.TrialForm(request.POST or None)
    tried = None
    if request.method == "POST" and form.is_valid():
        try:
            if "try" not in request.POST:
                lexicon.keep(form.written(), by=owner)
                messages.success(request, _("Kept. The coach goes by this rule from now on."))
                return redirect("setup:lexicon")
            if trial.is_valid():
                tried = trial.read(lexicon.trial(form.written(), by=owner))
        except NotARule as reason:
            form.add_error(None, str(reason))
    context = {
        "form": form,
        "codes": sorted(known.codes),
        "conditions": CONDITIONS,
        "signals": sorted(known.signals),
        "trial": trial,
        "tried": tried,
        **_where("lexicon"),
    }
    wrong = form.errors or (trial.errors if "try" in request.POST else None)
    return render(request, "setup/rule.html", context, status=422 if wrong else 200)


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
                    "severity": one.severity or "",
                    "when": one.written.get("when", []),
                    "lines": [line.source for line in one.find],
                    "say": one.say,
                }
                for one in known.rules
                if one.code == code.name
            ],
        }
        for code in known.codes.values()
    ]


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
                "when": ", ".join(one.written.get("when", [])),
                **{
                    key.replace("-", "_"): "\n".join(one.written.get(key, []))
                    for key in lexicon.MORE
                    if key != "when"
                },
            }
    return {"code": request.GET.get("code", "")}


def _where(current: str) -> dict[str, str]:
    return {"nav_current": "setup", "setup_current": current}
