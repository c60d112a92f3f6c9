"""Writing macros: their words with variables, what they do besides, and who may use them."""

import re
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heard.drafts import macros as using
from heard.knowledge import pages
from heard.phrasing import macros as words
from heard.phrasing import variables
from heard.phrasing.macros import UnknownVariable
from heard.phrasing.models import Macro
from heard.staff import people, roles
from heard.staff.models import Person, Team
from heard.staff.roles import Act
from heard.tickets.access import ticket_for
from heard.tickets.models import Status
from heard.web.request import person_of

EVERYBODY, ONLY_ME, ME = "", "me", "me"


class MacroForm(forms.Form):
    """One macro. `who` is empty for everybody, `me`, or a team's number; not all may write for all."""

    title = forms.CharField(
        max_length=120, error_messages={"required": _("It has no title. Write what one looks for.")}
    )
    text = forms.CharField(required=False, max_length=20_000, widget=forms.Textarea)
    status = forms.ChoiceField(required=False)
    tags = forms.CharField(required=False, max_length=400)
    assignee = forms.ChoiceField(required=False)
    team = forms.ChoiceField(required=False)
    who = forms.ChoiceField(required=False)

    def __init__(self, writer: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = [(str(number), name) for number, name in words.teams_of(writer).values_list("pk", "name")]
        everybody = [(EVERYBODY, _("everybody"))] if roles.may(writer, Act.SETUP) else []
        teams = [
            (str(number), name) for number, name in Team.objects.order_by("name").values_list("pk", "name")
        ]
        staff = [(str(number), name) for number, name in people.assignable().values_list("pk", "name")]
        as_it_is = ("", _("as it is"))
        choices: dict[str, list[tuple[str, Any]]] = {
            "status": [as_it_is, *Status.choices],
            "assignee": [as_it_is, (ME, _("whoever sends it")), *staff],
            "team": [as_it_is, *teams],
            "who": [*everybody, (ONLY_ME, _("only me")), *theirs],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]
        self.fields["who"].required = not everybody  # empty stands for everybody

    def actions(self) -> dict[str, Any]:
        """What is chosen, in the form that the macro keeps."""
        said = self.cleaned_data
        tags = [one.strip() for one in said["tags"].split(",") if one.strip()]
        assignee = said["assignee"]
        chosen = {
            "status": said["status"],
            "tags": tags,
            "assignee": int(assignee) if assignee.isdecimal() else assignee,
            "team": int(said["team"]) if said["team"] else "",
        }
        return {name: value for name, value in chosen.items() if value}


@login_required
@require_safe
def macros(request: HttpRequest) -> HttpResponse:
    """All that this person may use: their own, their teams', everybody's."""
    me = person_of(request)
    rows = list(words.usable_by(me).select_related("team"))
    groups = [
        (_("Mine"), [row for row in rows if row.owner_id]),
        (_("My teams'"), [row for row in rows if row.team_id]),
        (_("Everybody's"), [row for row in rows if not row.owner_id and not row.team_id]),
    ]
    has_link = any("scope.link" in row.text for row in rows)
    context = {
        "no_scope": has_link and not pages.scope_path(),
        "groups": [(title, found) for title, found in groups if found],
        "changeable": set(words.changeable_by(me).values_list("pk", flat=True)),
    }
    return render(request, "setup/macros.html", context | _around())


@login_required
@require_http_methods(["GET", "POST"])
def macro(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new one, perhaps of the words that stand in a composer; or one that stands."""
    me = person_of(request)
    found = get_object_or_404(words.changeable_by(me), pk=number) if number else None
    begins = "begin" in request.POST
    initial = {"text": _begun(request, me), "who": ONLY_ME} if begins else _initial(found)
    form = MacroForm(me, None if begins else request.POST or None, initial=initial)
    if request.method == "POST" and not begins and form.is_valid():
        said = form.cleaned_data
        try:
            words.write(
                found,
                by=me,
                title=said["title"],
                text=said["text"].replace("\r\n", "\n"),
                actions=form.actions(),
                team=Team.objects.get(pk=said["who"]) if said["who"].isdecimal() else None,
                owner=me if said["who"] == ONLY_ME else None,
            )
        except UnknownVariable as reason:
            form.add_error("text", str(reason))
        else:
            return redirect(_back(request) or "setup:macros")
    context = {"form": form, "macro": found, "variables": variables.NAMES.items(), **_around()}
    context["back"] = _back(request)
    return render(request, "setup/macro.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def removal(request: HttpRequest, number: int) -> HttpResponse:
    """Takes it away."""
    me = person_of(request)
    words.remove(get_object_or_404(words.changeable_by(me), pk=number), by=me)
    return redirect("setup:macros")


def _begun(request: HttpRequest, me: Person) -> str:
    """The words of a composer; those of a ticket without what is only its customer's."""
    text, number = request.POST.get("text", "")[:20_000], request.POST.get("ticket", "")
    if number.isdecimal() and len(number) < 19:
        return using.general(text, ticket_for(me, int(number)), me)
    return text


def _back(request: HttpRequest) -> str:
    """The page of the desk from which somebody came to write it."""
    path = request.POST.get("back", "")
    return path if re.fullmatch(r"/desk/[a-z0-9/]*", path) else ""


def _initial(macro: Macro | None) -> dict[str, Any]:
    if macro is None:
        return {"who": ONLY_ME}
    who = ONLY_ME if macro.owner_id else str(macro.team_id or "")
    actions = {name: str(value) for name, value in macro.actions.items() if name != "tags"}
    tags = ", ".join(macro.actions.get("tags", []))
    return {"title": macro.title, "text": macro.text, "who": who, "tags": tags, **actions}


def _around() -> dict[str, str]:
    return {"nav_current": "setup", "setup_current": "macros"}
