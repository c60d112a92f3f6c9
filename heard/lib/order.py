"""In which order does a list stand after one of its things was moved by one place?"""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def moved(order: Sequence[T], one: T, *, up: bool) -> list[T] | None:
    """`order` with `one` a place up or down; None where it is not in it, or stands at that end already."""
    if one not in order:
        return None
    here = order.index(one)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return None
    new = list(order)
    new[here], new[there] = new[there], new[here]
    return new
