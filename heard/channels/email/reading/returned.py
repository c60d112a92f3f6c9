"""Which mail of ours came back? The Message-ID inside a bounce (RFC 3464 section 2, and free forms)."""

import re

from heard.channels.email.reading.parts import Part

SCANNED = 100_000  # bytes of a part that are searched
RETURNED = {
    "message/rfc822",
    "message/rfc822-headers",
    "text/rfc822-headers",
    "message/global",
    "message/global-headers",
}
MESSAGE_ID = re.compile(rb"^[> ]*message-id[ \t]*:\s*<([^<>\s]{1,250})>", re.IGNORECASE | re.MULTILINE)


def message_id(root: Part) -> str:
    """The Message-ID of the mail that was returned, without angle brackets; "" when it is not said."""
    packed = [part for part in root.walk() if part.type in RETURNED]
    plain = [part for part in root.walk() if part.type.startswith("text/") and part not in packed]
    for part in (*packed, *plain):
        if found := MESSAGE_ID.search(part.content(set())[:SCANNED]):
            return found[1].decode("latin-1")
    return ""
