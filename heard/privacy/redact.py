"""Removing words for good: from everything that was said and noted in a ticket, wherever they are repeated.

What cannot be changed without becoming something else goes as a whole: the raw mail, the copy that was sent,
and HTML in which the words are spread over several elements (its plain text stays). Files go if one says so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from heard.channels.models import Outgoing
from heard.drafts.models import Draft
from heard.files import doomed, store
from heard.lib.claim import State
from heard.lib.ref import ref
from heard.privacy import cleaning, traces
from heard.staff.models import KeptAnswer, Person
from heard.tickets import emptying, lineage
from heard.tickets.models import Attachment, Escalation, Matter, Message, Note, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.record import record

MARK = "\u25ae\u25ae\u25ae"  # what stands where words were
SHORTEST = 3  # signs: shorter ones stand in too many other words
_TAG = re.compile(r"(<[^>]*>)")


class NothingToRemove(ValueError):
    """None of these words stands in the ticket, or they are too short."""


@dataclass(frozen=True, slots=True)
class Removed:
    """In how many messages and notes something was removed, and how many files went."""

    places: int
    files: int


def words(ticket: Ticket, wanted: Sequence[str], *, files: Sequence[int] = (), by: Person) -> Removed:
    """Removes these words, however they are written, and these files. Raises NothingToRemove."""
    found = _pattern(wanted)
    with transaction.atomic():
        family = list(Ticket.objects.select_for_update().filter(pk__in=lineage.numbers_of(ticket.number)))
        places = sum(_in_ticket(each, found) for each in family) if found else 0
        gone = _files(family, files)
        if not places and not gone:
            raise NothingToRemove
        record(Kind.MESSAGE_REDACTED, ref(ticket), actor=ref(by), data={"places": places, "files": gone})
        cleaning.want()
    return Removed(places, gone)


def _pattern(wanted: Sequence[str]) -> re.Pattern[str] | None:
    """Finds any of them, in capitals or not, with any white space between their words."""
    plain = [each.split() for each in wanted if len("".join(each.split())) >= SHORTEST]
    written = [
        r"\s+".join(map(re.escape, parts)) for parts in sorted(plain, key=lambda one: -sum(map(len, one)))
    ]
    return re.compile("|".join(written), re.IGNORECASE) if written else None


def _in_ticket(ticket: Ticket, found: re.Pattern[str]) -> int:
    places = sum(_in_message(each, found) for each in Message.objects.filter(ticket=ticket))
    for note in Note.objects.filter(ticket=ticket):
        places += bool(_changed(note, found, "text"))
    for matter in Matter.objects.filter(ticket=ticket):
        _changed(matter, found, "goal", "feeling")
    for escalation in Escalation.objects.filter(ticket=ticket):
        places += bool(_changed(escalation, found, "reason"))
    for draft in Draft.objects.filter(ticket=ticket):
        if _changed(draft, found, "text"):
            Draft.objects.filter(pk=draft.pk).update(version=F("version") + 1)
    if _changed(ticket, found, "subject", "snippet"):
        places += 1
    for answer in KeptAnswer.objects.filter(asked_at__gte=ticket.opened_at).exclude(body=""):
        if found.search(answer.body):
            KeptAnswer.objects.filter(pk=answer.pk).update(body=traces.GONE_ANSWER, status=410)
    Ticket.objects.filter(pk=ticket.pk).update(version=F("version") + 1)
    return places


def _in_message(message: Message, found: re.Pattern[str]) -> bool:
    in_words = _changed(message, found, "subject", "text", "whole_text", "delivery_error")
    in_html = _in_html(message, found)
    if not in_words and not in_html:
        return False
    Message.objects.filter(pk=message.pk).update(redacted_at=timezone.now())
    if message.arrival_id:
        emptying.arrivals([message.arrival_id])
    emptying.sent_copies(Outgoing.objects.filter(about_kind="message", about_id=message.pk, state=State.DONE))
    return True


def _in_html(message: Message, found: re.Pattern[str]) -> bool:
    """Changes what stands between tags; where the words go across tags the HTML goes, and the text stays."""
    if message.html is None:
        return False
    kept = store.content(message.html).decode()
    pieces = [piece if piece.startswith("<") else found.sub(MARK, piece) for piece in _TAG.split(kept)]
    changed = "".join(pieces)
    across = found.search(_TAG.sub("", changed)) or found.search(_TAG.sub(" ", changed))
    if changed == kept and not across:
        return False
    doomed.note([message.html_id])
    blob = None if across else store.keep(changed.encode())
    Message.objects.filter(pk=message.pk).update(html=blob)
    return True


def _changed(row: Any, found: re.Pattern[str], *columns: str) -> bool:
    """Writes the columns of a row in which the words stood, without them."""
    was = {column: getattr(row, column) for column in columns}
    now = {column: found.sub(MARK, text) for column, text in was.items()}
    fresh = {column: text for column, text in now.items() if text != was[column]}
    if fresh:
        type(row)._default_manager.filter(pk=row.pk).update(**fresh)
    return bool(fresh)


def _files(family: Sequence[Ticket], numbers: Sequence[int]) -> int:
    """These files of the ticket go, with the raw mail that holds them too; their names stay."""
    rows = Attachment.objects.filter(message__ticket__in=family, pk__in=numbers).exclude(blob=store.GONE)
    found = list(rows.values_list("pk", "blob_id", "message__arrival", "message_id"))
    doomed.note(digest for _pk, digest, _arrival, _message in found)
    Attachment.objects.filter(pk__in=[pk for pk, *_rest in found]).update(blob=store.gone())
    emptying.arrivals([arrival for _pk, _digest, arrival, _message in found if arrival])
    messages = [message for *_rest, message in found]
    emptying.sent_copies(
        Outgoing.objects.filter(about_kind="message", about_id__in=messages, state=State.DONE)
    )
    Message.objects.filter(pk__in=messages).update(redacted_at=timezone.now())
    return len(found)
