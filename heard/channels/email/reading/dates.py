"""When did the sender's clock say that this mail was written?"""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

ISO = re.compile(r"\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


def parse(text: str) -> datetime | None:
    """The moment a Date field names, with its own offset; None when it names none.

    Reads RFC 5322 with its obsolete forms, ISO 8601 and what old programs wrote. Without an offset, or
    with -0000, the time is taken as UTC.
    """
    text = re.sub(r"\s+", " ", text[:200]).strip(" \"'")
    if not text:
        return None
    if ISO.match(text):
        try:
            moment = datetime.fromisoformat(re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text))
        except ValueError:
            moment = None
        if moment:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # A colon in the offset and dots in the time are common slips.
    text = re.sub(r"([+-]\d\d):(\d\d)\b", r"\1\2", text)
    text = re.sub(r"\b(\d\d)\.(\d\d)\.(\d\d)\b(?!\d)", r"\1:\2:\3", text)
    try:
        parts = parsedate_tz(text)
        if not parts:
            return None
        moment = datetime(*parts[:6])  # noqa: DTZ001  # its offset follows
        offset = timedelta(seconds=parts[9] or 0)
        return moment.replace(tzinfo=timezone(offset) if abs(offset) < timedelta(hours=24) else UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
