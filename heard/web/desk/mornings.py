"""The mornings that are offered when something waits: nine o'clock on one of the days to come."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

NINE = time(9)  # where a day is said and no hour
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Morning:
    """One choice: its words, and nine o'clock of the day `days` from today, which js/holds.js puts in
    the reader's zone. `theirs` is that hour as the customer sees it; then it stays as it is.
    """

    words: str
    days: int
    at: datetime
    theirs: str = ""

    @property
    def value(self) -> str:
        """The moment as a form sends it."""
        return self.at.isoformat()


def after(today: datetime, days: int) -> datetime:
    """Nine o'clock so many days from `today`, where that is: nine stays nine when clocks are changed."""
    return datetime.combine(today.date() + timedelta(days=days), NINE, today.tzinfo)


def to_monday(today: datetime) -> int:
    """In how many days it is Monday; on a Monday the next one."""
    return (MONDAY - today.weekday()) % 7 or 7
