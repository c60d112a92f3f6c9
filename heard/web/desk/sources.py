"""Giving out what others sent: the raw mail and attached files. A download or a picture, never our page."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from heard.files import names, pictures
from heard.tickets import openings
from heard.tickets.access import ticket_for
from heard.tickets.models import Attachment, Direction, Message
from heard.web.downloads import download
from heard.web.request import person_of


@login_required
@require_safe
def raw(request: HttpRequest, number: int, message: int) -> FileResponse:
    """The mail as it came, byte for byte."""
    ticket = ticket_for(person_of(request), number)
    rows = Message.objects.select_related("arrival__raw", "arrival__channel")
    found = get_object_or_404(rows, pk=message, ticket=ticket, arrival__isnull=False)
    assert found.arrival  # noqa: S101 - filtered one line above
    ending = "eml" if found.arrival.channel.kind == "email" else "json"
    return download(found.arrival.raw, f"ticket-{number}-message-{message}.{ending}")


@login_required
@require_safe
def file(request: HttpRequest, number: int, attachment: int) -> FileResponse:
    """An attached file."""
    found = _attachment(request, number, attachment)
    return download(found.blob, names.for_download(found.name, f"file-{attachment}"))


@login_required
@require_safe
def picture(request: HttpRequest, number: int, attachment: int) -> FileResponse:
    """An attached picture, to be shown. What is none by its content is a download here too."""
    found = _attachment(request, number, attachment)
    kind = pictures.kind_of(found.blob)
    return download(found.blob, names.for_download(found.name, f"file-{attachment}"), shown_as=kind)


def _attachment(request: HttpRequest, number: int, attachment: int) -> Attachment:
    """The file; whoever gets it has opened it."""
    me = person_of(request)
    rows = Attachment.objects.select_related("blob", "message")
    found = get_object_or_404(rows, pk=attachment, message__ticket=ticket_for(me, number))
    if found.message.direction == Direction.IN:
        openings.opened(found, by=me)
    return found
