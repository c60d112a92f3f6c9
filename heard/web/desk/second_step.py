"""My second step at sign-in: setting it up, recovery codes shown once, taking it away."""

import logging
import time
from base64 import b64encode
from datetime import timedelta
from typing import Any

from allauth.mfa.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from heard.lib import rates
from heard.lib.sealed import seal, unseal
from heard.staff import second_step as steps
from heard.staff.models import Person
from heard.web import passkeys
from heard.web.browsers import stay
from heard.web.request import person_of
from heard.web.sessions import BEGAN

LATELY = 600  # seconds
log = logging.getLogger(__name__)
KEPT = "second_step_secret"  # in the session, sealed, until the first code shows that the app has it


class PasswordAgain(forms.Form):
    """Whoever finds the desk open changes nothing about signing in.

    Somebody who has no password, because a provider vouches for them, must have come from there lately.
    """

    password = forms.CharField(
        strip=False, max_length=200, error_messages={"required": gettext_lazy("Type your password.")}
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.me = person_of(request)
        self.came_lately = time.time() - request.session.get(BEGAN, 0) < LATELY
        if not self.me.has_usable_password():
            del self.fields["password"]

    def clean(self) -> dict[str, Any]:
        """Where no password can be asked for, the sign-in is young."""
        if "password" not in self.fields and not self.came_lately:
            raise forms.ValidationError(
                _("You signed in more than ten minutes ago. Sign out, sign in again, and come back here.")
            )
        return super().clean() or {}

    def clean_password(self) -> str:
        """Mine."""
        return proved(self.me, self.cleaned_data["password"])


class SettingUp(PasswordAgain):
    """My password, and what the app shows."""

    code = forms.CharField(max_length=20, error_messages={"required": gettext_lazy("Type the code.")})


def proved(me: Person, password: str) -> str:
    """`password` itself, if it is that of `me`; ten tries in ten minutes. Raises ValidationError."""
    if not rates.allowed("password again", str(me.pk), most=10, within=timedelta(minutes=10)):
        raise forms.ValidationError(_("Too many tries. Wait ten minutes."))
    if not me.check_password(password):
        log.warning("A password asked for again was wrong: person %d.", me.pk)
        raise forms.ValidationError(_("This is not your password. Look at it and try again."))
    return password


@sensitive_post_parameters("password", "code")
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Shows a picture for the app; with its first code it counts, and the recovery codes are shown."""
    me = person_of(request)
    secret = _secret(request)
    form = SettingUp(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if steps.add_app(me, secret, form.cleaned_data["code"]):
            del request.session[KEPT]
            stay(request)
            return shown_codes(request, steps.new_codes(me))
        form.add_error("code", _("This is not what the app shows now. Is the clock of the phone right?"))
    return _page(request, me, form, secret)


@sensitive_post_parameters("password")
@login_required
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones end."""
    me = person_of(request)
    form = PasswordAgain(request, request.POST)
    if not steps.is_set(me):
        return redirect("desk:second_step")
    if not form.is_valid():
        return _page(request, me, form, _secret(request))
    return shown_codes(request, steps.new_codes(me))


@sensitive_post_parameters("password")
@login_required
@require_POST
def removal(request: HttpRequest) -> HttpResponse:
    """From now on the password alone lets me in; or, where my role must have it, I set up another."""
    me = person_of(request)
    form = PasswordAgain(request, request.POST)
    if not form.is_valid():
        return _page(request, me, form, _secret(request))
    if steps.remove(me, by=me):
        stay(request)
        messages.success(request, _("It is taken away. Elsewhere you are signed out."))
    return redirect("desk:profile")


def _secret(request: HttpRequest) -> str:
    """The one shown before, so that a mistyped code does not need the picture again."""
    if KEPT not in request.session:
        request.session[KEPT] = seal(steps.new_secret())
    return unseal(request.session[KEPT])


def _page(request: HttpRequest, me: Person, form: forms.Form, secret: str) -> HttpResponse:
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(me, secret))
    context = {
        "form": form,
        "types": steps.types_of(me),
        "passkeys": passkeys.of(me),
        "may_have_passkeys": passkeys.possible(request),
        "left": steps.codes_left(me),
        "picture": f"data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}",
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }
    return render(request, "desk/second_step.html", context, status=422 if form.errors else 200)


def shown_codes(request: HttpRequest, made: list[str]) -> HttpResponse:
    """New recovery codes: once, and in no cache."""
    response = render(
        request, "desk/recovery_codes.html", {"codes": [f"{one[:5]}-{one[5:]}" for one in made]}
    )
    response.headers["Cache-Control"] = "no-store"
    return response
