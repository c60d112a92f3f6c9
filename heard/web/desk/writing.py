"""What an agent says in a ticket: a reply now or later, a note, a message passed on; and taking it back."""

import re
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heard.drafts import carry, gates, keep, macros, send
from heard.drafts import note as writing
from heard.drafts.gates import NotLiftable
from heard.drafts.models import Draft, Way
from heard.drafts.promised import answers_of
from heard.drafts.send import Elsewhere, NewsMeanwhile, NotSendable, Stopped, Unopened, Wish
from heard.files import names
from heard.phrasing.models import Macro
from heard.staff import people
from heard.staff.roles import Act
from heard.tickets import lineage, organise
from heard.tickets.access import ticket_for, tickets_of
from heard.tickets.ended import Ended
from heard.tickets.models import Message, Note, Ticket
from heard.web.desk import composing
from heard.web.desk.forms import ForwardForm, LaterForm, NoteForm, ReplyForm, moment
from heard.web.desk.ticket import page
from heard.web.request import person_of


@login_required
@require_POST
def reply(request: HttpRequest, number: int) -> HttpResponse:
    """Sends the reply after the undo time, or at the hour chosen."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _again(request, number, form)
    draft = Draft.objects.filter(ticket=ticket, person=me, way=Way.REPLY).first()
    macro = macros.chosen(me, ticket, form.cleaned_data["macro"])
    if draft:
        keep.uses(draft, macro)
    try:
        wish = _wish(form, draft, macro)
        send.send(ticket, me, form.cleaned_data["text"], wish=wish)
    except Elsewhere as on:
        return _goes_on(request, ticket, form, on.into)
    except NewsMeanwhile as news:
        return _refused(request, ticket, draft, form, news)
    except Unopened as left:
        return _unread(request, ticket, form, left)
    except NotLiftable as reason:
        form.add_error("reason", str(reason))
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        return _stopped(request, ticket, form, Stopped(gates.standing(ticket, me, text)[1], text))
    except Stopped as stopped:
        form.add_error("text", str(stopped))
        return _stopped(request, ticket, form, stopped)
    except NotSendable as reason:
        form.add_error("text", str(reason))
        return _again(request, number, form)
    return redirect("desk:ticket", number)


@login_required
@require_POST
def undo(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Takes a waiting reply back and puts its words into the composer again."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    found = get_object_or_404(Message, pk=message, ticket=ticket)
    if not send.undo(found, by=me):
        return _too_late(request, number)
    there = lineage.root_of(ticket).number  # the draft is where a merged ticket goes on
    return redirect(f"{reverse('desk:ticket', args=[there])}?draft={found.pk}")


@login_required
@require_POST
def postpone(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Lets a waiting reply leave at another hour."""
    me = person_of(request)
    found = get_object_or_404(Message, pk=message, ticket=ticket_for(me, number))
    form = LaterForm(request.POST)
    if not form.is_valid():
        return page(request, number, status=422, reply=form)
    try:
        if form.at and not send.postpone(found, form.at, by=me):
            return _too_late(request, number)
    except NotSendable as reason:
        form.add_error("later", str(reason))
        return page(request, number, status=422, reply=form)
    return redirect("desk:ticket", number)


@login_required
@require_POST
def note(request: HttpRequest, number: int) -> HttpResponse:
    """Adds a note that only the company sees, and tells those whom it calls by name."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return page(request, number, status=422, note=form)
    said = form.cleaned_data
    try:
        writing.add(
            ticket,
            said["text"],
            by=me,
            key=said["key"],
            step=said["step"],
            finder=said["finder"],
            until=moment(said["until"], said["zone"]),
            until_solved=said["until_solved"] or None,  # not ticked: its words decide
        )
    except Ended as reason:
        form.add_error("text", str(reason))
        return page(request, number, status=422, note=form)
    return redirect("desk:ticket", number)


@login_required
@require_POST
def keep_note(request: HttpRequest, number: int, note: int) -> HttpResponse:
    """Keeps a note that was to go when the ticket is solved."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    rows = Note.objects.filter(ticket__in=lineage.numbers_of(ticket.number)).select_related("ticket")
    organise.keep_note(get_object_or_404(rows, pk=note), by=me)
    return redirect(f"{reverse('desk:ticket', args=[number])}#note-{note}")


@login_required
@require_http_methods(["GET", "POST"])
def forward(request: HttpRequest, number: int, message: int) -> HttpResponse:
    """Passes a message on to somebody outside."""
    me = person_of(request)
    ticket = ticket_for(me, number)
    found = get_object_or_404(Message.objects.select_related("ticket"), pk=message, ticket=ticket)
    form = ForwardForm(request.POST or None)
    held: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            to, text = addresses(form.cleaned_data["to"]), form.cleaned_data["text"]
            send.forward(found, me, to, text, lifting=form.lifting())
        except NotLiftable as reason:
            form.add_error("reason", str(reason))
            held = _what_holds(Stopped(gates.standing(ticket, me, text)[1], text))
        except Stopped as stopped:
            form.add_error("text", str(stopped))
            held = _what_holds(stopped)
        except NotSendable as reason:
            form.add_error("to", str(reason))
        else:
            return redirect("desk:ticket", number)
    context: dict[str, Any] = {
        **held,
        "form": form,
        "message": found,
        "files": found.attachments.select_related("blob").order_by("pk"),
        "ticket_url": f"{reverse('desk:ticket', args=[number])}#message-{message}",
        "nav_current": "inbox",
    }
    return render(request, "desk/forward.html", context, status=422 if form.errors else 200)


