"""The help centre: open or closed, what its pages say, why the form asks, and which sites may frame it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heard.channels.form import findability, setup
from heard.channels.form.setup import FIELDS, Impossible, Words
from heard.channels.models import Channel
from heard.knowledge import pages
from heard.lib import site
from heard.lib.ref import ref
from heard.phrasing import macros, quick_answers
from heard.staff import desk
from heard.web.request import person_of


class WordsForm(forms.Form):
    """What the pages say and why the form asks; all may be empty, then ours stands there."""

    welcome = forms.CharField(required=False, max_length=2000)
    answered = forms.CharField(required=False, max_length=200)
    invitation = forms.CharField(required=False, max_length=2000)
    thanks = forms.CharField(required=False, max_length=2000)
    acknowledgement = forms.CharField(required=False, max_length=4000)
    why_email = forms.CharField(required=False, max_length=300)
    why_about = forms.CharField(required=False, max_length=300)
    why_subject = forms.CharField(required=False, max_length=300)
    why_text = forms.CharField(required=False, max_length=300)
    why_files = forms.CharField(required=False, max_length=300)


@login_required
@require_safe
def help_centre(request: HttpRequest) -> HttpResponse:
    """How it stands, what is missing, and the way to each part."""
    form = setup.any_form()
    ways = setup.ways()
    context = {
        "form": form,
        "is_open": form is not None and form.is_active,
        "lacks": findability.lacks(form, ways),
        "ways": ways,
        "questions": form.form.fields.all() if form else [],
        "mailboxes": _mailboxes(),
        "sites": "\n".join(form.form.sites) if form else "",
        "address": site.address(),
        **_around(),
    }
    return render(request, "setup/help.html", context)


@login_required
@require_POST
def opening(request: HttpRequest) -> HttpResponse:
    """Opens it, with pages and ways to begin with, or closes it."""
    me = ref(person_of(request))
    form = setup.current()
    if request.POST.get("open") != "yes":
        if form:
            setup.close(form, by=me)
        return redirect("setup:help")
    mailbox = get_object_or_404(_mailboxes(), pk=_number(request.POST.get("mailbox", "")))
    found = desk.current()
    name = found.name if found else mailbox.name
    is_first = setup.any_form() is None
    try:
        form = setup.open_form(mailbox, name=name, by=me)
    except Impossible as reason:
        messages.error(request, str(reason))
        return redirect("setup:help")
    if is_first:
        setup.say(form, Words(acknowledgement=_acknowledgement(name)), {}, by=me)
        setup.first_ways(form, by=me)
        pages.begin(name, (get_language() or "en")[:2], by=me)
        quick_answers.begin((get_language() or "en")[:2], by=person_of(request))
        macros.begin((get_language() or "en")[:2], by=person_of(request))
    messages.success(request, _("It is open at %(address)s.") % {"address": f"{site.address()}/help/"})
    return redirect("setup:help")


@login_required
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest) -> HttpResponse:
    """Shows and changes what the pages say."""
    channel = setup.any_form()
    if channel is None:
        return redirect("setup:help")
    settings = channel.form
    now: dict[str, Any] = {
        "welcome": settings.welcome,
        "answered": settings.answered,
        "invitation": settings.invitation,
        "thanks": settings.thanks,
        "acknowledgement": channel.acknowledgement,
        **{f"why_{name}": settings.purposes.get(name, "") for name in FIELDS},
    }
    form = WordsForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        said = Words(**{name: given[name] for name in Words.__dataclass_fields__})
        purposes = {name: given[f"why_{name}"] for name in FIELDS}
        setup.say(channel, said, purposes, by=ref(person_of(request)))
        messages.success(request, _("Kept. The pages say it from now on."))
        return redirect("setup:help")
    context = {"form": form, **_around()}
    return render(request, "setup/help_words.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def sites(request: HttpRequest) -> HttpResponse:
    """Which sites may show the form inside their pages."""
    channel = setup.any_form()
    if channel is not None:
        try:
            setup.let_frame(channel, request.POST.get("sites", ""), by=ref(person_of(request)))
            messages.success(request, _("Kept. Only these sites may show the form inside their pages."))
        except Impossible as reason:
            messages.error(request, str(reason))
    return redirect("setup:help")


def _mailboxes() -> Any:
    return Channel.objects.filter(kind="email", is_active=True, address__contains="@").order_by("pk")


def _acknowledgement(company: str) -> str:
    words = _(
        "Thank you for writing to %(company)s. Your request has arrived as No. {number}. {answered}"
        " To add something, answer this mail.\n\nIf you did not write to us, somebody"
        " mistyped their address; then you need do nothing."
    )
    return words % {"company": company}


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 19 else 0


def _around() -> dict[str, str]:
    return {"nav_current": "setup", "setup_current": "help"}
