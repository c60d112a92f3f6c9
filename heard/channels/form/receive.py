"""What does this submission say? The bytes that the form's door kept in, one frozen `Inbound` out."""

import base64
import binascii
import json
from typing import Any

from heard.channels.inbound import Address, Inbound, InboundFile
from heard.files import pictures
from heard.lib.words import one_line, storable

UNKNOWN = "application/octet-stream"
MOST_WORDS = 50_000  # characters
MOST_SUBJECT = 200


def read(raw: bytes) -> Inbound:
    """One submission, read; what is no submission comes out as its raw text with "unreadable"."""
    try:
        said = json.loads(raw)
        return _read(said)
    except (ValueError, KeyError, TypeError, AttributeError):
        text = storable(raw[:100_000].decode("utf-8", "replace"))
        return Inbound(Address(""), "", text, text, problems=("unreadable",))


def _read(said: dict[str, Any]) -> Inbound:
    words = storable(str(said["text"]))[:MOST_WORDS].strip()
    text = "\n\n".join(each for each in (words, _answers(said.get("answers", []))) if each)
    return Inbound(
        sender=Address(str(said["email"]).lower(), one_line(str(said["name"]), 200)),
        subject=one_line(str(said["subject"]), MOST_SUBJECT),
        text=text,
        visible_text=text,
        message_id=str(said["message_id"]),
        files=tuple(_file(file) for file in said.get("files", [])),
        language=str(said.get("language", "")),
        ticket=int(said.get("ticket", 0)),
        tags=tuple(str(tag) for tag in said.get("tags", [])),
    )


def _answers(pairs: list[list[str]]) -> str:
    """What was answered to the company's own questions, one a line."""
    return "\n".join(f"{one_line(label, 120)}: {storable(value).strip()}" for label, value in pairs if value)


def _file(file: dict[str, Any]) -> InboundFile:
    """A file; its type is told by its content for pictures and otherwise left open: no label is believed."""
    try:
        content = base64.b64decode(file["content"], validate=True)
    except binascii.Error as fault:
        raise ValueError(str(fault)) from fault
    kind = pictures.kind(content[: pictures.HEAD_BYTES])
    return InboundFile(one_line(str(file["name"]), 255), kind or UNKNOWN, content)
