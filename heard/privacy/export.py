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
from heard.customers import organisations
from heard.customers.models import Customer, CustomerSession, ErasureWish, Identity, SignIn
from heard.drafts.models import Draft, DraftFile
from heard.files import names, store
from heard.files.models import Blob
from heard.lib.ref import NOBODY, ref
from heard.phrasing.models import Dismissal, Lift
from heard.privacy import person
from heard.privacy.columns import TOLD
from heard.staff.models import Person
from heard.tickets import export as own_export
from heard.tickets import requests
from heard.tickets.models import (
    Attachment,
    Escalation,
    Matter,
    Note,
    Participant,
    QuickReply,
    RequestLink,
    Ticket,
    TicketLink,
)
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
    said = person.messages_of(customer).order_by("ticket", "at", "pk")
    identities = Identity.objects.filter(customer=customer).order_by("pk")
    theirs, drafts = identities.values("pk"), _of(Draft, tickets)
    return {
        "made_at": timezone.now(),
        "customer": customer.pk,
        "known_of_them": _told(Customer.objects.filter(pk=customer.pk))[0],
        "organisations": _organisations(customer),
        "identities": _told(identities),
        "tickets": _told(tickets),
        "takes_part_in": _told(Participant.objects.filter(identity__in=theirs)),
        "request_links": _told(RequestLink.objects.filter(identity__in=theirs)),
        "links_between_tickets": _told(_of(TicketLink, tickets)),
        "notes": _told(_of(Note, tickets)),
        "escalations": _told(_of(Escalation, tickets)),
        "matters": _told(_of(Matter, tickets)),
        "quick_replies": _told(QuickReply.objects.filter(customer=customer)),
        "coach_findings_not_followed": _told(_of(Dismissal, tickets)),
        "gates_opened": _told(_of(Lift, tickets)),
        "drafts": _told(drafts),
        "files_of_drafts": _placed(_told(_files_of_drafts(customer)), _files_of_drafts(customer)),
        "messages": _told(said),
        "files": _placed(_told(_files(customer)), _files(customer)),
        "sent": _told(_sent(customer)),
        "arrivals": _told(_arrivals(customer)),
        "sign_ins_asked_for": _told(SignIn.objects.filter(address__in=person.addresses_of(customer))),
        "sessions": _told(CustomerSession.objects.filter(identity__in=theirs)),
        "wishes_to_be_erased": _told(ErasureWish.objects.filter(customer=customer)),
        "happened": list(_entries(customer, tickets).values(*ENTRY)),
        "tickets_of_others_that_name_them": person.named(customer),
    }


ENTRY = (
    "kind", "at", "subject_kind", "subject_id", "about_kind", "about_id", "actor_kind", "actor_id", "data",
)  # fmt: skip


def _told(rows: Any) -> list[dict[str, Any]]:
    """These rows by the columns that are told of their table."""
    found = rows if rows.ordered else rows.order_by("pk")
    return [
        {name.replace("__", "_"): value for name, value in row.items()}
        for row in found.values(*TOLD[rows.model])
    ]


def _placed(told: list[dict[str, Any]], files: Any) -> list[dict[str, Any]]:
    """With where each file lies in the archive."""
    places = {file.pk: _place(file) for file in files}
    return [row | {"place": places[row["id"]]} for row in told if row["id"] in places]


def _organisations(customer: Customer) -> list[str]:
    """Told by the domains of their addresses."""
    found = (organisations.of_address(address) for address in person.addresses_of(customer))
    return sorted({one.name for one in found if one})


def _of(model: Any, tickets: Any) -> Any:
    """What lies in these tickets."""
    return model.objects.filter(ticket__in=tickets.values("pk")).order_by("pk")


def _sent(customer: Customer) -> Any:
    return Outgoing.objects.filter(recipient__in=person.addresses_of(customer)).order_by("pk")


def _arrivals(customer: Customer) -> Any:
    theirs = person.messages_of(customer).filter(identity__customer=customer).exclude(arrival=None)
    return Arrival.objects.filter(pk__in=theirs.values("arrival")).order_by("pk")


def _entries(customer: Customer, tickets: Any) -> Any:
    of_tickets = Entry.objects.filter(subject_kind="ticket", subject_id__in=tickets.values("pk"))
    return (of_tickets | Entry.objects.filter(subject_kind="customer", subject_id=customer.pk)).order_by("pk")


def _files(customer: Customer) -> Any:
    rows = Attachment.objects.filter(message__in=person.messages_of(customer).values("pk"))
    return rows.select_related("blob", "message").order_by("pk")


def _files_of_drafts(customer: Customer) -> Any:
    rows = DraftFile.objects.filter(draft__ticket__customer=customer)
    return rows.select_related("blob").order_by("pk")


def _contents(customer: Customer) -> Iterator[tuple[str, Blob]]:
    """Every file of theirs, every raw arrival, every mail to them, with its place in the archive."""
    for files in (_files(customer), _files_of_drafts(customer)):
        for file in files.iterator(100):
            yield _place(file), file.blob
    for message in person.messages_of(customer).select_related("html").order_by("pk").iterator(100):
        if message.html:
            yield f"html/{message.pk}.html", message.html
    for arrival in _arrivals(customer).select_related("raw", "channel").iterator(100):
        ending = "eml" if arrival.channel.kind == "email" else "json"
        yield f"arrivals/{arrival.pk}.{ending}", arrival.raw
    for copy in _sent(customer).select_related("content").iterator(100):
        yield f"sent/{copy.pk}.eml", copy.content


def _place(file: Attachment | DraftFile) -> str:
    """Where a file lies in the archive; its own name is only part of it, and is no path."""
    name = names.readable(file.name) or "file"
    where = f"drafts/{file.draft_id}" if isinstance(file, DraftFile) else f"files/{file.message.ticket_id}"
    return f"{where}/{file.pk}-{Path(name).name}"


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
