"""Making what was said and noted findable: reactions done afterwards, and everything at once."""

from collections.abc import Iterator
from typing import Any

from heard.customers.models import Customer, Identity
from heard.lib.ref import Ref, ref
from heard.search import index, names
from heard.search.index import Text
from heard.tickets import lineage
from heard.tickets.models import Delivery, Direction, Message, Note
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry

BATCH = 500
UNSAID = (Delivery.WAITING, Delivery.UNDONE)  # what has not left, or never will


def message(entry: Entry) -> None:
    """Puts a message into the index, and makes its customer findable by name and address."""
    found = _messages().get(pk=entry.about_id)
    index.put(_of_message(found))
    names.put(*_called(found))


def note(entry: Entry) -> None:
    """Puts a note into the index."""
    index.put(_of_note(_notes().get(pk=entry.about_id)))


def whole_ticket(entry: Entry) -> None:
    """Puts all that was said in a ticket into the index anew, after words of it were removed."""
    numbers = lineage.numbers_of(entry.subject_id)
    said = _messages().filter(ticket__in=numbers).exclude(delivery__in=UNSAID)
    said = said.exclude(direction=Direction.OUT, is_automatic=True)
    index.put(*(_of_message(row) for row in said))
    index.put(*(_of_note(row) for row in _notes().filter(ticket__in=numbers)))


def address(entry: Entry) -> None:
    """Makes a customer findable by an address that was added afterwards."""
    found = Identity.objects.select_related("customer").filter(pk=entry.about_id, customer__erased_at=None)
    names.put(*((ref(row.customer), [row.customer.name, row.address]) for row in found))


def address_gone(entry: Entry) -> None:
    """Whose address was taken away is found by what is left to them, and whoever has it now by it."""
    for number in (entry.subject_id, int(entry.data["to"])):
        for customer in Customer.objects.filter(pk=number, erased_at=None):
            mine = Identity.objects.filter(customer=customer)
            said = Message.objects.filter(identity__in=mine, direction=Direction.IN).values_list(
                "sender_name"
            )
            called = [name for (name,) in said.distinct()]
            names.forget(ref(customer))
            names.put((ref(customer), [customer.name, *mine.values_list("address", flat=True), *called]))


def everything() -> Iterator[int]:
    """Puts all messages and notes in again, newest first, and says after each batch how many are done.

    Each batch is a transaction: stopped at any moment, the index is whole, and a second run mends the rest.
    """
    done = 0
    said = _messages().exclude(delivery__in=UNSAID).exclude(direction=Direction.OUT, is_automatic=True)
    for rows, text_of in ((said, _of_message), (_notes(), _of_note)):
        below = None
        while batch := list((rows.filter(pk__lt=below) if below else rows).order_by("-pk")[:BATCH]):
            index.put(*(text_of(row) for row in batch))
            names.put(*(called for row in batch if isinstance(row, Message) for called in _called(row)))
            below = batch[-1].pk
            done += len(batch)
            yield done
    _added_addresses()


def _added_addresses() -> None:
    """Those that nobody wrote from yet, which no message tells of."""
    silent = Entry.objects.filter(kind=Kind.CUSTOMER_ADDRESS_ADDED).values("about_id")
    rows = Identity.objects.select_related("customer").filter(pk__in=silent, customer__erased_at=None)
    names.put(*((ref(row.customer), [row.customer.name, row.address]) for row in rows))


def _messages() -> Any:
    return Message.objects.select_related("ticket", "identity__customer", "person")


def _notes() -> Any:
    return Note.objects.select_related("ticket", "person")


def _of_message(row: Message) -> Text:
    """With the ticket's number and subject. Ours are from the person who wrote them, to the customer."""
    customer = f"{row.identity.customer.name} {row.identity.address}" if row.identity else ""
    is_ours = row.direction == Direction.OUT
    written_by = row.person.email if row.person else ""
    sender = written_by if is_ours else (row.identity.address if row.identity else "")
    return Text(
        Ref("message", row.pk),
        row.ticket_id,
        row.at,
        title=_title(row),
        who=f"{row.sender_name} {sender}",
        whom=customer if is_ours else "",
        body=row.text,
    )


def _of_note(row: Note) -> Text:
    who = f"{row.person.name} {row.person.email}"
    return Text(ref(row), row.ticket_id, row.at, title=_title(row), who=who, body=row.text)


def _title(row: Message | Note) -> str:
    return f"{row.ticket_id} {row.ticket.subject}"


def _called(row: Message) -> list[tuple[Ref, list[str]]]:
    """What the customer is called in this message and elsewhere."""
    if not row.identity:
        return []
    customer = row.identity.customer
    called = row.sender_name if row.direction == Direction.IN else ""
    return [(ref(customer), [customer.name, called, row.identity.address])]
