"""What is escalated by itself: team by team, after how many hours or for how a message sounds, to whom."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from heard.coach.heat import SignKind
from heard.customers.zones import NAMES
from heard.lib.working_time import Week
from heard.staff import people, teams
from heard.staff.models import Person, Team
from heard.tickets import escalation_rules, escalations, heat
from heard.tickets.escalation_rules import Wanted
from heard.tickets.models import EscalationRule
from heard.web.request import person_of

SOUNDS: dict[SignKind, str] = {
    "anger": gettext_noop("angry"),
    "threat": gettext_noop("threatening: a lawyer, the press, a bad review"),
    "complaint": gettext_noop("let down: something went wrong"),
    "urgency": gettext_noop("pressed for time"),
    "capitals": gettext_noop("loud: CAPITALS, “!!”"),
}
HOURS = ["%H:%M", "%H.%M", "%H"]  # a browser's own field writes AM and PM where its language does
NO_HOUR = {"invalid": gettext_lazy("This is not an hour. Write it as 09:00, or 17:30.")}
SHORTEST = timedelta(hours=1)  # of a working day


class RuleForm(forms.Form):
    """How many hours, in which week; how a message sounds; to whom."""

    hours = forms.IntegerField(required=False, min_value=1, max_value=escalation_rules.MOST_HOURS)
    signs = forms.MultipleChoiceField(
        required=False, choices=[(sign, sign) for sign in escalation_rules.SIGNS]
    )
    to = forms.ChoiceField(required=False)
    days = forms.TypedMultipleChoiceField(choices=[*WEEKDAYS.items()], coerce=int)
    opens = forms.TimeField(input_formats=HOURS, error_messages=NO_HOUR)
    closes = forms.TimeField(input_formats=HOURS, error_messages=NO_HOUR)
    zone = forms.CharField(max_length=60)

    def __init__(self, team: Team | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self.lead = escalations.lead_of(team)
        lead = [("", _("The team's lead: %(name)s") % {"name": self.lead.name})] if self.lead else []
        persons = [(f"person-{number}", name) for number, name in people.choices()]
        others = [(f"team-{number}", _("Team %(name)s") % {"name": name}) for number, name in teams.choices()]
        self.fields["to"].choices = [*lead, *persons, *others]  # type: ignore[attr-defined]

    @property
    def ticked(self) -> set[str]:
        """The days that are ticked."""
        return {str(day) for day in self["days"].value() or []}

    @property
    def sounds(self) -> list[tuple[str, str, bool]]:
        """Code and words of each sign, and whether it is ticked."""
        ticked = self["signs"].value() or []
        return [(sign, _(words), sign in ticked) for sign, words in SOUNDS.items()]

    def clean_to(self) -> Person | Team | None:
        """Who gets it; None: the lead."""
        to = escalations.named(self.cleaned_data["to"])
        if to is None and self.lead is None:
            raise forms.ValidationError(_("Choose who gets it: this team has no lead."))
        return to

    def clean_zone(self) -> str:
        """A zone of the tz database."""
        zone = str(self.cleaned_data["zone"])
        if zone not in NAMES and zone != "UTC":
            raise forms.ValidationError(_("Choose a time zone of the list, such as Europe/Berlin."))
        return zone

    def clean(self) -> dict[str, Any]:
        """Hours that end after they begin; midnight ends a day."""
        said = super().clean() or {}
        if not (said.get("hours") or said.get("signs") or {"hours", "signs"} & self.errors.keys()):
            self.add_error("hours", _("Say after how many hours, or tick how a message sounds."))
        opens, closes = said.get("opens"), said.get("closes")
        if (
            opens is not None
            and closes is not None
            and closes != time()
            and _between(opens, closes) < SHORTEST
        ):
            self.add_error(
                "closes", _("The day must be an hour long at least. 00:00 is its end at midnight.")
            )
        return said

    @property
    def wanted(self) -> Wanted:
        """What was filled in, once it is valid."""
        said = self.cleaned_data
        week = Week(frozenset(said["days"]), said["opens"], said["closes"], ZoneInfo(said["zone"]))
        return Wanted(said["hours"], week, said["to"], frozenset(said["signs"]))


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Each team with its rule, and what is in none."""
    rules = {rule.team_id: rule for rule in escalation_rules.rules()}
    groups: list[Team | None] = [*teams.everyone(), None]
    rows = [_row(team, rules.get(team.pk if team else None)) for team in groups]
    return render(request, "setup/escalations.html", {"rows": rows, **_where()})


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, number: int) -> HttpResponse:
    """The rule of one team (0: of what is in none). What waits already is asked about before it is kept."""
    team = get_object_or_404(Team, pk=number) if number else None
    found = EscalationRule.objects.select_related("to_person", "to_team").filter(team=team).first()
    me = person_of(request)
    if request.method == "POST" and "remove" in request.POST:
        if escalation_rules.remove(team, by=me):
            messages.success(request, _("Nothing is escalated by itself there any more."))
        return redirect("setup:escalations")
    form = RuleForm(team, request.POST or None, initial=_initial(found))
    waiting = 0
    if request.method == "POST" and form.is_valid():
        waiting = escalation_rules.due(team, form.wanted, timezone.now()).count()
        older = request.POST.get("older", "")
        if not waiting or older in {"leave", "too"}:
            escalation_rules.set_for(team, form.wanted, by=me, also_older=older == "too")
            messages.success(request, _("Kept."))
            return redirect("setup:escalations")
    context: dict[str, Any] = {"form": form, "team": team, "rule": found, "waiting": waiting, **_where()}
    context |= {"zones": NAMES, "weekdays": [(str(day), name) for day, name in WEEKDAYS.items()]}
    return render(request, "setup/escalation_rule.html", context, status=422 if form.errors else 200)


def _row(team: Team | None, found: EscalationRule | None) -> dict[str, Any]:
    to = escalation_rules.receiver(found) if found else None
    sounds = heat.sounding(found.signs) if found else ""
    return {"team": team, "rule": found, "sounds": sounds, "to": to.name if to else ""}


def _initial(found: EscalationRule | None) -> dict[str, Any]:
    """The rule as it stands, or the usual week where whoever sets it is."""
    week = (
        escalation_rules.wanted_by(found).week
        if found
        else escalation_rules.usual_week(ZoneInfo(timezone.get_current_timezone_name()))
    )
    to = ""
    if found and (found.to_person or found.to_team):
        to = f"person-{found.to_person_id}" if found.to_person else f"team-{found.to_team_id}"
    return {
        "hours": found.hours if found else 8,
        "signs": found.signs if found else [],
        "to": to,
        "days": [str(day) for day in sorted(week.days)],
        "opens": f"{week.opens:%H:%M}",
        "closes": f"{week.closes:%H:%M}",
        "zone": week.zone.key,
    }


def _between(opens: time, closes: time) -> timedelta:
    day = datetime(2000, 1, 1)  # noqa: DTZ001 - two times of one clock
    return datetime.combine(day, closes) - datetime.combine(day, opens)


def _where() -> dict[str, str]:
    return {"nav_current": "setup", "setup_current": "escalations"}
