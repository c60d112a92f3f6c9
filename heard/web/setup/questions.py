"""One question of the company's own on the request form, and why it is asked."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from heard.channels.form import setup
from heard.channels.form.models import Asked, FormField
from heard.channels.form.setup import Impossible
from heard.lib.ref import ref
from heard.web.request import person_of


class QuestionForm(forms.Form):
    """What is asked, why, and how it is answered."""

    label = forms.CharField(
        max_length=120, error_messages={"required": _("Write the question as customers read it.")}
    )
    purpose = forms.CharField(
        max_length=300,
        error_messages={"required": _("Say why you ask. Customers read it beside the field.")},
    )
    asked = forms.ChoiceField(choices=Asked.choices)
    choices = forms.CharField(required=False, max_length=4000)
    is_required = forms.BooleanField(required=False)


@login_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new one, or one that stands; it can be taken away here."""
    channel = setup.any_form()
    if channel is None:
        return redirect("setup:help")
    found = get_object_or_404(FormField, pk=number, form=channel.pk) if number else None
    me = ref(person_of(request))
    if found and request.POST.get("remove"):
        setup.stop_asking(channel, found.pk, by=me)
        return redirect("setup:help")
    form = QuestionForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            setup.ask(
                channel,
                label=given["label"],
                purpose=given["purpose"],
                asked=Asked(given["asked"]),
                choices=given["choices"].splitlines(),
                is_required=given["is_required"],
                number=number,
                by=me,
            )
        except Impossible as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("setup:help")
    context = {"form": form, "question": found, "nav_current": "setup", "setup_current": "help"}
    return render(request, "setup/question.html", context, status=422 if form.errors else 200)


def _initial(found: FormField | None) -> dict[str, object]:
    if found is None:
        return {"asked": Asked.LINE}
    names = ("label", "purpose", "asked", "is_required")
    return {name: getattr(found, name) for name in names} | {"choices": "\n".join(found.choices)}
