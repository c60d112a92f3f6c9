"""Several codes in one field of an entry's data, which holds no lists: how they are written and read."""

from collections.abc import Iterable

from heard.timeline.models import Entry


def joined(codes: Iterable[str | int]) -> str:
    """The codes as one field, in the order given. None of them has a comma."""
    return ",".join(map(str, codes))


def of(entry: Entry, field: str) -> list[str]:
    """The codes that stand in a field; none where the entry lacks it."""
    return [code for code in str(entry.data.get(field, "")).split(",") if code]


def numbers(entry: Entry, field: str) -> list[int]:
    """The same where the codes are ids of rows."""
    return [int(code) for code in of(entry, field) if code.isdecimal()]
