"""Who wrote, and about what, from a mail that could not be read as a whole."""

from heard.channels.email.reading import addresses, headers
from heard.lib.words import one_line

LOOKED_AT = 64_000  # bytes from the beginning


def glance(raw: bytes) -> tuple[str, str]:
    """Sender and subject as far as the headers say them. Never raises: such mail is odd already."""
    try:
        fields, _end = headers.split(raw[:LOOKED_AT], 0, min(len(raw), LOOKED_AT), set())
        people = [one for value in fields.every("from") for one in addresses.parse(value)]
        sender = f"{people[0].name} <{people[0].email}>".strip() if people else ""
        return one_line(sender, 120), one_line(fields.text("subject"), 160)
    except Exception:
        return "", ""
