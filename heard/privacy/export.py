"""Everything about one customer as one file: data that programs read, their files, the mails as they came.

`customer.json` is what the customer takes along from their own pages, with where each file lies; they may
have it as it is. `desk.json` is what only the desk knows: notes, what became of each message, what happened.
Look through it before you hand it on: other people may stand in it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from heard.channels.models import Arrival, Outgoing
from heard.customers.models import Customer, CustomerSession, ErasureWish, Identity
from heard.drafts.models import Draft
from heard.files import names, store
from heard.files.models import Blob
from heard.lib.ref import NOBODY, ref
from heard.privacy import person
from heard.staff.models import Person
from heard.tickets import export as own_export
from heard.tickets import requests
from heard.tickets.models import Attachment, Matter, Note, Ticket
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record

CHUNK = 256 * 1024


def record_it(customer: Customer, *, by: Person | None) -> None:
    """That somebody took it is a fact for the audit."""
    with transaction.atomic():
        record(Kind.CUSTOMER_EXPORTED, ref(customer), actor=ref(by) if by else NOBODY)


def write(customer: Customer, target: IO[bytes]) -> int:
    """Writes the archive; says how many files are in it. A content that is lost is named in `lost.txt`."""
    lost: list[str] = []
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr("customer.json", _json(_own(customer)))
        archive.writestr("desk.json", _json(_desk(customer)))
        for name, blob in _contents(customer):
            if not _add(archive, name, blob):
                lost.append(name)
        if lost:
            archive.writestr("lost.txt", "\n".join(lost) + "\n")
        return len(archive.namelist())


def _own(customer: Customer) -> dict[str, Any]:
    """As they see it; of somebody without an address there is only who they are."""
    identity = Identity.objects.filter(customer=customer).select_related("customer").order_by("pk").first()
    if identity is None:
        return {"customer": {"name": customer.name, "met_at": customer.met_at}, "requests": []}
    return own_export.of(requests.viewer(identity), where=_place)


def _desk(customer: Customer) -> dict[str, Any]:
    tickets = Ticket.objects.filter(customer=customer).order_by("pk")
    said = person.messages_of(customer)
    identities = Identity.objects.filter(customer=customer)
    return {
        "made_at": timezone.now(),
        "customer": customer.pk,
        "identities": list(identities.values("kind", "address", "unreachable_since")),
        "tickets": list(tickets.values("number", "subject", "status", "tags", "opened_at", "solved_at")),
        "notes": list(_of(Note, tickets).values("ticket", "person__name", "at", "text")),
        "matters": list(_of(Matter, tickets).values("ticket", "goal", "feeling")),
        "drafts": list(_of(Draft, tickets).values("ticket", "person__name", "kept_at", "text")),
        "messages": [_message(row) for row in said.order_by("ticket", "at", "pk").values(*MESSAGE)],
        "sent": list(
            _sent(customer).values("recipient", "queued_at", "sent_at", "state", "receipt", "error")
        ),
        "arrivals": list(_arrivals(customer).values("id", "door", "kept_at", "envelope", "state")),
        "sessions": list(
            CustomerSession.objects.filter(identity__in=identities).values("made_at", "ends_at")
        ),
        "wishes_to_be_erased": list(
            ErasureWish.objects.filter(customer=customer).values(
                "asked_at", "answer", "answered_at", "reason"
            )
        ),
        "happened": list(
            _entries(customer, tickets).values("kind", "at", "subject_kind", "subject_id", "data")
        ),
        "tickets_of_others_that_name_them": person.named(customer),
    }


MESSAGE = (
    "id", "ticket", "direction", "person__name", "sender_name", "identity__address", "subject", "text",
    "whole_text", "at", "to", "cc", "bcc", "delivery", "is_automatic", "is_unconfirmed", "language",
)  # fmt: skip


def _message(row: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("__", "_"): value for name, value in row.items()}


def _of(model: Any, tickets: Any) -> Any:
    return model.objects.filter(ticket__in=tickets.values("pk")).order_by("pk")


def _sent(customer: Customer) -> Any:
    return Outgoing.objects.filter(recipient__in=person.addresses_of(customer)).order_by("pk")


def _arrivals(customer: Customer) -> Any:
    theirs = person.messages_of(customer).filter(identity__customer=customer).exclude(arrival=None)
    return Arrival.objects.filter(pk__in=theirs.values("arrival")).order_by("pk")


def _entries(customer: Customer, tickets: Any) -> Any:
    of_tickets = Entry.objects.filter(subject_kind="ticket", subject_id__in=tickets.values("pk"))
    return (of_tickets | Entry.objects.filter(subject_kind="customer", subject_id=customer.pk)).order_by("pk")


def _contents(customer: Customer) -> Iterator[tuple[str, Blob]]:
    """Every file of their messages, and every raw arrival of theirs, with its place in the archive."""
    files = Attachment.objects.filter(message__in=person.messages_of(customer).values("pk"))
    for file in files.select_related("blob", "message").order_by("pk").iterator(100):
        yield _place(file), file.blob
    for arrival in _arrivals(customer).select_related("raw", "channel").iterator(100):
        ending = "eml" if arrival.channel.kind == "email" else "json"
        yield f"arrivals/{arrival.pk}.{ending}", arrival.raw


def _place(file: Attachment) -> str:
    """Where a file lies in the archive; its own name is only part of it, and is no path."""
    name = names.readable(file.name) or "file"
    return f"files/{file.message.ticket_id}/{file.pk}-{Path(name).name}"


def _add(archive: ZipFile, name: str, blob: Blob) -> bool:
    """False for a content that is not there, or no longer kept."""
    if blob.pk == store.GONE:
        return False
    try:
        with store.reader(blob) as source, archive.open(name, "w") as target:
            while chunk := source.read(CHUNK):
                target.write(chunk)
    except store.Missing:
        return False
    return True


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
