"""How does one message look? Made once for each state that it is in, and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2s
from typing import Any

from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from heard.channels.email import html_shown
from heard.customers.zones import Zone
from heard.files import names, store
from heard.lib import markup, sensitive
from heard.tickets.conversation import Conversation
from heard.tickets.copies import Copy
from heard.tickets.models import Attachment, Delivery, Direction, Message, Told
from heard.web import addresses
from heard.web.desk import hours
from heard.web.desk.fates import delivery, spelled
from heard.web.pieces import TOKEN, Manner, Pieces, manner
from heard.web.templatetags.said import said

CERTAIN = 90  # per cent; a fix that is less sure is a guess
LATER = timedelta(minutes=6)  # longer than any undo time: an hour that somebody chose
COLUMNS = [field.attname for field in Message._meta.concrete_fields]

kept = Pieces(4_000)  # about 20 MB


@dataclass(frozen=True, slots=True)
class Reader:
    """What depends on who reads and when: their CSRF token, the customer's hours, and how it is said."""

    token: str
    theirs: Zone | None
    manner: Manner = field(default_factory=manner)


def rendered(found: Conversation, item: Message, pictures: Mapping[str, str], reader: Reader) -> SafeString:
    """The message as HTML. `pictures` are the contents that may be shown, by digest."""
    files, copies = found.files.get(item.pk, []), found.copies.get(item.pk, [])
    waiting = item.delivery == Delivery.WAITING
    may_part = item.direction == Direction.IN and item.ticket_id in found.partable
    facts = (
        [item.__dict__[column] for column in COLUMNS],
        item.identity.address if item.identity else "",
        [
            (file.pk, file.name, file.blob_id, file.blob.size, file.blob_id in pictures, _is_new(item, file))
            for file in files
        ],
        copies,
        may_part,
        _written_by(item),
    )

    def make() -> str:
        machine = item.is_automatic and item.direction == Direction.IN
        shown = _shown(item, files, copies, pictures) | {
            "may_part": may_part,
            "leaves_theirs": hours.there(reader.theirs, item.release_at) if waiting else "",
        }
        template = get_template("desk/_machine.html" if machine else "desk/_message.html")
        return template.render({"item": shown, "csrf_token": TOKEN})

    if waiting:  # it counts down
        html = make()
    else:
        digest = blake2s(repr(facts).encode(errors="surrogatepass")).digest()
        html = kept.find((digest, *reader.manner), make)
    return mark_safe(html.replace(TOKEN, reader.token))  # noqa: S308 - what the template escaped, and a token of ours


def _shown(
    item: Message, files: Sequence[Attachment], copies: Sequence[Copy], pictures: Mapping[str, str]
) -> dict[str, Any]:
    waiting = item.delivery == Delivery.WAITING
    return {
        "id": item.pk,
        "direction": item.direction,
        "author": item.sender_name or _nameless(item),
        "author_email": item.identity.address if item.identity and item.direction == "in" else "",
        "at": item.at,
        "told": Told(item.told).label,
        "written_by": _written_by(item),
        "is_phone": item.told == Told.PHONE,
        "text": item.text,
        "shown": _words(item, files),
        "forward_url": addresses.of("desk:forward", item.ticket_id, item.pk),
        "forwarded": item.forwards_id is not None,
        "to": item.to,
        "bcc": item.bcc,
        "is_later": waiting and item.release_at and item.release_at > timezone.now() + LATER,
        "hour_url": addresses.of("desk:hour", item.ticket_id, item.pk),
        "quoted": item.whole_text,
        "html_url": addresses.of("desk:as_sent", item.ticket_id, item.pk) if item.html_id else None,
        "raw_url": addresses.of("desk:raw", item.ticket_id, item.pk) if _has_raw(item) else None,
        "redaction_url": f"{addresses.of('desk:redaction', item.ticket_id)}?message={item.pk}",
        "words_gone_at": item.words_gone_at,
        "redacted_at": item.redacted_at,
        "split_url": addresses.of("desk:split", item.ticket_id, item.pk),
        "files": [_file(item.ticket_id, file, pictures) | {"is_new": _is_new(item, file)} for file in files],
        "state": item.delivery,
        "state_label": Delivery(item.delivery).label,
        **delivery(item, copies),
        **_sensitive(item),
        "shares_id": item.shares_id,
        "confidence": item.confidence,
        "is_guess": item.confidence is not None and item.confidence < CERTAIN,
        "language": item.language,
        "leaves_at": item.release_at if waiting else None,
        "solves": waiting and item.solves,
        "undo_url": addresses.of("desk:undo", item.ticket_id, item.pk) if waiting else None,
        "possibly_repeated": item.possibly_repeated,
        "automatic": item.is_automatic,
        "unconfirmed": item.is_unconfirmed,
        "confirm_url": addresses.of("desk:confirm_sender", item.ticket_id, item.pk),
        "cc": item.cc,
    }


def _nameless(item: Message) -> str:
    """Whose words were removed: the address is all that says who it was, or that nobody may know any more."""
    if item.direction != Direction.IN or item.identity is None:
        return ""
    return _("Erased customer") if item.identity.is_nobodys else item.identity.address


def _written_by(item: Message) -> str:
    """Who of us wrote down what the customer said elsewhere."""
    return item.person.name if item.told and item.person else ""


def _has_raw(item: Message) -> bool:
    """Whether the mail is there as it came; how long raw mail is kept is asked when somebody wants it."""
    return item.arrival_id is not None and item.words_gone_at is None and item.redacted_at is None


def _sensitive(item: Message) -> dict[str, str]:
    """What it holds that should not lie about, and what of that was covered before it was kept."""
    if not item.sensitive:
        return {"sensitive": "", "covered": ""}
    still = sensitive.kinds(f"{item.text}\n{item.whole_text}")
    covered = [code for code in item.sensitive if code in sensitive.NUMBERS and code not in still]
    return {
        "sensitive": spelled([code for code in item.sensitive if code not in covered]),
        "covered": "" if item.redacted_at else spelled(covered),
    }


def _words(item: Message, files: Sequence[Attachment]) -> str:
    """The words as paragraphs; ours with their Markdown, and the pictures that stand in them."""
    plain = item.is_automatic and not item.is_markdown
    if item.direction == "in" or plain or not markup.has_signs(item.text):
        return said(item.text)
    own = {
        file.content_id: addresses.of("desk:picture", item.ticket_id, file.pk)
        for file in files
        if file.content_id
    }
    safe = html_shown.with_own_pictures(markup.html(item.text), own, most=100_000)
    return mark_safe(safe)  # noqa: S308 - cleaned in lib/markup


def _is_new(item: Message, file: Attachment) -> bool:
    """Whether it came from the customer and nobody of us has opened it (tickets/openings.py)."""
    return item.direction == Direction.IN and not file.inline and not getattr(file, "is_opened", True)


def _file(number: int, file: Attachment, pictures: Mapping[str, str]) -> dict[str, Any]:
    """One file; with a picture of itself if it is one."""
    address = [number, file.pk]
    return {
        "name": names.readable(file.name) or _("file without a name"),
        "size": file.blob.size,
        "type": file.type,
        "gone": file.blob_id == store.GONE,
        "url": addresses.of("desk:file", *address),
        "picture_url": addresses.of("desk:picture", *address) if file.blob_id in pictures else None,
    }
