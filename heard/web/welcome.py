"""The first run: whoever reads the terminal opens the desk and becomes its owner."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from heard.channels.email import mailboxes
from heard.staff import desk
from heard.staff.models import Person

ALWAYS_OPEN = ("/welcome/", "/static/", "/healthz", "/metrics", "/api")  # who has a token was at the machine
BACKEND = "heard.web.sessions.Backend"


class Welcome(forms.Form):
    """What a new desk needs to know."""

    code = forms.CharField(max_length=40, strip=True)
    company = forms.CharField(max_length=120)
    mailbox = forms.EmailField(max_length=254)
    name = forms.CharField(max_length=120)
    email = forms.EmailField(max_length=254)
    password = forms.CharField(widget=forms.PasswordInput, strip=False)

    def clean_code(self) -> str:
        """Only the code on the terminal."""
        code = str(self.cleaned_data["code"])
        if not desk.is_first_code(code):
            raise forms.ValidationError(
                _("This is not the code. It stands on the terminal where heard up was started.")
            )
        return code

    def clean(self) -> dict[str, Any]:
        """A password that is hard to guess."""
        found = super().clean() or {}
        if {"password", "email", "name"} <= found.keys():
            try:
                validate_password(found["password"], Person(email=found["email"], name=found["name"]))
            except forms.ValidationError as fault:
                self.add_error("password", fault)
        return found


@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Opens the desk, once."""
    if desk.current():
        return redirect("desk:inbox")
    form = Welcome(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        mailboxes.name_first(given["mailbox"], name=given["company"])  # again is harmless, so first
        try:
            owner = desk.open_desk(
                given["company"], owner_name=given["name"], email=given["email"], password=given["password"]
            )
        except desk.AlreadyOpen:
            return redirect("account_login")
        login(request, owner, backend=BACKEND)
        return redirect("desk:inbox")
    return render(request, "welcome.html", {"form": form}, status=422 if form.errors else 200)


class FirstRun:
    """Leads every page to the welcome page while nobody has opened the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._is_open = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._is_open and not request.path.startswith(ALWAYS_OPEN):
            self._is_open = desk.current() is not None
            if not self._is_open:
                return redirect("welcome")
        return self._get_response(request)
