"""Where a text stands in the index: its key is its time, so that newest first is the order of the keys.

Both databases read an index in the order of its keys for nothing, and a day is then a range of keys. Sixteen
places a second; when one is taken, the next free one is.
"""

from datetime import UTC, datetime, timedelta

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
A_SECOND = 16
LAST = 2**40  # about the year 4147


def of(at: datetime) -> int:
    """The first place of a moment. What is told of years before 1970 stands at the beginning."""
    return min(max(int((at - BEGINNING) / timedelta(seconds=1) * A_SECOND), 1), LAST - 1)


def moment(place: int) -> datetime:
    """The moment of a place, to the sixteenth of a second."""
    return BEGINNING + timedelta(seconds=place / A_SECOND)
