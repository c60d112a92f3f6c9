"""Where is what belongs to a number? Django takes as long to say it as the database over a question."""

from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

PLACE = 10**15  # numbers from here on stand in no address; they show where one belongs


def of(route: str, *values: int | str) -> str:
    """The path of `route` with these values in it, the same as reverse() gives: numbers, and fixed words."""
    numbers = [value for value in values if isinstance(value, int)]
    return _form(route, *(None if isinstance(value, int) else value for value in values)).format(*numbers)


def with_query(address: str, **query: Any) -> str:
    """The address with those of the values that say something."""
    given = {name: value for name, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


@lru_cache(maxsize=1_000)
def _form(route: str, *words: str | None) -> str:
    """The path with `{}` where a number belongs."""
    values = [PLACE + place if word is None else word for place, word in enumerate(words)]
    path = reverse(route, args=values)
    for value in values:
        if isinstance(value, int):
            path = path.replace(str(value), "{}")
    return path
