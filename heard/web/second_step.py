"""The second step of signing in: after the password, what only this person can show."""

import logging
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.stages import AuthenticateStage
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from heard.staff import second_step as steps
from heard.staff.models import Person
from heard.staff.second_step import Shown
from heard.web import passkeys

log = logging.getLogger(__name__)


class CodeForm(forms.Form):
    """Six figures of the app, or a recovery code."""

    code = forms.CharField(max_length=40, error_messages={"required": gettext_lazy("Type the code.")})

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_code(self) -> str:
        """One that is right, and was not used before."""
        code = str(self.cleaned_data["code"])
        found = steps.show(self.person, code)
        if found != Shown.RIGHT:
            log.warning("A second step failed: person %d, %s.", self.person.pk, found.value)
        if found == Shown.TOO_OFTEN:
            raise forms.ValidationError(
                _("Too many tries. Wait five minutes; until then the right code is refused, too.")
            )
        if found == Shown.WRONG:
            raise forms.ValidationError(
                _("This code is not right, or was used already. Wait for the next one, and try again.")
            )
        return code


class KeyForm(forms.Form):
    """What a passkey says to the challenge of this session."""

    credential = forms.JSONField()

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """One of theirs."""
        found = super().clean() or {}
        if not passkeys.show(self.person, found.get("credential")):
            log.warning("A second step failed: person %d, a passkey.", self.person.pk)
            raise forms.ValidationError(_("This passkey was not taken. Try again, or type a code."))
        return found


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def second_step(request: HttpRequest) -> HttpResponse:
    """Asks for it, and lets them in."""
    stage: Any = request._login_stage  # type: ignore[attr-defined]  # by the decorator
    person: Person = stage.login.user
    form = _form(person, request)
    if request.method == "POST" and form.is_valid():
        answer: HttpResponse = stage.exit()
        return answer
    context: dict[str, Any] = {"form": form, "types": steps.types_of(person)}
    if passkeys.of(person) and passkeys.possible(request):
        context["options"] = passkeys.begin_showing(person)
    return render(request, "account/second_step.html", context, status=422 if form.errors else 200)


def _form(person: Person, request: HttpRequest) -> forms.Form:
    return (KeyForm if "credential" in request.POST else CodeForm)(person, request.POST or None)
