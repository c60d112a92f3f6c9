"""Everything that a customer may read about themselves, as plain data that another program understands."""

from collections.abc import Callable
from typing import Any

from heard.customers.models import Identity
from heard.tickets import requests
from heard.tickets.models import Attachment, Message, Ticket
from heard.tickets.requests import Viewer

Where = Callable[[Attachment], str]


def of(who: Viewer, *, where: Where | None = None) -> dict[str, Any]:
    """Who they are to us, and their requests with all that was said; `where` a file lies beside this data."""
    customer = who.identity.customer
    rows = Identity.objects.filter(customer=customer).order_by("pk").values("kind", "address")
    tickets = requests.requests_of(who).select_related("identity").order_by("number")
    return {
        "customer": {
            "name": customer.name,
            "met_at": customer.met_at,
            "language": customer.language,
            "time_zone": customer.time_zone,
            "minutes_from_utc_by_their_mail": customer.mail_offset,
            "preferred_channel": customer.prefers,
            "answers_go_to": customer.answers_at.address if customer.answers_at else "",
            "confirmations_by_mail": customer.confirms,
            "addresses": list(rows),
        },
        "requests": [_request(who, ticket, where) for ticket in tickets],
    }


def _request(who: Viewer, ticket: Ticket, where: Where | None) -> dict[str, Any]:
    messages = requests.said(who, ticket)
    files = requests.files(messages)
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "status": ticket.status,
        "opened_at": ticket.opened_at,
        "messages": [
            _message(message) | {"files": [_file(file, where) for file in files.get(message.pk, [])]}
            for message in messages
        ],
    }


def _message(message: Message) -> dict[str, Any]:
    said = {"in": "you", "out": "us"}[message.direction]
    return {"from": said, "name": message.sender_name, "at": message.at, "text": message.text}


def _file(file: Attachment, where: Where | None) -> dict[str, Any]:
    said = {"name": file.name, "type": file.type, "bytes": file.blob.size}
    return said | ({"place": where(file)} if where else {})
