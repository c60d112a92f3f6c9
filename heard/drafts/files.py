"""Files that will go with a reply: added, shown and taken away while it is written."""

import secrets
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from heard.drafts import keep
from heard.drafts.models import Draft, DraftFile, Way
from heard.files import pictures, store
from heard.lib.words import one_line
from heard.staff.models import Person
from heard.tickets.models import Ticket

MOST_BYTES = 18_000_000  # together; in a mail they grow by a third, and many servers refuse more than 25 MB
MOST_FILES = 20
UNKNOWN = "application/octet-stream"


class TooMuch(ValueError):
    """The file cannot go along; the message says why and what to do."""


def add(  # noqa: PLR0913 - each by name
    ticket: Ticket,
    person: Person,
    name: str,
    content: bytes,
    *,
    in_words: bool = False,
    key: UUID | None = None,
) -> DraftFile:
    """Adds a file to the person's reply; `in_words` a picture that the words show in place. Raises TooMuch,
    and Ended where nothing more is written.

    Its type is told by its content for pictures, and otherwise left open: nobody's label is believed.
    """
    kind = pictures.kind(content[: pictures.HEAD_BYTES])
    if in_words and kind is None:
        raise TooMuch(_("This is no PNG, JPEG, GIF or WebP picture. Attach it as a file instead."))
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=keep.begun(ticket, person, Way.REPLY, key).pk)
        _check_room(draft, name, len(content))
        return DraftFile.objects.create(
            draft=draft,
            blob=store.keep(content),
            name=one_line(name, 255) or _("file"),
            type=kind or UNKNOWN,
            content_id=f"{secrets.token_hex(12)}@heard" if in_words else "",
        )


def remove(file: DraftFile) -> None:
    """Takes the file away; its content stays in store for whoever else refers to it."""
    file.delete()


def _check_room(draft: Draft, name: str, size: int) -> None:
    sizes = list(draft.files.values_list("blob__size", flat=True))
    if len(sizes) >= MOST_FILES:
        raise TooMuch(_("%s is not added: %d files are the most.") % (name, MOST_FILES))
    if not size:
        raise TooMuch(_("%s is not added: it is empty.") % name)
    if sum(sizes) + size > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise TooMuch(
            _("%s is not added: with it the files would have more than %d MB, and mail servers refuse that."
              " Share it by a link instead.") % (name, most)
        )  # fmt: skip
