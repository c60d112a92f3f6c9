"""The people of the desk: who is here, who was invited, who left; and inviting somebody."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from heard.staff import people as staff
from heard.staff import roles, second_step, teams
from heard.staff.models import Person, Role, Sees, Team
from heard.staff.people import AlreadyHere, Place
from heard.web.request import person_of
from heard.web.setup.handing import handed

ABOUT_ROLES = {
    Role.OWNER: _("Does everything, also says who owns the desk and how its mailboxes are read."),
    Role.LEAD: _("Answers customers, and arranges the desk: people, teams, tags, appearance."),
    Role.AGENT: _("Answers customers."),
    Role.COLLEAGUE: _("Answers no customers. Sees the tickets they are asked about, and adds notes."),
}


class PlaceForm(forms.Form):
    """What somebody is here for."""

    role = forms.ChoiceField(choices=[], initial=Role.AGENT)
    teams = forms.ModelMultipleChoiceField(queryset=Team.objects.none(), required=False)
    sees = forms.ChoiceField(choices=Sees.choices, initial=Sees.EVERYTHING)

    def __init__(self, giver: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = [role for role in ABOUT_ROLES if roles.may_give(giver, role)]
        self.fields["role"].choices = [(role.value, role.label) for role in self.offered]  # type: ignore[attr-defined]
        self.fields["teams"].queryset = teams.everyone()  # type: ignore[attr-defined]

    @property
    def about_roles(self) -> list[tuple[Role, Any]]:
        """The roles that may be given, with what each means."""
        return [(role, ABOUT_ROLES[role]) for role in self.offered]

    @property
    def chosen_teams(self) -> set[int]:
        """The ids of the teams that are ticked."""
        value = self["teams"].value() or []
        return {
            int(getattr(each, "pk", each)) for each in value if str(getattr(each, "pk", each)).isdecimal()
        }

    def place(self) -> Place:
        """The answers."""
        given = self.cleaned_data
        return Place(Role(given["role"]), Sees(given["sees"]), tuple(given["teams"]))


class InviteForm(PlaceForm):
    """Who is invited."""

    field_order = ("name", "email")
    name = forms.CharField(max_length=120)
    email = forms.EmailField(max_length=254)

    def clean_email(self) -> str:
        """Not somebody who is here."""
        address = str(self.cleaned_data["email"]).lower()
        found = Person.objects.filter(email=address).first()
        if found and found.left_at:
            raise forms.ValidationError(
                _("They worked here before. Open their page under Left, and let them come back.")
            )
        if found:
            raise forms.ValidationError(
                _("Somebody signs in with this address already. Use another, or change theirs.")
            )
        return address


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Who is here, then who was invited, programs, and who left."""
    rows = list(Person.objects.prefetch_related("teams").order_by("name", "pk"))
    context = {
        "here": [row for row in rows if row.is_active and row.role != Role.SERVICE],
        "invited": [row for row in rows if row.is_invited],
        "programs": [row for row in rows if row.role == Role.SERVICE],
        "left": [row for row in rows if row.left_at],
        "roles": second_step.OFFERED,
        "nav_current": "setup",
        "setup_current": "people",
    }
    return render(request, "setup/people.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Asks somebody to come, and shows the link that lets them in."""
    me = person_of(request)
    form = InviteForm(me, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            person = staff.invite(given["name"], given["email"], form.place(), by=me)
        except AlreadyHere as fault:
            form.add_error("email", str(fault))
        else:
            return handed(request, person, by=me)
    context = {"form": form, "nav_current": "setup", "setup_current": "people"}
    return render(request, "setup/invite.html", context, status=422 if form.errors else 200)
