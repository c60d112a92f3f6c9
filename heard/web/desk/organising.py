"""Organising one ticket: priority, tags, team, rest until a day, follow, read, merge, link, split off."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from heard.drafts import carry
from heard.staff.models import Person
from heard.tickets import changes, hearing, lineage, links, merge, reading, tags
from heard.tickets.access import ticket_for, tickets_of
from heard.tickets.changes import Change, NotPossible
from heard.tickets.links import NotSplittable
from heard.tickets.merge import NotMergeable, TwoCustomers
from heard.tickets.models import Message
from heard.tickets.tags import NotATag
from heard.web.desk import bulk
from heard.web.desk.ticket import fresh
from heard.web.request import person_of

GOES_ON = gettext_lazy("No. %(number)d goes on in No. %(other)d.")
NO_SUCH = gettext_lazy("There is no ticket with this number. Look at it in the list, or in the address.")


@login_required
@require_POST
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Changes one thing of the ticket: the pressed button carries what, and its new value."""
    me = person_of(request)
    ticket_for(me, number)
    what, value = bulk.asked(request)
    return _changed(request, number, me, what, value)


@login_required
@require_safe
def known_tags(request: HttpRequest, number: int) -> HttpResponse:
    """The tags in use, as what a field offers: asked for when its menu opens."""
    me = person_of(request)
    worn = ticket_for(me, number).tags
    offered = format_html_join(
        "", '<option value="{}"></option>', ([tag] for tag in tags.suggestions(me) if tag not in worn)
    )
    return HttpResponse(offered)


@login_required
@require_POST
def hold(request: HttpRequest, number: int) -> HttpResponse:
    """Lets the ticket rest until a day, when it is open again by itself."""
    me = person_of(request)
    ticket_for(me, number)
    try:
        until = bulk.resting(request)
    except NotPossible as reason:
        return answer(request, number, me, text=str(reason), wrong=True)
    if until is None:
        return answer(request, number, me, text=_("This is not a day. Choose one from the list."), wrong=True)
    return _changed(request, number, me, "status", "hold", until=until)


@login_required
@require_POST
def follow(request: HttpRequest, number: int) -> HttpResponse:
    """Follows the ticket, or no longer."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    if links.follows(ticket, me):
        links.unfollow(ticket, me)
        return answer(request, number, me, text=_("You no longer follow No. %d.") % number)
    links.follow(ticket, me)
    return answer(request, number, me, text=_("You follow No. %d.") % number)


@login_required
@require_POST
def read(request: HttpRequest, number: int) -> HttpResponse:
    """The page was shown, so its words and what was told of it are read; or they shall be read again."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    if "again" in request.POST:
        reading.mark_unread(me, ticket)
        return answer(request, number, me, text=_("No. %d is unread again.") % number)
    reading.mark(me, ticket)
    hearing.seen(me, ticket)
    return HttpResponse(status=204)


@login_required
@require_POST
def merge_into(request: HttpRequest, number: int) -> HttpResponse:
    """Lets the matter go on in another ticket, and goes there; asks first when that is another customer's."""
    me = person_of(request)
    ticket = ticket_for(me, number)

    try:
        other = ticket_for(me, _number_in(request))
    except Http404:
        return answer(request, number, me, text=NO_SUCH, wrong=True)
    try:
        target = carry.merged(ticket, other, by=me, sure="sure" in request.POST)
    except TwoCustomers:
        context = {"ticket": ticket, "other": lineage.root_of(other)}
        return render(request, "desk/merge_question.html", context, status=409)
    except NotMergeable as reason:
        return answer(request, number, me, text=str(reason), wrong=True)
    undo = changes.token([Change(number, "merged", None, target.number)], me)
    if not tickets_of(me).filter(number=target.number).exists():  # the last of a chain
        both = {"number": number, "other": target.number}
        return answer(request, number, me, text=GOES_ON % both, undo=undo)
    there = f"{reverse('desk:ticket', args=[target.number])}?undo={undo}&from={number}"
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": there})
    return redirect(there)


@login_required
@require_POST
def unmerge(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a merge back. The whole page is read anew: below it one can write again."""
    me = person_of(request)
    merge.unmerge(ticket_for(me, number), by=me)
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": reverse("desk:ticket", args=[number])})
    return redirect("desk:ticket", number)


@login_required
@require_POST
def link(request: HttpRequest, number: int) -> HttpResponse:
    """Notes that the ticket has to do with another, or no longer."""
    me = person_of(request)
    ticket = ticket_for(me, number)

    try:
        other = ticket_for(me, _number_in(request))
    except Http404:
        return answer(request, number, me, text=NO_SUCH, wrong=True)
    both = {"number": number, "other": other.number}
    if "away" in request.POST:
        links.unlink(ticket, other, by=me)
        text = _("No. %(number)d and No. %(other)d are no longer linked.") % both
        return answer(request, number, me, text=text)
    fresh_one = links.link(ticket, other, by=me)
    undo = changes.token([Change(number, "linked", None, other.number)], me) if fresh_one else ""
    text = _("No. %(number)d and No. %(other)d are linked.") % both
    return answer(request, number, me, text=text, undo=undo)


@login_required
@require_POST
def split_off(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Makes a message a ticket of its own, and goes there."""
    me = person_of(request)
    found = get_object_or_404(Message, pk=message, ticket=ticket_for(me, number))
    try:
        made = links.split_off(found, by=me)
    except NotSplittable as reason:
        return answer(request, number, me, text=str(reason), wrong=True)
    undo = changes.token([Change(made.number, "split", found.pk, number)], me)
    return redirect(f"{reverse('desk:ticket', args=[made.number])}?undo={undo}")


def answer(  # noqa: PLR0913 - each side by name
    request: HttpRequest, number: int, me: Person, *, text: str | Promise, undo: str = "", wrong: bool = False
) -> HttpResponse:
    """Head and conversation as they stand now, and a toast; without scripts, the page."""
    if "HX-Request" not in request.headers:
        return redirect("desk:ticket", number)
    context = fresh(request, ticket_for(me, number), me)
    context |= {"text": text, "undo": undo, "wrong": wrong}
    response = render(request, "desk/_changed.html", context, status=422 if wrong else 200)
    response.headers["HX-Trigger"] = "heard:acted"
    return response


def _changed(  # noqa: PLR0913 - each side by name
    request: HttpRequest, number: int, me: Person, what: str, value: str, *, until: datetime | None = None
) -> HttpResponse:
    try:
        done = changes.make(me, [number], what, value, until=until)
    except (NotPossible, NotATag) as reason:
        return answer(request, number, me, text=str(reason), wrong=True)
    return answer(
        request,
        number,
        me,
        text=bulk.said(done, 1, until=until),
        undo=changes.token(done, me) if done else "",
    )


def _number_in(request: HttpRequest) -> int:
    typed = request.POST.get("other", "").strip().removeprefix("No.").strip(" #")
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0
