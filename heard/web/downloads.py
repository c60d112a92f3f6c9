"""Giving out bytes that others sent: a download, or a picture by its content, but never a page of ours."""

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from heard.files import store
from heard.files.models import Blob
from heard.web.policy import DOWNLOAD_POLICY


def download(blob: Blob, name: str, *, shown_as: str | None = None) -> FileResponse:
    """`blob` as a file called `name`; `shown_as` is the type of a picture that may be shown. Raises Http404
    for what is no longer kept."""
    if blob.pk == store.GONE:
        raise Http404(_("This was removed on purpose, and is no longer kept."))
    response = FileResponse(
        store.reader(blob),
        as_attachment=shown_as is None,
        filename=name,
        content_type=shown_as or "application/octet-stream",
    )
    response.headers["Content-Length"] = str(blob.size)
    response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
