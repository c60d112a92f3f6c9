"""The same done to many tickets, and the last act undone."""

from datetime import UTC, datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from heard.staff import people, teams
from heard.staff.models import Person
from heard.tickets import changes, tags
from heard.tickets.changes import Change, NotPossible
from heard.tickets.models import Priority, Status
from heard.tickets.tags import NotATag
from heard.web.desk import choices, holds
from heard.web.desk.forms import RestForm, moment
from heard.web.request import person_of


@login_required
@require_safe
def bar(request: HttpRequest) -> HttpResponse:
    """What can be done to the selected tickets: fetched with the first selection."""
    me = person_of(request)
    context = {
        "people": people.choices(),
        "teams": teams.choices(),
        "statuses": [one for one in choices.statuses() if one[0] != Status.NEW],
        "priorities": Priority.choices,
        "holds": holds.choices(),
        "tags": tags.suggestions(me),
        "me_pk": me.pk,
    }
    return render(request, "desk/_bulk.html", context)


@login_required
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Does one thing to all selected tickets. The answer is the toast, with its Undo."""
    me = person_of(request)
    numbers = [int(each) for each in request.POST.getlist("tickets") if each.isdecimal() and len(each) < 19]
    what, value = asked(request)
    try:
        until = resting(request)
        what, value = ("status", Status.HOLD) if until else (what, value)
        done = changes.make(me, numbers, what, value, until=until)
    except (NotPossible, NotATag) as reason:
        return toast(request, text=str(reason), wrong=True, status=422)
    undo = changes.token(done, me) if done else ""
    return toast(request, text=said(done, len(numbers), until=until), undo=undo)


@login_required
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Takes the last act back; of a split it goes where the words are again."""
    try:
        restored, since, words_in = changes.take_back(request.POST.get("token", ""), person_of(request))
    except NotPossible as reason:
        return toast(request, text=str(reason), wrong=True, status=422)
    if words_in:
        there = reverse("desk:ticket", args=[words_in])
        in_page = "HX-Request" in request.headers
        return HttpResponse(headers={"HX-Redirect": there}) if in_page else redirect(there)
    text = ngettext("%d ticket is as it was.", "%d tickets are as they were.", restored) % restored
    if since:
        text += " " + _("%d were changed by others meanwhile and stay.") % since
    response = toast(request, text=text)
    response.headers["HX-Trigger"] = "heard:acted, heard:undone"
    return response


def toast(
    request: HttpRequest, *, text: str, undo: str = "", wrong: bool = False, status: int = 200
) -> HttpResponse:
    """One line at the foot of the page; without scripts, the way back to the list."""
    if "HX-Request" not in request.headers:
        return redirect("desk:inbox")
    context = {"text": text, "undo": undo, "wrong": wrong}
    response = render(request, "desk/_toast.html", context, status=status)
    response.headers["HX-Trigger"] = "heard:acted"
    return response


def said(done: list[Change], asked: int, *, until: datetime | None = None) -> str:
    """What happened, in a sentence; of a hold also `until` when."""
    if not done:
        return _("Nothing changed: it was so already.")
    how_many = ngettext("%d ticket", "%d tickets", len(done)) % len(done)
    if len(done) == asked == 1:
        how_many = _("No. %d") % done[0].number
    what = _what(done[0])
    if until:
        at = date_format(timezone.localtime(until), "D j N, H:i")
        what = _("%(status)s until %(when)s") % {"status": what, "when": at}
    return _("%(tickets)s: %(what)s") % {"tickets": how_many, "what": what}


def _what(change: Change) -> str:
    match change.what:
        case "status":
            return str(Status(change.now).label)
        case "priority":
            return _("priority %s") % str(Priority(change.now).label)
        case "assignee":
            name = _name(change.now) if change.now else _("nobody")
            return _("assigned to %s") % name
        case "team":
            team = teams.everyone().filter(pk=change.now).first()
            return _("in the team %s") % team.name if team else _("in no team")
        case "subject":
            return _("another subject")
        case "untag":
            return _("without the tag %s") % str(change.now)
        case _:
            return _("tagged %s") % str(change.now)


def resting(request: HttpRequest) -> datetime | None:
    """Until when it shall rest; None where nothing is said of it. Raises NotPossible, for a past day too."""
    if "own_day" in request.POST:
        until = _own_day(request)
    elif (written := request.POST.get("until")) is None:
        return None
    else:
        try:
            until = parse_datetime(written[:40])
        except ValueError:
            until = None
    if until is None:
        raise NotPossible(_("This is not a day. Choose one from the list."))
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    if until <= timezone.now():
        raise NotPossible(_("This day is over. Choose a later one."))
    return until


def _own_day(request: HttpRequest) -> datetime | None:
    """The day and the hour that somebody chose. Raises NotPossible."""
    form = RestForm(request.POST)
    if not form.is_valid():
        raise NotPossible(" ".join(str(fault) for faults in form.errors.values() for fault in faults))
    return moment(form.cleaned_data["until"], form.cleaned_data["zone"])


def _name(number: int) -> str:
    return Person.objects.values_list("name", flat=True).get(pk=number)


def asked(request: HttpRequest) -> tuple[str, str]:
    """Which button was pressed: each carries the name of what it changes."""
    for what in changes.WHATS:
        if request.POST.get(what) is not None:
            return what, request.POST[what].strip()
    return "", ""
