"""How a message, a note and a file look to a program."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema

from heard.tickets.models import Attachment, Message, Note
from heard.web.api.shapes import example


class FileOut(Schema):
    """A file that came or went with a message; its content is at /files/{sha256}."""

    name: str
    size: int
    sha256: str


class MessageOut(Schema):
    """Something said to or by the customer (`in`, `out`), or noted inside the company (`note`).

    Messages and notes are counted apart.
    """

    id: int
    direction: Literal["in", "out", "note"]
    sender: str = Field(serialization_alias="from", description="An address.")
    text: str
    sent_at: datetime
    delivery: str | None = Field(
        description="Of an outgoing message: waiting, released, sent, partly, refused, bounced or undone."
    )
    told: Literal["phone", "visit", "elsewhere"] | None = Field(
        None, description="How the customer said what one of us wrote down."
    )
    written_down_by: str | None = Field(None, description="Who wrote it down: an address.")
    confidence: int | None = Field(
        None, description="How sure its writer was that the fix in it works, in per cent."
    )
    is_automatic: bool = Field(description="A machine wrote it.")
    is_unconfirmed: bool = Field(description="Its sender may not be who they say.")
    until_solved: bool | None = Field(None, description="Of a note: its words go when the ticket is solved.")
    files: list[FileOut]

    model_config = example(
        {
            "id": 31,
            "direction": "in",
            "from": "ada@okoye.example",
            "text": "The bell fell off.",
            "sent_at": "2026-11-16T09:12:03Z",
            "delivery": None,
            "told": None,
            "written_down_by": None,
            "confidence": None,
            "is_automatic": False,
            "is_unconfirmed": False,
            "until_solved": None,
            "files": [{"name": "bell.jpg", "size": 48213, "sha256": "9f86d081" * 8}],
        }
    )


def message(item: Message, files: Sequence[Attachment] = ()) -> dict[str, Any]:
    """A message as it is told; `ticket__channel` and `person` are fetched with it."""
    incoming = item.direction == "in"
    address = item.identity.address if item.identity else ""
    return {
        "id": item.pk,
        "direction": item.direction,
        "sender": address if incoming else item.ticket.channel.address,
        "text": item.text,
        "sent_at": item.at,
        "delivery": item.delivery or None,
        "told": item.told or None,
        "written_down_by": item.person.email if item.told and item.person else None,
        "confidence": item.confidence,
        "is_automatic": item.is_automatic,
        "is_unconfirmed": item.is_unconfirmed,
        "files": [_file(each) for each in files],
    }


def note(item: Note) -> dict[str, Any]:
    """A note as it is told."""
    return {
        "id": item.pk,
        "direction": "note",
        "sender": item.person.email,
        "text": item.text,
        "sent_at": item.at,
        "delivery": None,
        "is_automatic": False,
        "is_unconfirmed": False,
        "until_solved": item.until_solved,
        "files": [],
    }


def _file(row: Attachment) -> dict[str, Any]:
    return {"name": row.name, "size": row.blob.size, "sha256": row.blob_id}
