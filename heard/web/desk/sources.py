"""Giving out what others sent: the raw mail and attached files. Always a download, never our page."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from heard.files import store
from heard.files.models import Blob
from heard.tickets.access import ticket_for
from heard.tickets.models import Attachment, Message
from heard.web.policy import DOWNLOAD_POLICY
from heard.web.request import person_of


@login_required
@require_safe
def raw(request: HttpRequest, number: int, message: int) -> FileResponse:
    """The mail as it came, byte for byte."""
    ticket = ticket_for(person_of(request), number)
    rows = Message.objects.select_related("arrival__raw")
    found = get_object_or_404(rows, pk=message, ticket=ticket, arrival__isnull=False)
    assert found.arrival  # noqa: S101 - filtered one line above
    return _download(found.arrival.raw, f"ticket-{number}-message-{message}.eml")


@login_required
@require_safe
def file(request: HttpRequest, number: int, attachment: int) -> FileResponse:
    """An attached file."""
    ticket = ticket_for(person_of(request), number)
    rows = Attachment.objects.select_related("blob")
    found = get_object_or_404(rows, pk=attachment, message__ticket=ticket)
    return _download(found.blob, found.name or f"file-{attachment}")


def _download(blob: Blob, name: str) -> FileResponse:
    response = FileResponse(
        store.reader(blob), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response.headers["Content-Length"] = str(blob.size)
    response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response
