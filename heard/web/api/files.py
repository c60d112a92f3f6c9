"""Files of messages and drafts: their bytes, by their SHA-256, for whoever may see a ticket with them."""

from typing import Annotated, Any

from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Router
from pydantic import Field

from heard.drafts.models import DraftFile
from heard.files import names
from heard.tickets.access import tickets_of
from heard.tickets.models import Attachment
from heard.web.api.bearer import person_of
from heard.web.downloads import download

router = Router(tags=["files"])
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
BYTES: dict[str, Any] = {"type": "string", "format": "binary", "examples": ["The bell, from above."]}
FOUND = {"description": "The file", "content": {"application/octet-stream": {"schema": BYTES}}}


@router.get("/{sha256}", openapi_extra={"responses": {200: FOUND}})
def file(request: HttpRequest, sha256: Path[Digest]) -> FileResponse:
    """The content, under the name that it has in the first ticket that the token's person may see."""
    seen = tickets_of(person_of(request, "tickets:read"))
    found: Attachment | DraftFile | None = (
        Attachment.objects.filter(blob=sha256, message__ticket__in=seen).select_related("blob").first()
        or DraftFile.objects.filter(blob=sha256, draft__ticket__in=seen).select_related("blob").first()
    )
    if found is None:
        raise Http404(_("There is no file with this content."))
    return download(found.blob, names.for_download(found.name, f"file-{sha256[:12]}"))
