"""Keeping what somebody types, with its files; and telling who else is at the ticket."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heard.drafts import carry, files, keep, macros, presence
from heard.drafts.files import TooMuch
from heard.drafts.models import Draft, DraftFile, Way
from heard.files import names, pictures
from heard.staff.models import Person
from heard.tickets.access import ticket_for
from heard.tickets.ended import Ended, Erased, GoesOn
from heard.tickets.models import Ticket
from heard.web.desk import composing
from heard.web.desk.forms import FilesForm, KeepForm
from heard.web.downloads import download
from heard.web.request import person_of


@login_required
@require_POST
def draft(request: HttpRequest, number: int, way: str) -> HttpResponse:
    """Keeps the words: 200 when they are, 409 with the other words when they were changed elsewhere, 410 of
    somebody who was erased."""
    me, ticket = _at(request, number)
    form = KeepForm(request.POST)
    if way not in Way.values or not form.is_valid():
        return JsonResponse({"wrong": _("This draft cannot be kept.")}, status=422)
    try:
        kept = _kept(ticket, me, Way(way), form)
    except keep.AlreadySent:
        return HttpResponse(status=204)
    except Erased as reason:
        return JsonResponse({"wrong": str(reason)}, status=410)
    now = kept.draft
    answer = {"version": now.version, "key": str(now.key), "at": now.kept_at.isoformat()}
    return JsonResponse(
        answer if kept.taken else answer | {"text": now.text}, status=200 if kept.taken else 409
    )


@login_required
@require_POST
def removal(request: HttpRequest, number: int, way: str) -> HttpResponse:
    """Throws one's own draft away."""
    me, ticket = _at(request, number)
    if way in Way.values:
        keep.throw_away(ticket, me, Way(way))
    return redirect("desk:ticket", number)


@login_required
@require_POST
def takeover(request: HttpRequest, number: int, draft: int) -> HttpResponse:
    """Goes on with what somebody else began."""
    me, ticket = _at(request, number)
    keep.take_over(get_object_or_404(Draft, pk=draft, ticket=ticket), by=me)
    return redirect("desk:ticket", number)


@login_required
@require_POST
def add_files(request: HttpRequest, number: int) -> HttpResponse:
    """Takes one or more files, and gives the list of all; the words say which did not fit."""
    me, ticket = _at(request, number)
    wrong: list[str] = []
    form = FilesForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else None
    for sent in request.FILES.getlist("file"):
        try:
            files.add(ticket, me, sent.name or "", sent.read(), in_words="in_words" in request.POST, key=key)
        except (TooMuch, Ended) as reason:
            wrong.append(str(reason))
    return _list(request, ticket, me, wrong)


@login_required
@require_POST
def file_removal(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """Takes a file away from one's own draft."""
    me, ticket = _at(request, number)
    files.remove(get_object_or_404(DraftFile, pk=file, draft__ticket=ticket, draft__person=me))
    return _list(request, ticket, me, [])


@login_required
@require_safe
def file(request: HttpRequest, number: int, file: int) -> FileResponse:
    """A file of a draft: a picture by its content, or a download."""
    _me, ticket = _at(request, number)
    rows = DraftFile.objects.select_related("blob")
    found = get_object_or_404(rows, pk=file, draft__ticket=ticket)
    name = names.for_download(found.name, f"file-{file}")
    return download(found.blob, name, shown_as=pictures.kind_of(found.blob))


@login_required
@require_safe
def others(request: HttpRequest, number: int) -> HttpResponse:
    """Who is here and what they are writing, asked for by a page that heard of a change."""
    me, ticket = _at(request, number)
    context = composing.others(ticket, me, keep.drafts_at(ticket))
    return render(request, "desk/_others.html", context | {"people_here": presence.others(ticket, me)})


@login_required
@require_POST
def here(request: HttpRequest, number: int) -> HttpResponse:
    """A sign of life from an open page, or its goodbye."""
    me, ticket = _at(request, number)
    if "gone" in request.POST:
        presence.left(ticket, me)
    else:
        presence.here(ticket, me, writing="writing" in request.POST)
    return HttpResponse(status=204)


def _kept(ticket: Ticket, me: Person, way: Way, form: KeepForm) -> keep.Kept:
    """What a tab of a merged ticket keeps is kept where its draft went."""
    said = form.cleaned_data
    told: dict[str, Any] = {
        "key": said["key"],
        "seen": said["seen"] or 0,
        "copies": form.copies(),
        "confidence": form.confidence(),
        "macro": _macro(ticket, me, form),
    }
    try:
        return keep.keep(ticket, me, way, said["text"], version=said["version"], **told)
    except GoesOn as on:
        there = Ticket.objects.get(number=on.into)
        version = carry.version_there(there, me, way, key=said["key"], version=said["version"])
        return keep.keep(there, me, way, said["text"], version=version, **told)


def _macro(ticket: Ticket, me: Person, form: KeepForm) -> int | None:
    """Which macro was used, 0 for none; None where the page does not say."""
    if "macro" not in form.data:
        return None
    found = macros.chosen(me, ticket, form.cleaned_data["macro"])
    return found.pk if found else 0


def _at(request: HttpRequest, number: int) -> tuple[Person, Ticket]:
    me = person_of(request)
    return me, ticket_for(me, number)


def _list(request: HttpRequest, ticket: Ticket, me: Person, wrong: list[str]) -> HttpResponse:
    if "application/json" not in request.headers.get("Accept", "") and not request.headers.get("X-Heard"):
        if wrong:
            raise Http404(" ".join(wrong))
        return redirect("desk:ticket", ticket.number)
    rows = (
        DraftFile.objects.filter(draft__ticket=ticket, draft__person=me).select_related("blob").order_by("pk")
    )
    context = {"files": [composing.file_row(ticket, row) for row in rows], "wrong_files": wrong}
    return render(request, "desk/_draft_files.html", context, status=422 if wrong else 200)
