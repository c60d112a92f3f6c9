"""Teams: their names and who is in them; making, changing, dissolving one; whose nobody's tickets become."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heard.staff import desk, people
from heard.staff import teams as staff
from heard.staff.models import Person, Team
from heard.tickets import handover
from heard.web.request import person_of


class TeamForm(forms.Form):
    """A name, and people."""

    name = forms.CharField(max_length=80)
    members = forms.ModelMultipleChoiceField(queryset=Person.objects.none(), required=False)

    def __init__(self, team: Team | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self.fields["members"].queryset = people.assignable()  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """No two teams with one name."""
        name = str(self.cleaned_data["name"])
        others = Team.objects.exclude(pk=self.team.pk) if self.team else Team.objects.all()
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is a team with this name. Choose another."))
        return name

    @property
    def chosen(self) -> set[str]:
        """The ids of those who are ticked."""
        return {str(getattr(each, "pk", each)) for each in self["members"].value() or []}


class HeirForm(forms.Form):
    """The team that gets the tickets of one that is dissolved; empty: none."""

    heir = forms.ModelChoiceField(
        queryset=Team.objects.none(), required=False, empty_label=gettext_lazy("No team")
    )

    def __init__(self, team: Team, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heir"].queryset = staff.everyone().exclude(pk=team.pk)  # type: ignore[attr-defined]


@login_required
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """All teams, each with its people."""
    rows = staff.everyone().prefetch_related("members")
    return render(request, "setup/teams.html", {"teams": rows, **_where()})


@login_required
@require_POST
def taking(request: HttpRequest) -> HttpResponse:
    """Whether nobody's ticket becomes that of whoever answers it."""
    desk.let_answering_take(request.POST.get("to") == "on", by=person_of(request))
    messages.success(request, _("Kept."))
    return redirect("setup:teams")


@login_required
@require_POST
def unopened(request: HttpRequest) -> HttpResponse:
    """Whether a file that nobody opened holds a reply once."""
    desk.ask_for_unopened(request.POST.get("to") == "on", by=person_of(request))
    messages.success(request, _("Kept."))
    return redirect("setup:teams")


@login_required
@require_http_methods(["GET", "POST"])
def new_team(request: HttpRequest) -> HttpResponse:
    """Makes a team."""
    form = TeamForm(None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        staff.form(form.cleaned_data["name"], form.cleaned_data["members"], by=person_of(request))
        return redirect("setup:teams")
    return _form(request, form, None)


@login_required
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, number: int) -> HttpResponse:
    """Shows and changes a team."""
    found = get_object_or_404(Team, pk=number)
    now = {"name": found.name, "members": list(found.members.all())}
    form = TeamForm(found, request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        staff.change(found, form.cleaned_data["name"], form.cleaned_data["members"], by=person_of(request))
        messages.success(request, _("Kept."))
        return redirect("setup:teams")
    return _form(request, form, found)


@login_required
@require_http_methods(["GET", "POST"])
def dissolution(request: HttpRequest, number: int) -> HttpResponse:
    """Asks where the tickets of a team go, then dissolves it."""
    found = get_object_or_404(Team, pk=number)
    form = HeirForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        handover.dissolve(found, form.cleaned_data["heir"], by=person_of(request))
        messages.success(request, _("There is no team %(name)s any more.") % {"name": found.name})
        return redirect("setup:teams")
    only_theirs = found.members.filter(sees="own_teams").annotate(
        others=Count("teams", filter=~Q(teams=found))
    )
    context = {
        "team": found,
        "form": form,
        "has": handover.lying_with(found),
        "blind": [person for person in only_theirs if not person.others],
        **_where(),
    }
    return render(request, "setup/dissolution.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, form: TeamForm, found: Team | None) -> HttpResponse:
    context = {"form": form, "team": found, **_where()}
    return render(request, "setup/team.html", context, status=422 if form.errors else 200)


def _where() -> dict[str, str]:
    return {"nav_current": "setup", "setup_current": "teams"}
