"""Since when has so much working time passed? Against an oracle that looks at every minute."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard.lib.working_time import Week, before

pytestmark = pytest.mark.pure
BERLIN = ZoneInfo("Europe/Berlin")
USUAL = Week(frozenset(range(5)), time(9), time(17), BERLIN)
MINUTE = timedelta(minutes=1)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=BERLIN)


def is_open(moment: datetime, week: Week) -> bool:
    here = moment.astimezone(week.zone)
    ends = week.closes if week.closes != time() else time.max
    return here.weekday() in week.days and week.opens <= here.time() < ends


def oracle(moment: datetime, minutes: int, week: Week) -> datetime:
    """One minute after the other, backwards."""
    while minutes:
        moment -= MINUTE
        minutes -= is_open(moment, week)
    return moment


@pytest.mark.parametrize(
    ("now", "hours", "since"),
    [
        ("2026-11-18 15:00", 4, "2026-11-18 11:00"),
        ("2026-11-18 10:00", 4, "2026-11-17 14:00"),
        ("2026-11-23 09:30", 8, "2026-11-20 09:30"),  # over a week-end
        ("2026-11-22 12:00", 8, "2026-11-20 09:00"),  # on a Sunday
        ("2026-11-18 22:00", 1, "2026-11-18 16:00"),
    ],
)
def test_the_usual_week(now: str, hours: int, since: str) -> None:
    assert before(at(now), timedelta(hours=hours), USUAL) == at(since)


@given(
    day=st.integers(0, 400),
    minute=st.integers(0, 1439),
    span=st.integers(1, 900),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    hours=st.tuples(st.integers(3, 12), st.integers(13, 24)),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"]),
)
def test_as_the_oracle_says(  # noqa: PLR0917 - each side of a week
    day: int, minute: int, span: int, days: frozenset[int], hours: tuple[int, int], zone: str
) -> None:
    week = Week(days, time(hours[0]), time(hours[1] % 24), ZoneInfo(zone))
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=minute)
    assert before(now, timedelta(minutes=span), week) == oracle(now, span, week)


def test_round_the_clock_an_hour_is_an_hour_when_the_clock_goes_forward() -> None:
    always = Week(frozenset(range(7)), time(0), time(0), BERLIN)
    now = datetime(2026, 3, 29, 4, 0, tzinfo=UTC)
    assert before(now, timedelta(hours=6), always) == now - timedelta(hours=6)


@pytest.mark.parametrize(("days", "opens", "closes"), [((), 9, 17), ((1,), 17, 9), ((1,), 9, 9)])
def test_a_week_without_hours_is_none(days: tuple[int, ...], opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="working week"):
        Week(frozenset(days), time(opens), time(closes), BERLIN)
