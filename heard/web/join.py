"""Behind a sign-in link: somebody who was invited, or forgot their password, chooses one."""

from typing import Any

from allauth.account.utils import perform_login
from django import forms
from django.contrib.auth import logout
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from heard.staff import links, providers
from heard.staff.models import Person


class JoinForm(forms.Form):
    """Their name as customers read it, and a password."""

    name = forms.CharField(max_length=120)
    password = forms.CharField(widget=forms.PasswordInput, strip=False, max_length=200)

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        """One that is hard to guess."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.person)
        return password


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """A GET changes nothing, because mail programs follow links; the button lets them in."""
    link = links.find(secret)
    if link is None:
        return _no_longer(request)
    if not providers.takes_password_of(link.person):
        context = {"person": link.person, "providers": list(providers.offered())}
        return _unstored(render(request, "join_elsewhere.html", context))
    form = JoinForm(link.person, request.POST or None, initial={"name": link.person.name})
    if request.method == "POST" and form.is_valid():
        if not links.use(link, **form.cleaned_data):
            return _no_longer(request)
        return _signed_in(request, link.person)
    context = {"form": form, "person": link.person}
    return _unstored(render(request, "join.html", context, status=422 if form.errors else 200))


def _signed_in(request: HttpRequest, person: Person) -> HttpResponse:
    """The link stands for the password alone: whoever has a second step is asked for it."""
    logout(request)  # somebody else may be signed in here
    person.backend = "heard.web.sessions.Backend"
    answer: HttpResponse = perform_login(request, person)
    return answer


def _no_longer(request: HttpRequest) -> HttpResponse:
    return _unstored(render(request, "join_over.html", {}, status=410))


def _unstored(response: HttpResponse) -> HttpResponse:
    """The address is a key: no cache keeps it. No other site hears of it either, by the policy of all pages
    (same-origin); stricter, and browsers would send the form without its origin."""
    response.headers["Cache-Control"] = "no-store"
    return response
