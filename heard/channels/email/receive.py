"""What does this mail say? Bytes in, one frozen `Inbound` out, whatever the bytes are."""

import re
from dataclasses import replace

from heard.channels.email.reading import (
    addresses,
    authentication,
    bodies,
    dates,
    language,
    nature,
    parts,
    quotes,
    returned,
)
from heard.channels.email.reading.bounces import Evidence
from heard.channels.email.reading.headers import Headers, decode
from heard.channels.inbound import Address, Inbound
from heard.lib.limits import LARGEST_MAIL_MB

MAX_SIZE = LARGEST_MAIL_MB * 1_000_000  # bytes; no door takes more, a longer file is cut
MAX_ADDRESSES = 2_000
MAX_REFERENCES = 500
MAX_SUBJECT = 2_000  # characters
MESSAGE_ID = re.compile(r"<([^<>\s]{1,998})>")
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


def read(raw: bytes) -> Inbound:
    """One mail as it came through the door, read. Raises MemoryError at most, whatever the bytes.

    `Inbound.problems` names in codes what was unusual; docs/mail.md explains each. A mail that
    defeats the reader comes out as its raw text with "unreadable".
    """
    try:
        return _read(raw)
    except MemoryError:  # not unreadable: with more memory it is read, so it is tried again
        raise
    except Exception:  # a mail must never be lost to a fault of ours: it is shown raw instead
        text = raw[:100_000].decode("utf-8", "replace").replace("\x00", "")
        return Inbound(Address(""), "", text, text, problems=("unreadable",))


def _read(raw: bytes) -> Inbound:
    problems: set[str] = set()
    if len(raw) > MAX_SIZE:
        problems.add("mail_too_long")
        raw = raw[:MAX_SIZE]
    root = parts.parse(raw, problems)
    fields = root.headers
    body = bodies.read(root, problems)
    sender = _sender(fields, root.charset, problems)
    subject = _subject(fields, root.charset)
    to = _people(fields, "to", root.charset, problems)
    text = body.text
    evidence = Evidence(root, text, sender, subject, to)
    kind, bounce = nature.classify(evidence, invited=bool(body.invitation), problems=problems)
    if bounce:
        bounce = replace(bounce, message_id=returned.message_id(root))
    dmarc = authentication.dmarc(fields)
    if dmarc == "fail":
        problems.add("dmarc_failed")
    elif dmarc not in authentication.PASSED:
        problems.add("dmarc_unproven")
    visible = text.strip() if kind == "bounce" else _new_words(body, subject, sender)
    date = fields.text("date")
    sent_at = dates.parse(date)
    if date and not sent_at:
        problems.add("date_broken")
    return Inbound(
        sender=sender,
        subject=subject,
        text=text,
        visible_text=visible,
        kind=kind,
        reply_to=_people(fields, "reply-to", root.charset, problems),
        to=to,
        cc=_people(fields, "cc", root.charset, problems),
        message_id=_message_id(fields.text("message-id")),
        in_reply_to=_message_id(fields.text("in-reply-to")),
        references=_message_ids(fields.text("references")),
        sent_at=sent_at,
        html=body.html,
        reported=returned.message_id(root) if kind == "feedback_report" else "",
        original_sender=_original(fields, root.charset, problems),
        files=tuple(body.files),
        bounce=bounce,
        language=language.detect(visible),
        problems=tuple(sorted(problems)),
    )


def _new_words(body: bodies.Body, subject: str, sender: Address) -> str:
    words = quotes.visible(body.marked, subject=subject, sender=sender)
    return f"{words}\n\n{body.invitation}".strip()


def _original(fields: Headers, charset: str, problems: set[str]) -> Address | None:
    """Who wrote, as a group says it that writes in its own name."""
    for name in ("x-original-from", "x-original-sender"):
        if people := _people(fields, name, charset, problems):
            return people[0]
    return None


def _sender(fields: Headers, charset: str, problems: set[str]) -> Address:
    """Who wrote: From, else Sender, else the envelope's return path."""
    written = fields.every("from")
    if len([value for value in written if value]) > 1:
        problems.add("several_senders")
    named: list[Address] = []
    for value in (*written, *fields.every("sender"), *fields.every("return-path")):
        found = addresses.parse(value, charset)
        if best := next((address for address in found if "@" in address.email), None):
            return best
        named.extend(found)
    problems.add("sender_missing")
    return named[0] if named else Address("")


def _subject(fields: Headers, charset: str) -> str:
    return INVISIBLE.sub("", fields.text("subject", charset))[:MAX_SUBJECT]


def _people(fields: Headers, name: str, charset: str, problems: set[str]) -> tuple[Address, ...]:
    found: list[Address] = []
    for value in fields.every(name):
        found.extend(addresses.parse(value, charset))
        if len(found) > MAX_ADDRESSES:
            problems.add("too_many_addresses")
            break
    return tuple(found[:MAX_ADDRESSES])


def _message_ids(value: str) -> tuple[str, ...]:
    """The Message-IDs of a field, without angle brackets, each once; the last ones where there are many."""
    found = MESSAGE_ID.findall(value) or [word.strip("<>,;") for word in value.split() if "@" in word]
    return tuple(dict.fromkeys(found))[-MAX_REFERENCES:]


def _message_id(value: str) -> str:
    found = _message_ids(value)
    return found[0] if found else decode(value.encode("utf-8", "replace")).strip("<> ")[:998]
