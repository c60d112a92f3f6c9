"""Which promises a draft makes, and by when: the words of each and the time they name."""

from datetime import datetime

from heard.coach.finding import Promise
from heard.coach.times import when_in


def promise_at(draft: str, start: int, end: int, now: datetime | None) -> Promise:
    """The promise that stands at this place of the draft."""
    what = draft[start:end]
    when = when_in(what, now)
    return Promise(what, start, end, when.words, when.earliest, when.latest)