def addresses(written: str) -> list[str]:
    """What stands between commas, semicolons and blanks; of `Name <address>` the address."""
    found = re.findall(r"<([^<>\s]+)>|([^\s,;<>\"]+@[^\s,;<>\"]+)", written)
    named = [one or other for one, other in found]
    return named or [one for one in re.split(r"[\s,;]+", written) if one]


def _wish(form: ReplyForm, draft: Draft | None, macro: Macro | None) -> Wish:
    said = form.cleaned_data
    copies = None
    if said["copies_chosen"]:
        copies = send.copies_of(addresses(said["to"]), addresses(said["cc"]), addresses(said["bcc"]))
    promised = answers_of(said["promises"])
    return Wish(
        copies, draft, said["key"], said["seen"], form.at, macro, promised,
        solves=said["solve"], confidence=form.confidence(draft), lifting=form.lifting(),
        unopened=said["unopened"],
    )  # fmt: skip


def _goes_on(request: HttpRequest, ticket: Ticket, form: ReplyForm, into: int) -> HttpResponse:
    """To the ticket in which it goes on: there the words are a draft, and what was said can be read first."""
    me, said = person_of(request), form.cleaned_data
    carry.unsent(Ticket.objects.get(number=into), me, said["text"], key=said["key"])
    if tickets_of(me).filter(number=into).exists():
        return redirect(f"{reverse('desk:ticket', args=[into])}?from={ticket.number}")
    return page(request, ticket.number, status=409)


def _again(request: HttpRequest, number: int, form: ReplyForm) -> HttpResponse:
    used = _used(request, ticket_for(person_of(request), number), form)
    return page(request, number, status=422, reply=form, draft_text=request.POST.get("text", ""), **used)


def _used(request: HttpRequest, ticket: Ticket, form: ReplyForm) -> dict[str, Any]:
    """The macro as it was chosen: a draft that knows of it may not have been kept yet."""
    number = form.cleaned_data.get("macro")
    return composing.used(macros.chosen(person_of(request), ticket, number))


def _stopped(request: HttpRequest, ticket: Ticket, form: ReplyForm, stopped: Stopped) -> HttpResponse:
    """The page again, with what holds the reply, what to say instead, and who can let it go out."""
    context = _what_holds(stopped) | _used(request, ticket, form)
    return page(request, ticket.number, status=422, reply=form, draft_text=stopped.text, **context)


def _what_holds(stopped: Stopped) -> dict[str, Any]:
    """For desk/_stopped.html."""
    stops = [
        {
            "words": stopped.text[each.start : each.end],
            "why": _(each.why),
            "suggestions": each.suggestions,
        }
        for each in stopped.shut
    ]
    return {
        "stops": stops,
        "stop_codes": ",".join(sorted({each.code for each in stopped.shut})),
        "lifters": _lifters(),
    }


def _lifters() -> list[str]:
    """The names of those who may lift a gate."""
    return [each.name for each in people.who_may(Act.SETUP)]


def _refused(
    request: HttpRequest, ticket: Ticket, draft: Draft | None, form: ReplyForm, news: NewsMeanwhile
) -> HttpResponse:
    """Once: the page again, with what came, the words as they are, and a button that sends all the same."""
    newest = news.news[-1].pk
    if draft:
        Draft.objects.filter(pk=draft.pk).update(seen=newest)
    return page(
        request,
        ticket.number,
        status=409,
        reply=form,
        draft_text=form.cleaned_data["text"],
        news=[
            {"who": one.sender_name, "at": one.at, "text": one.text, "is_theirs": one.direction == "in"}
            for one in news.news[-3:]
        ],
        news_is_ours=news.is_ours,
        news_seen=newest,
        **_used(request, ticket, form),
    )


def _unread(request: HttpRequest, ticket: Ticket, form: ReplyForm, left: Unopened) -> HttpResponse:
    """Once: the page again with the files that nobody opened, and a button that sends all the same."""
    unopened = [
        {"name": names.readable(each.name), "url": reverse("desk:file", args=[ticket.number, each.pk])}
        for each in left.files
    ]
    text, used = form.cleaned_data["text"], _used(request, ticket, form)
    return page(request, ticket.number, status=409, reply=form, draft_text=text, unopened=unopened, **used)


def _too_late(request: HttpRequest, number: int) -> HttpResponse:
    address = reverse("desk:ticket", args=[number])
    return render(request, "desk/too_late.html", {"ticket_url": address}, status=409)
