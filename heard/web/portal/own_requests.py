"""A customer's own requests: the list, one of them, and what they may do with it."""

import json
import uuid
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heard.channels.form import door
from heard.channels.form.door import Submission, TooMuch
from heard.files import names
from heard.lib import markup, rates, sealed
from heard.staff.models import Role
from heard.tickets import closing, reception, request_links, requests
from heard.tickets.known import first_name
from heard.tickets.models import ACTIVE, Direction, Message, Status, Ticket
from heard.tickets.organise import Stale
from heard.tickets.requests import Viewer
from heard.web.asking import ANSWERED
from heard.web.downloads import download
from heard.web.portal import place, visitor
from heard.web.portal.answering import AnswerForm

MOST_LISTED = 200
MOST_AN_HOUR, AN_HOUR = 30, timedelta(hours=1)  # answers in one request
SHOWN_FOR = 600  # seconds in which a link that was made is shown, once


def stands(ticket: Ticket) -> tuple[str, str]:
    """How the ticket stands, in the customer's words, and the tag's look. On hold is our own matter."""
    if ticket.status in (Status.CLOSED, Status.SPAM):
        return _("Closed"), ""
    if ticket.status == Status.SOLVED:
        return _("Solved, we think"), "kept"
    if ticket.status == Status.WAITING:
        return _("We answered"), "accent"
    return _("With us"), "soon"


@require_safe
@visitor.signed_in
def listed(request: HttpRequest, who: Viewer) -> HttpResponse:
    """All of theirs, the newest words first."""
    rows = requests.requests_of(who).order_by("-changed_at", "-number")[:MOST_LISTED]
    items = [{"ticket": row, "stands": stands(row)} for row in rows]
    number = len([row for row in rows if row.status in ACTIVE])
    still = ngettext("%(n)s is open.", "%(n)s are open.", number) % {"n": number}
    context = {"items": items, "who": who, "still": still, "here": "my"}
    return place.shown(request, "requests", context, private=True)


@require_safe
@visitor.of_request
def one(request: HttpRequest, who: Viewer, ticket: Ticket) -> HttpResponse:
    """One request with all that was said in it; and, once, the link to it that was made a moment ago."""
    made = _made(request, ticket) if who.only is None else ""
    if not made:
        return _page(request, who, ticket, AnswerForm())
    response = _page(request, who, ticket, AnswerForm(), link=made)
    visitor.forget(response, visitor.MADE)
    return response


@require_POST
@visitor.of_request
def answer(request: HttpRequest, who: Viewer, ticket: Ticket) -> HttpResponse:
    """Their words join the request, through the same door as every other arrival."""
    form = AnswerForm(request.POST, request.FILES)
    key = _key(request)
    if form.is_valid() and not rates.allowed("answer", str(ticket.number), most=MOST_AN_HOUR, within=AN_HOUR):
        form.add_error(None, _("So much came in this request that we take more of it in an hour."))
    if form.is_valid() and key:
        submission = Submission(
            name=who.identity.customer.name,
            email=who.identity.address,
            text=form.cleaned_data["text"] or _("(see the files)"),
            subject=ticket.subject,
            language=get_language() or "",
            files=form.sent(),
            ticket=ticket.number,
        )
        try:
            number = door.keep(place.form(), submission, key=key)
        except TooMuch as reason:
            form.add_error(None, str(reason))
        else:
            taken = reception.take_in(number)
            told = _("Your words have arrived.") if taken else _("We have it. It shows here in a moment.")
            messages.success(request, told)
            return redirect("my:request", number=ticket.number)
    return _page(request, who, ticket, form)


