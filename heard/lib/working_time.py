"""Since when has so much working time passed? Days and hours of one place, also over changes of its clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Week:
    """When people work: on `days` (0: Monday) from `opens` to `closes` of the clock in `zone`.

    A `closes` of midnight is the end of the day. Holidays are not known.
    """

    days: frozenset[int]
    opens: time
    closes: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not self.days or (self.closes != time() and self.closes <= self.opens):
            raise ValueError("A working week has a day, and hours that end after they begin.")


def before(moment: datetime, span: timedelta, week: Week) -> datetime:
    """The latest moment from which `span` of working time has passed until `moment`."""
    left = span
    for opens, closes in _stretches_back(moment, week):
        if closes - opens >= left:
            return closes - left
        left -= closes - opens
    raise OverflowError("So much working time has not passed since time began.")


def _stretches_back(moment: datetime, week: Week) -> Iterable[tuple[datetime, datetime]]:
    """The working hours before `moment`, the last ones first, in UTC: an hour is an hour there."""
    day = moment.astimezone(week.zone).date()
    while day.year > 1:
        if day.weekday() in week.days:
            end = day + DAY if week.closes == time() else day
            opens = datetime.combine(day, week.opens, week.zone).astimezone(UTC)
            closes = min(datetime.combine(end, week.closes, week.zone).astimezone(UTC), moment)
            if opens < closes:
                yield opens, closes
        day -= DAY
