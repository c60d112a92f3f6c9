"""Programs: service accounts, and all tokens that work; making and ending them is for owners."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from heard.staff import programs as accounts
from heard.staff import roles, teams, tokens
from heard.staff.models import Person, Role, Sees, Team
from heard.staff.people import AlreadyHere, Place
from heard.staff.roles import Act
from heard.web import handed
from heard.web.request import owner_of, person_of
from heard.web.token_form import TokenForm, tokens_of

MOST = 200


class AccountForm(forms.Form):
    """What a program is called, and which tickets it sees."""

    name = forms.CharField(
        max_length=120, error_messages={"required": gettext_lazy("Say which program it is.")}
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), required=False, empty_label=gettext_lazy("Every ticket")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams.everyone()  # type: ignore[attr-defined]

    def place(self) -> Place:
        """The answers."""
        team = self.cleaned_data["team"]
        return Place(Role.SERVICE, Sees.OWN_TEAMS if team else Sees.EVERYTHING, (team,) if team else ())


@login_required
@require_http_methods(["GET", "POST"])
def programs(request: HttpRequest) -> HttpResponse:
    """All accounts, all tokens of people, and the form for one more account."""
    form = AccountForm(request.POST or None)
    if request.method == "POST":
        owner = owner_of(request)
        if form.is_valid():
            try:
                account = accounts.found(form.cleaned_data["name"], form.place(), by=owner)
                return redirect("setup:program", account.pk)
            except AlreadyHere as reason:
                form.add_error("name", str(reason))
    of_people = tokens.living().exclude(person__role=Role.SERVICE).select_related("person")
    context = {"accounts": accounts.accounts(), "tokens": of_people[:MOST], "form": form} | _where(request)
    return render(request, "setup/programs.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def program(request: HttpRequest, number: int) -> HttpResponse:
    """One account with its tokens; a POST makes another one and shows it once."""
    found = get_object_or_404(Person, pk=number, role=Role.SERVICE)
    form = TokenForm(found, request.POST or None)
    if request.method == "POST":
        owner = owner_of(request)
        if form.is_valid() and found.is_active:
            return handed.over(request, form.make(owner), at=request.path)
    if handed.is_asked_for(request):
        more = {"account": found} | _where(request)
        return handed.shown(request, "setup/token_made.html", back=request.path, **more)
    context = {"account": found, "tokens": tokens_of(found), "form": form} | _where(request)
    return render(request, "setup/program.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_token(request: HttpRequest, number: int) -> HttpResponse:
    """Ends anybody's token."""
    owner = owner_of(request)
    token = get_object_or_404(tokens.living().select_related("person"), pk=number)
    tokens.end(token, by=owner)
    messages.success(request, _("The token has ended. Whatever used it is refused from now on."))
    if token.person.role == Role.SERVICE:
        return redirect("setup:program", token.person_id)
    return redirect("setup:programs")


def _where(request: HttpRequest) -> dict[str, Any]:
    is_owner = roles.may(person_of(request), Act.OWN)
    return {"nav_current": "setup", "setup_current": "programs", "is_owner": is_owner}