@require_POST
@visitor.of_request
def closure(request: HttpRequest, who: Viewer, ticket: Ticket) -> HttpResponse:
    """They need nothing more, or it is not solved after all."""
    try:
        if request.POST.get("solved") == "no":
            done = closing.reopen(ticket, by=who.identity.customer)
            told = _("It is open again. If you can, say below what is still wrong.")
        else:
            done = closing.close(ticket, by=who.identity.customer)
            told = _("It is closed. Thank you for telling us. Writing here opens it again.")
    except Stale:
        done, told = True, _("It changed a moment ago. Please look, and try again.")
    if done:
        messages.success(request, told)
    return redirect("my:request", number=ticket.number)


@require_safe
@visitor.of_request
def file(request: HttpRequest, who: Viewer, ticket: Ticket, attachment: int) -> FileResponse:
    """A file of a message that they may read."""
    found = requests.file_for(who, ticket.number, attachment)
    return download(found.blob, names.for_download(found.name, f"file-{attachment}"))


@require_POST
@visitor.of_request
def links(request: HttpRequest, who: Viewer, ticket: Ticket) -> HttpResponse:
    """A link to this one request, shown once; or the end of one. Who came by a link cannot make another."""
    if who.only is not None:
        return redirect("my:request", number=ticket.number)
    ended = request.POST.get("end", "")
    if ended.isascii() and ended.isdecimal():
        if len(ended) < 19 and request_links.end(int(ended), ticket, who.identity):
            messages.success(request, _("The link opens nothing any more."))
        return redirect("my:request", number=ticket.number)
    secret = request_links.make(ticket, who.identity)
    response = redirect("my:request", number=ticket.number)  # a page loaded again makes no second link
    held = sealed.seal(json.dumps([ticket.number, secret]))
    visitor.remember(response, visitor.MADE, held, seconds=SHOWN_FOR)
    return response


def _made(request: HttpRequest, ticket: Ticket) -> str:
    """The address of the link to this request that this browser has just made; empty where there is none."""
    try:
        number, secret = json.loads(sealed.unseal(request.COOKIES.get(visitor.MADE, "")))
    except sealed.Unreadable:
        return ""
    return request.build_absolute_uri(f"/my/link/{secret}/") if number == ticket.number else ""


def _page(request: HttpRequest, who: Viewer, ticket: Ticket, form: AnswerForm, **more: Any) -> HttpResponse:
    said = requests.said(who, ticket)
    files = requests.files(said)
    context = {
        "ticket": ticket,
        "stands": stands(ticket),
        "is_over": ticket.status not in ACTIVE,
        "looked_after": _looked_after(ticket),
        "is_closed": ticket.status in (Status.CLOSED, Status.SPAM),
        "words": [_words(message, files.get(message.pk, [])) for message in said],
        "links": request_links.living(ticket, who.identity) if who.only is None else [],
        "who": who,
        "form": form,
        "why": ANSWERED,
        "key": uuid.uuid4(),
        "here": "my",
        **more,
    }
    return place.shown(request, "own_request", context, status=422 if form.errors else 200, private=True)


def _looked_after(ticket: Ticket) -> str:
    """Who has it, so that they know before any answer (R-065): a first name, or the company as it calls
    itself here; nothing once it is over. How the company parts its work among teams is its own matter."""
    if ticket.status not in ACTIVE:
        return ""
    person = ticket.assignee
    if person and person.is_active and person.role != Role.SERVICE:
        return _("%(name)s is looking after it.") % {"name": first_name(person.name)}
    return _("It is with %(company)s. Nobody in particular has it yet.") % {"company": place.form().name}


def _words(message: Message, files: list[Any]) -> dict[str, Any]:
    """One message as the page shows it. Ours is Markdown, and was cleaned (lib/markup)."""
    is_ours = message.direction == Direction.OUT
    is_plain = message.is_automatic and not message.is_markdown
    rich = is_ours and not is_plain and markup.has_signs(message.text)
    return {
        "id": message.pk,
        "is_ours": is_ours,
        "is_automatic": message.is_automatic,
        "name": message.sender_name,
        "at": message.at,
        "text": message.text,
        "html": mark_safe(markup.html(markup.plain(message.text))) if rich else "",  # noqa: S308
        "files": files,
    }


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
