"""When was it? Working days, hours or minutes before the demo begins, so that it is always fresh."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

SATURDAY = 5
OPENS, CLOSES = 8 * 60 + 20, 17 * 60 + 45  # the office, in minutes of the day
A_DAY, A_FORTNIGHT = CLOSES - OPENS, 10  # the first in office minutes, the second in working days
WHEN = re.compile(r"(?P<many>\d+) (?P<unit>day|hour|minute)s? ago(?: (?P<clock>\d\d:\d\d))?")


class NotAMoment(ValueError):
    """Words that name no time; the message says how to write one."""


def days_before(now: datetime, days: int, minute: int) -> datetime:
    """The given minute of the day, `days` working days before the day of `now`; one at least."""
    day = now.astimezone(UTC).date()
    for _each in range(max(days, 1)):
        day -= timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day -= timedelta(days=1)
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=UTC)


def days_after(now: datetime, days: int) -> datetime:
    """Nine o'clock, `days` working days after the day of `now`."""
    day = now.astimezone(UTC).date()
    for _each in range(days):
        day += timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
    return datetime.combine(day, time(9), tzinfo=UTC)


def of_words(words: str, now: datetime) -> datetime:
    """The moment of "6 days ago 09:12" (working days), "3 hours ago", "25 minutes ago". Raises NotAMoment."""
    found = WHEN.fullmatch(words)
    if not found or (found["unit"] == "day") != bool(found["clock"]):
        raise NotAMoment(f"“{words}”: write “6 days ago 09:12”, “3 hours ago” or “25 minutes ago”.")
    many = int(found["many"])
    if found["unit"] == "day":
        hour, minute = found["clock"].split(":")
        return days_before(now, many, int(hour) * 60 + int(minute))
    return now - (timedelta(hours=many) if found["unit"] == "hour" else timedelta(minutes=many))


@dataclass(slots=True)
class Office:
    """A clock that runs only while the office is open: so many working days ago, at this minute."""

    days: int
    minute: int

    def on(self, minutes: int) -> None:
        """So many minutes later; what does not fit into the day goes on in the next morning."""
        self.minute += minutes
        while self.minute > CLOSES:
            self.minute -= CLOSES - OPENS
            self.days -= 1

    def is_over(self) -> bool:
        """Whether it has come to today, which is told in minutes before now."""
        return self.days < 1
