"""Writing to a customer first: a new ticket, and in it a mail of ours, or the draft of one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from heard.channels.models import Channel
from heard.drafts import files, keep, macros, send
from heard.drafts.models import Draft, Way
from heard.drafts.send import Wish
from heard.phrasing import variables
from heard.phrasing.models import Macro
from heard.staff.models import Person
from heard.tickets import told
from heard.tickets.models import Message, Ticket
from heard.tickets.told import Hands

NOBODYS = Hands()


@dataclass(frozen=True, slots=True)
class First:
    """Whom we write to, and what. `key` names the page: pressed twice, it is one ticket and one mail.

    Variables in the words are filled in. `files` are names with contents. `macro` was used for the words.
    """

    address: str
    name: str
    subject: str
    text: str
    key: UUID
    hands: Hands = NOBODYS
    files: Sequence[tuple[str, bytes]] = ()
    macro: Macro | None = None


def write(first: First, through: Channel, *, by: Person, sends: bool = True) -> Ticket:
    """The new ticket, with the mail waiting to leave; with `sends` false the words are a draft in it.

    All of it or nothing: raises NotSendable as drafts.send does, NotWritable, or TooMuch for a file.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=by.pk)  # a second press waits here for the first
        if before := _before(first, by):
            return before
        ticket = told.begin(first.address, first.name, first.subject, through, by=by)
        told.put_into(ticket, first.hands, by=by)
        if Message.objects.filter(key=first.key).exists():  # other words, from a page that was sent before
            first = replace(first, key=uuid.uuid4())
        text = variables.fill(first.text, macros.values(ticket, by))
        draft = _draft(ticket, by, text, first)
        if sends:
            wish = Wish(draft=draft, key=first.key, macro=first.macro)
            send.send(ticket, by, text, wish=wish)
    return ticket


def _draft(ticket: Ticket, by: Person, text: str, first: First) -> Draft:
    """The words and files as a draft, from which they are sent at once, or some day."""
    used = first.macro.pk if first.macro else None
    keep.keep(ticket, by, Way.REPLY, text, version=0, key=first.key, macro=used)
    for name, content in first.files:
        files.add(ticket, by, name, content)
    return Draft.objects.get(ticket=ticket, person=by, way=Way.REPLY)


def _before(first: First, by: Person) -> Ticket | None:
    """The ticket that an earlier press on the same page began, unless other words were written since."""
    message = Message.objects.filter(key=first.key, person=by).select_related("ticket").first()
    draft = Draft.objects.filter(key=first.key, person=by).select_related("ticket").first()
    for one in (message, draft):
        if one and one.text.strip() == _words(first, one.ticket, by):
            return one.ticket
    return None


def _words(first: First, ticket: Ticket, by: Person) -> str:
    filled = variables.fill(first.text, macros.values(ticket, by))
    return filled.replace("\r\n", "\n").strip()
