"""What a person says about themselves: name, signature, language, hours; and their password."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heard.customers import zones
from heard.staff import browsers, people, second_step
from heard.staff.models import Person
from heard.staff.people import Profile
from heard.web.browsers import KEPT, stay
from heard.web.desk.address_form import AddressForm
from heard.web.desk.second_step import proved
from heard.web.request import person_of
from heard.web.token_form import tokens_of
from heard.web.wishes import form_for


class ProfileForm(forms.Form):
    """What others and the pages need to know of me."""

    name = forms.CharField(max_length=120)
    signature = forms.CharField(required=False, max_length=1000, widget=forms.Textarea)
    language = forms.ChoiceField(required=False, choices=[("", ""), *settings.LANGUAGES])
    time_zone = forms.ChoiceField(
        required=False,
        choices=[("", gettext_lazy("As this computer")), *((zone, zone) for zone in zones.NAMES)],
    )


class PasswordForm(forms.Form):
    """The password I have, and the one I want."""

    now = forms.CharField(strip=False, max_length=200)
    new = forms.CharField(strip=False, max_length=200)

    def __init__(self, me: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.me = me

    def clean_now(self) -> str:
        """Whoever finds the desk open does not take it over."""
        return proved(self.me, self.cleaned_data["now"])

    def clean_new(self) -> str:
        """One that is hard to guess."""
        validate_password(self.cleaned_data["new"], self.me)
        return str(self.cleaned_data["new"])


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Shows and changes it."""
    me = person_of(request)
    form = ProfileForm(request.POST or None, initial=vars(people.profile_of(me)))
    if request.method == "POST" and form.is_valid():
        people.describe(me, Profile(**form.cleaned_data))
        with translation.override(
            form.cleaned_data["language"] or translation.get_language_from_request(request)
        ):
            messages.success(request, _("Kept."))  # in the language of the page that follows
        return redirect("desk:profile")
    return page(request, me, profile=form)


@sensitive_post_parameters("now", "new")
@login_required
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Gives me another password; my sessions elsewhere end."""
    me = person_of(request)
    form = PasswordForm(me, request.POST)
    if not form.is_valid():
        return page(request, me, password=form)
    people.give_password(me, form.cleaned_data["new"])
    stay(request)
    messages.success(
        request, _("You sign in with the new password from now on. Elsewhere you are signed out.")
    )
    return redirect("desk:profile")


@login_required
@require_POST
def notices(request: HttpRequest) -> HttpResponse:
    """How I want to hear by mail."""
    me = person_of(request)
    form = form_for(me, request.POST)
    if not form.is_valid():
        return page(request, me, wishes=form)
    form.keep(me)
    messages.success(request, _("Kept."))
    return redirect("desk:profile")


def page(request: HttpRequest, me: Person, **forms_with_faults: forms.Form) -> HttpResponse:
    """The page; `forms_with_faults` stand in the place of the fresh ones."""
    context: dict[str, Any] = {
        "profile": ProfileForm(initial=vars(people.profile_of(me))),
        "password": PasswordForm(me),
        "address": AddressForm(me),
        "wishes": form_for(me),
        "languages": settings.LANGUAGES,
        "tokens": tokens_of(me),
        "browsers": browsers.of(me),
        "this_browser": request.session.get(KEPT),
        "second_step": second_step.is_set(me),
        **forms_with_faults,
    }
    context["faulty"] = next((form for form in forms_with_faults.values() if form.errors), None)
    return render(request, "desk/profile.html", context, status=422 if context["faulty"] else 200)


@login_required
@require_safe
def form_key(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and the key for the forms of a page that was opened before that sign-in: a page of
    another site can ask for this, but not read it."""
    return JsonResponse({"by": person_of(request).email, "key": get_token(request)})
