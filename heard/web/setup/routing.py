"""Routing: by which rules new tickets go to somebody, in which order, and what a rule would have done."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heard.channels import titles
from heard.channels.models import Channel
from heard.coach.languages import KNOWN
from heard.customers import organisations
from heard.customers.models import Organisation
from heard.routing import receivers, routes
from heard.routing.models import Route
from heard.routing.routes import First, NotARoute, Wanted
from heard.staff import people, teams
from heard.staff.models import Person
from heard.tickets import access, escalations, tags
from heard.tickets.models import Direction, Message, Stage, Status
from heard.web.request import person_of

LOOKED_AT = 100  # new tickets on which the rules are tried
SHOWN = 5


class RouteForm(forms.Form):
    """What a first message must be, and to whom it goes then."""

    channel = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    language = forms.ChoiceField(required=False)
    signs = forms.CharField(required=False, max_length=4_000, widget=forms.Textarea)
    tag = forms.CharField(required=False, max_length=tags.LONGEST)
    organisation = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    to = forms.ChoiceField(required=False)
    knows_them = forms.BooleanField(required=False)
    shares = forms.BooleanField(required=False)
    stage = forms.ChoiceField(required=False, choices=[("", gettext_lazy("Not said")), *Stage.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        doors = list(Channel.objects.filter(is_active=True).order_by("name", "pk"))
        persons = [(f"person-{number}", name) for number, name in people.choices()]
        groups = [(f"team-{number}", _("Team %(name)s") % {"name": name}) for number, name in teams.choices()]
        companies = [(str(one.pk), one.name) for one in organisations.named()]
        self._offer("channel", _("Any channel"), [(str(d.pk), titles.title(d, doors)) for d in doors])
        self._offer("language", _("Any language"), sorted(names().items(), key=lambda pair: pair[1]))
        self._offer("organisation", _("Anybody"), companies)
        self._offer("to", _("Nobody in particular"), [*groups, *persons])

    def _offer(self, name: str, nothing: str, choices: Sequence[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", nothing), *choices]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What was filled in, once it is valid."""
        said = self.cleaned_data
        return Wanted(
            to=escalations.named(said["to"]),
            knows_them=said["knows_them"],
            channel=Channel.objects.filter(pk=said["channel"]).first(),
            language=said["language"],
            signs=said["signs"],
            tag=said["tag"],
            organisation=Organisation.objects.filter(pk=said["organisation"]).first(),
            stage=said["stage"],
            shares=said["shares"],
        )


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All rules in their order, each with how many of the last new tickets it fits."""
    rules = list(routes.every())
    newest = _newest(person_of(request)) if rules else []
    fits = {route.pk: 0 for route in rules}
    for first in newest:
        for route in routes.fitting(rules, first):
            fits[route.pk] += 1
    rows = [{"route": one, "when": _when(one), "to": _to(one), "fits": fits[one.pk]} for one in rules]
    return render(request, "setup/routing.html", {"rows": rows, "looked_at": len(newest), **_where()})


@login_required
@require_http_methods(["GET", "POST"])
def route(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A new rule, or one that stands; tried on the last new tickets before it is kept, or removed."""
    me = person_of(request)
    found = get_object_or_404(routes.every(), pk=number) if number else None
    if found and "remove" in request.POST:
        routes.remove(found.pk, by=me)
        return redirect("setup:routing")
    form = RouteForm(request.POST if request.method == "POST" else None, initial=_initial(found))
    tried = None
    if form.is_valid():
        try:
            if "try" in request.POST:
                tried = _tried(routes.unsaved(form.wanted), me)
            else:
                routes.write(found, form.wanted, by=me)
                messages.success(request, _("Kept."))
                return redirect("setup:routing")
        except NotARoute as reason:
            form.add_error(reason.what or None, str(reason))
    context = {"form": form, "route": found, "tried": tried, "tags": tags.suggestions(me), **_where()}
    return render(request, "setup/route.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def place(request: HttpRequest, number: int) -> HttpResponse:
    """Tried one place earlier or later."""
    routes.move(number, up=request.POST.get("to") == "up", by=person_of(request))
    return redirect("setup:routing")


def names() -> dict[str, str]:
    """The languages that can be told, by their codes, in the reader's words."""
    chinese = {"zh": _("Chinese")}  # which Django knows by its two scripts only
    return {code: chinese.get(code) or get_language_info(code)["name_translated"] for code in KNOWN}


def _when(route: Route) -> list[str]:
    """What a first message must be, part by part; empty where any fits."""
    said = []
    if route.channel:
        said.append(_("came to %(channel)s") % {"channel": titles.of(route.channel)})
    if route.language:
        said.append(_("is in %(language)s") % {"language": names().get(route.language, "")})
    if route.signs:
        words = ", ".join(f"“{sign}”" for sign in route.signs.splitlines())
        said.append(_("holds %(words)s") % {"words": words})
    if route.tag:
        said.append(_("is tagged %(tag)s") % {"tag": route.tag})
    if route.organisation:
        said.append(_("comes from people of %(organisation)s") % {"organisation": route.organisation})
    return said


def _to(route: Route) -> str:
    """To whom it goes; empty where nobody is left whom it names."""
    if route.person and receivers.is_here(route.person):
        return route.person.name
    return _("Team %(name)s") % {"name": route.team.name} if route.team else ""


def _newest(me: Person) -> list[First]:
    """The first messages of the newest tickets that `me` may see."""
    tickets = access.tickets_of(me).filter(is_bulk=False).exclude(status=Status.SPAM)
    numbers = list(tickets.order_by("-number").values_list("number", flat=True)[:LOOKED_AT])
    said = Message.objects.filter(ticket__in=numbers, direction=Direction.IN, told="")
    rows = said.select_related("ticket", "identity").order_by("-ticket", "at", "pk")
    return [First(next(of_one)) for _number, of_one in groupby(rows, key=lambda message: message.ticket_id)]


def _tried(rule: Route, me: Person) -> dict[str, Any]:
    newest = _newest(me)
    fit = [first.message.ticket for first in newest if any(routes.fitting([rule], first))]
    return {"of": len(newest), "count": len(fit), "tickets": fit[:SHOWN]}


def _initial(found: Route | None) -> dict[str, Any]:
    if found is None:
        return {}
    to = f"team-{found.team_id}" if found.team_id else ""
    return {
        "channel": str(found.channel_id or ""),
        "language": found.language,
        "signs": found.signs,
        "tag": found.tag,
        "organisation": str(found.organisation_id or ""),
        "to": f"person-{found.person_id}" if found.person_id else to,
        "knows_them": found.knows_them,
        "stage": found.stage,
        "shares": found.shares,
    }


def _where() -> dict[str, str]:
    return {"nav_current": "setup", "setup_current": "routing"}
