"""Quick answers: which words get which answer by themselves, how often that helped; and trying a mail."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heard.channels import titles
from heard.channels.form import setup
from heard.channels.models import Channel
from heard.lib.words import one_line
from heard.phrasing import quick_answers
from heard.phrasing.models import QuickAnswer
from heard.phrasing.quick_answers import NotAnAnswer, Silent, Wanted
from heard.tickets import quick_replies
from heard.web.request import owner_of

LONGEST_TRIAL = 20_000


class AnswerForm(forms.Form):
    """One quick answer. No channel chosen: all of them."""

    title = forms.CharField(max_length=120)
    signs = forms.CharField(max_length=4_000, widget=forms.Textarea)
    text = forms.CharField(max_length=10_000, widget=forms.Textarea)
    last_line = forms.CharField(max_length=300)
    channels = forms.ModelMultipleChoiceField(queryset=Channel.objects.none(), required=False)
    is_on = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doors = list(Channel.objects.filter(is_active=True).order_by("name", "pk"))
        self.fields["channels"].queryset = Channel.objects.filter(is_active=True)  # type: ignore[attr-defined]

    @property
    def offered(self) -> list[dict[str, Any]]:
        """The channels to choose from, with what is ticked."""
        chosen = {str(getattr(each, "pk", each)) for each in self["channels"].value() or []}
        return [
            {"id": door.pk, "title": titles.title(door, self.doors), "ticked": str(door.pk) in chosen}
            for door in self.doors
        ]


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All of them, each with how many it answered and how many of these came back; and a place to try."""
    owner_of(request)
    return _list(request)


@login_required
@require_POST
def examples(request: HttpRequest) -> HttpResponse:
    """Writes the two examples, turned off."""
    quick_answers.begin((get_language() or "en")[:2], by=owner_of(request))
    return redirect("setup:quick_answers")


@login_required
@require_POST
def trial(request: HttpRequest) -> HttpResponse:
    """Which quick answer a mail with these words would get, and why none."""
    owner_of(request)
    subject = one_line(request.POST.get("subject", ""), 500)
    text = request.POST.get("text", "")[:LONGEST_TRIAL]
    tried = {"subject": subject, "text": text, **_tried(subject, text)}
    if "HX-Request" in request.headers:
        return render(request, "setup/_quick_trial.html", {"tried": tried})
    return _list(request, tried=tried)


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new one, or one that stands."""
    me = owner_of(request)
    found = get_object_or_404(QuickAnswer, pk=number) if number else None
    form = AnswerForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wanted = Wanted(**{**said, "title": one_line(said["title"], 120), "channels": list(said["channels"])})
        try:
            quick_answers.write(found, wanted, by=me)
        except NotAnAnswer as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Kept."))
            return redirect("setup:quick_answers")
    context = {"form": form, "answer": found, "known": quick_answers.KNOWN, "has_help": _has_help()}
    return render(request, "setup/quick_answer.html", context | _where(), status=422 if form.errors else 200)


@login_required
@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    """It answers nobody any more."""
    me = owner_of(request)
    quick_answers.remove(get_object_or_404(QuickAnswer, pk=number), by=me)
    return redirect("setup:quick_answers")


def _list(request: HttpRequest, *, tried: Mapping[str, Any] | None = None) -> HttpResponse:
    counts = quick_replies.counts()
    none = {"given": 0, "back": 0}
    rows = [
        {"answer": each, "channels": list(each.channels.all()), **counts.get(each.pk, none)}
        for each in QuickAnswer.objects.prefetch_related("channels").order_by("title", "pk")
    ]
    context = {"rows": rows, "tried": tried or {}, "longest": quick_answers.LONGEST, **_where()}
    return render(request, "setup/quick_answers.html", context)


def _tried(subject: str, text: str) -> dict[str, Any]:
    """What would happen, among those that are on; and which would fire if they were on."""
    if not (subject or text.strip()):
        return {}
    every = list(QuickAnswer.objects.order_by("pk"))
    found = quick_answers.match([each for each in every if each.is_on], subject, text)
    off = quick_answers.match([each for each in every if not each.is_on], subject, text)
    return {"fires": found.answer, "why": _why(found.why), "fitting": found.fitting, "off": off.fitting}


def _why(why: Silent | None) -> str:
    match why:
        case Silent.NONE_FITS:
            return _("Nothing fires: a person answers.")
        case Silent.TWO_FIT:
            return _("Two fit, so none fires: a person answers.")
        case Silent.TOO_LONG:
            return _("Its words fit, but there are more than %(most)s: a person answers.") % {
                "most": quick_answers.LONGEST
            }
        case Silent.HEATED:
            return _("Its words fit, but it sounds upset or pressed: a person answers.")
    return ""


def _initial(found: QuickAnswer | None) -> dict[str, Any]:
    if found is None:
        last = _("This answer came by itself. If it does not help, answer with one line: a person reads it.")
        return {"last_line": last}
    names = ("title", "signs", "text", "last_line", "is_on")
    return {name: getattr(found, name) for name in names} | {"channels": list(found.channels.all())}


def _has_help() -> bool:
    return setup.current() is not None


def _where() -> dict[str, str]:
    return {"nav_current": "setup", "setup_current": "quick_answers"}
