"""Reading one mail: bytes in, facts out. Never raises; what was unusual is a code in `problems`."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

import nh3

from heard.channels.inbound import Address, Inbound, InboundFile


def read(raw: bytes) -> Inbound:
    """What the mail in `raw` says."""
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - policy.default makes these
    text, html = _words(mail)
    senders = _addresses(mail, "from")
    return Inbound(
        sender=senders[0] if senders else Address(""),
        subject=str(mail.get("subject", "")).strip(),
        text=text,
        visible_text=text,
        reply_to=_addresses(mail, "reply-to"),
        to=_addresses(mail, "to"),
        cc=_addresses(mail, "cc"),
        message_id=str(mail.get("message-id", "")).strip(),
        in_reply_to=str(mail.get("in-reply-to", "")).strip(),
        references=tuple(str(mail.get("references", "")).split()),
        sent_at=_date(mail),
        html=html,
        files=tuple(_files(mail)),
    )


def _addresses(mail: EmailMessage, header: str) -> tuple[Address, ...]:
    pairs = getaddresses([str(value) for value in mail.get_all(header, [])])
    return tuple(Address(email.lower(), name) for name, email in pairs if email)


def _words(mail: EmailMessage) -> tuple[str, str]:
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    html = nh3.clean(rich.get_content()) if rich else ""
    text = plain.get_content() if plain else nh3.clean(html, tags=set())
    return text.replace("\r\n", "\n").strip(), html


def _date(mail: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(mail.get("date", "")))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _files(mail: EmailMessage) -> list[InboundFile]:
    return [
        InboundFile(
            name=part.get_filename() or "",
            type=part.get_content_type(),
            content=part.get_payload(decode=True) or b"",  # type: ignore[arg-type]
            inline=part.get_content_disposition() == "inline",
            content_id=str(part.get("content-id", "")).strip("<> "),
        )
        for part in mail.iter_attachments()
        if not part.is_multipart()
    ]
