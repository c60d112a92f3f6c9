"""What the composer shows: the words kept so far, their files, to whom they go, and who else is here."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from heard.drafts import keep
from heard.drafts.files import MOST_BYTES
from heard.drafts.models import Draft, DraftFile, Way
from heard.phrasing.models import Macro
from heard.staff.models import Person
from heard.tickets import participants
from heard.tickets.conversation import Conversation
from heard.tickets.models import Message, Note, Step, Ticket
from heard.web import addresses
from heard.web.desk.forms import CONFIDENCES
from heard.web.desk.macros import spelled
from heard.web.viewers import grant_for


def composer(request: HttpRequest, ticket: Ticket, me: Person, found: Conversation) -> dict[str, Any]:
    """The two forms with what was kept in them, and what others are writing."""
    drafts = keep.drafts_at(ticket)
    mine = {draft.way: draft for draft in drafts if draft.person_id == me.pk}
    reply, note = mine.get(Way.REPLY), mine.get(Way.NOTE)
    return {
        "reply": _unsent(reply),
        "note": _unsent(note),
        "reply_draft": _draft(ticket, reply, Way.REPLY, seen=_newest(ticket, found)),
        "note_draft": _draft(ticket, note, Way.NOTE),
        "draft_text": reply.text if reply else "",
        "copies": copies_now(ticket, reply),
        "files": [file_row(ticket, file) for file in reply.files.select_related("blob")] if reply else [],
        "files_url": addresses.of("desk:draft_files", ticket.number),
        "most_bytes": MOST_BYTES,
        "undo_seconds": int(settings.UNDO_SECONDS),
        "is_back": "draft" in request.GET,
        "sent_keys": _sent(found, me),
        "confidences": CONFIDENCES,
        **used(reply.macro if reply else None),
        "steps": [choice for choice in Step.choices if choice[0]],
        **others(ticket, me, drafts),
        "people_here": [],  # the page asks once it has said that it is here itself
    }


def used(macro: Macro | None) -> dict[str, Any]:
    """The macro of the words, and what it does besides once they have left."""
    return {"macro": macro.pk if macro else "", "does": ", ".join(spelled(macro)) if macro else ""}


def _unsent(draft: Draft | None) -> dict[str, Any]:
    """What the page asks the form of words that nobody sent yet; Django takes longer to make one than to ask
    the database for the draft."""
    return {"errors": {}, "text": {"value": draft.text if draft else ""}, "data": {"promises": ""}}


def others(ticket: Ticket, me: Person, drafts: list[Draft]) -> dict[str, Any]:
    """The drafts of others that stand, and where to ask who is here."""
    theirs = [draft for draft in drafts if draft.person_id != me.pk and draft.text.strip()]
    return {
        "drafts": [
            {
                "id": draft.pk,
                "who": draft.person.name,
                "is_note": draft.way == Way.NOTE,
                "text": draft.text,
                "at": draft.kept_at,
                "does": ", ".join(spelled(draft.macro)) if draft.macro else "",
                "take_over_url": addresses.of("desk:draft_takeover", ticket.number, draft.pk),
            }
            for draft in theirs
        ],
        "others_url": addresses.of("desk:others", ticket.number),
        "others_grant": grant_for(me, keep.name_of(ticket.number)),
        "presence_url": addresses.of("desk:presence", ticket.number),
    }


def copies_now(ticket: Ticket, draft: Draft | None) -> dict[str, Any]:
    """To, Cc and Bcc as they stand: as chosen, otherwise the customer and everybody who takes part."""
    chosen = draft.copies if draft else {}
    everybody = {
        "to": [ticket.identity.address],
        "cc": [one.address for one in participants.confirmed(ticket)],
        "bcc": [],
    }
    now = {
        way: chosen.get(way) or ([] if chosen and way != "to" else standard)
        for way, standard in everybody.items()
    }
    return now | {f"{way}_text": ", ".join(addresses) for way, addresses in now.items()}


def file_row(ticket: Ticket, file: DraftFile) -> dict[str, Any]:
    """One file that will go along."""
    address = [ticket.number, file.pk]
    return {
        "id": file.pk,
        "name": file.name,
        "size": file.blob.size,
        "content_id": file.content_id,
        "url": addresses.of("desk:draft_file", *address),
        "is_picture": file.type.startswith("image/"),
        "remove_url": addresses.of("desk:draft_file_removal", *address),
    }


def _sent(found: Conversation, me: Person) -> str:
    """The keys of what left this person's pages last, so that a page knows its words arrived."""
    said: list[Message | Note] = [*found.messages, *found.notes]
    mine = [one for one in said if one.key and one.person_id == me.pk]
    return " ".join(str(one.key) for one in sorted(mine, key=lambda one: one.at)[-8:])


def _newest(ticket: Ticket, found: Conversation) -> int:
    """The newest message on this page, as keep.newest_message has it."""
    return max((one.pk for one in found.messages if one.ticket_id == ticket.pk), default=0)


def _draft(ticket: Ticket, draft: Draft | None, way: Way, *, seen: int = 0) -> dict[str, Any]:
    return {
        "url": addresses.of("desk:draft", ticket.number, way.value),
        "removal_url": addresses.of("desk:draft_removal", ticket.number, way.value),
        "version": draft.version if draft else 0,
        "key": draft.key if draft else uuid.uuid4(),
        "seen": draft.seen if draft else seen,
        "confidence": draft.confidence if draft else None,
        "kept_at": draft.kept_at if draft and draft.text else None,
        "is_begun": bool(draft and (draft.text or draft.files.all())),
    }
