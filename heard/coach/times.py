"""By when something is promised: finds the words about time in a sentence and says which span they mean."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from heard.coach.clocks import CLOCK, relation, time_of_day

NUMBERS = {
    **dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11), strict=True)),
    "a": 1,
    "an": 1,
    "eleven": 11,
    "twelve": 12,
    "fourteen": 14,
    "couple": 2,
    "few": 3,
    "half": 0.5,
}
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = "january february march april may june july august september october november december".split()
PARTS = {
    "morning": (6, 12),
    "noon": (12, 12),
    "lunchtime": (12, 14),
    "afternoon": (12, 18),
    "evening": (18, 22),
}
FIRST_HOURS = (6, 10)  # "first thing"
SECONDS = {"second": 1, "minute": 60, "hour": 3600}

_NUMBER = r"(?:\d{1,3}|(?:a )?(?:couple of|few|half an?)|an?|" + "|".join(NUMBERS) + ")"
_UNIT = r"(?:second|minute|hour|day|week|fortnight|month|year)s?"
_DAY = "(?:" + "|".join(f"{day}|{day[:3]}" for day in DAYS) + ")"
_MONTH = "(?:" + "|".join(f"{month}|{month[:3]}" for month in MONTHS) + ")"
_PART = r"(?:morning|afternoon|evening|night|lunchtime)"

WHEN = (
    r"\b(?:"
    rf"(?P<length>(?P<lead>within|in|under|inside)(?: the next| at most| about)? (?P<count>{_NUMBER}|the)"
    rf"(?: ?(?:-|–|to|or) ?(?P<upto>{_NUMBER}))? (?P<working>working |business |week)?(?P<unit>{_UNIT})"
    r"(?:['’]s?|['’]? time)*)"
    r"|(?P<end>(?:(?:the )?(?:end|close) of (?:(?:the |this |next )?"
    r"(?P<ended>day|week|month|business|play|today|tomorrow))|cob|eob)"
    rf"(?: (?:on |this |next )?(?P<endday>{_DAY}|today|tomorrow)\b)?)"
    rf"|(?P<first>first thing(?: (?:in the morning|(?:on |this |next )?(?P<firstday>{_DAY}|today|tomorrow)"
    r"(?: morning)?))?)"
    r"|(?P<weekend>(?:this |next |the )weekend)"
    rf"|(?P<date>(?:the )?(?P<mday>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b"
    r"(?: (?P<year>20\d\d))?)"
    rf"|(?P<date2>(?P<month2>{_MONTH}) (?P<mday2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:))"
    rf"|(?P<iso>20\d\d-\d\d-\d\d)"
    rf"|(?P<nth>the (?P<nthday>\d{{1,2}})(?:st|nd|rd|th))"
    rf"|(?P<day>(?P<which>next |this |coming )?"
    rf"(?:(?P<name>{_DAY})|(?P<near>today|tonight|tomorrow|tmrw|eod))\b)"
    rf"|(?P<part>this {_PART})"
    rf"|(?P<next>(?:next|this) (?P<period>week|month|year))"
    rf"|(?P<soon>straight away|right away|immediately|shortly|soon|as soon as possible|asap)"
    r")\b"
)
PART = re.compile(rf"\b{_PART}\b", re.IGNORECASE)
BY = re.compile(r"\b(?:by|before|until|no later than|at the latest|latest)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class When:
    """Words about time and, where `now` was known, the span that they mean."""

    words: str
    earliest: datetime | None
    latest: datetime | None


@cache
def _when() -> re.Pattern[str]:
    """Compiled at the first promise: it is the largest expression here."""
    return re.compile(WHEN, re.IGNORECASE)


def when_in(sentence: str, now: datetime | None) -> When:
    """The first time in a sentence; words are "" when there is none.

    "Within" and "by" begin now; a day means all of it; a past weekday or date means the next one.
    """
    text = sentence[:600]
    match = _when().search(text)
    clock = CLOCK.search(text)
    if match is None and clock is None:
        return When("", None, None)
    places = [each.span() for each in (match, clock) if each]
    start, end = min(place[0] for place in places), max(place[1] for place in places)
    if end - start > 60:  # two times far apart are two different things
        start, end = places[0]
        clock = None if match else clock
    lead = BY.search(text, max(0, start - 20), start)
    leads = lead is not None and lead.end() + 12 >= start
    words = text[lead.start() if lead and leads else start : end]
    if now is None:
        return When(words.strip(), None, None)
    try:
        earliest, latest = _span(match, clock, text[start:end], now)
    except (ValueError, OverflowError):  # the 31st of June, year 9999
        return When(words.strip(), None, None)
    return When(words.strip(), now if leads else earliest, latest)


def _span(
    match: re.Match[str] | None, clock: re.Match[str] | None, words: str, now: datetime
) -> tuple[datetime, datetime]:
    if match is None:
        earliest, latest = _day_span(now)
    elif match["length"]:
        return _length(match, now)
    elif match["soon"]:
        return now, now + timedelta(days=1)
    else:
        earliest, latest = _named(match, now)
    part = PART.search(words)
    if match is not None and (match["near"] or "").lower() == "tonight":
        earliest, latest = _hours(earliest, 18, 24)
    elif part and part.group().lower() in PARTS and not (match and match["first"]):
        earliest, latest = _hours(earliest, *PARTS[part.group().lower()])
    if clock:
        earliest = earliest.replace(hour=0, minute=0) + timedelta(days=_is_over(match, clock, words, now))
        return _clocked(clock, words, earliest, max(latest, earliest), now)
    return max(earliest, now), latest


def _is_over(match: re.Match[str] | None, clock: re.Match[str], words: str, now: datetime) -> bool:
    """Whether a time without a day has passed today, so that tomorrow's is meant."""
    passed = now - now.replace(hour=0, minute=0, second=0, microsecond=0)
    return match is None and time_of_day(clock, words) < passed


def _named(match: re.Match[str], now: datetime) -> tuple[datetime, datetime]:
    """Days, dates, weeks and months that are named."""
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        return _day_span(now.replace(year=year, month=month, day=day))
    if match["date"] or match["date2"]:
        month = _place((match["month"] or match["month2"]), MONTHS) + 1
        return _day_span(_date(now, month, int(match["mday"] or match["mday2"]), match["year"]))
    if match["nth"]:
        day = int(match["nthday"])
        return _day_span(now.replace(day=day) if day >= now.day else _months_on(now, 1).replace(day=day))
    if match["first"]:
        return _first_thing(match["firstday"] or "", now)
    if match["weekend"]:
        return _weekend(match, now)
    if match["day"]:
        return _day_span(_day(match["name"], match["near"], match["which"], now))
    if match["next"] or match["end"]:
        return _period(match, now)
    return _day_span(now)


def _day(name: str | None, near: str | None, which: str | None, now: datetime) -> datetime:
    if near:
        return now + timedelta(days=1) if near.lower() in ("tomorrow", "tmrw") else now
    ahead = (_place(name or "", DAYS) - now.weekday()) % 7
    return now + timedelta(days=ahead or (7 if (which or "").lower() == "next " else 0))


def _first_thing(named: str, now: datetime) -> tuple[datetime, datetime]:
    """The first hours of a day; of the next one when none is named."""
    return _hours(_called(named, now) if named else now + timedelta(days=1), *FIRST_HOURS)


def _called(name: str, now: datetime) -> datetime:
    """The day of a weekday's name, of "today" and "tomorrow"."""
    return _day(name, name if name.lower() in ("today", "tomorrow") else None, None, now)


def _weekend(match: re.Match[str], now: datetime) -> tuple[datetime, datetime]:
    """Saturday and Sunday; "by the weekend" ends before it begins."""
    later = 7 * match.group().lower().startswith("next")
    saturday = now + timedelta(days=max(0, 5 - now.weekday()) + later)
    begin = _hours(saturday, 0, 24)[0]
    if BY.search(match.string, max(0, match.start() - 8), match.start()):
        return now, max(begin, now)
    return begin, begin + timedelta(days=2 - (now.weekday() == 6 and not later))


def _period(match: re.Match[str], now: datetime) -> tuple[datetime, datetime]:
    words = match.group().lower()
    later = "next" in words
    if "month" in words:
        first = _months_on(now, 1) if later else now
        return _day_span(first)[0].replace(day=1), _day_span(_last_of_month(first))[1]
    if "year" in words:
        year = now.year + later
        return now.replace(year=year, month=1, day=1), _day_span(now.replace(year=year, month=12, day=31))[1]
    if "week" in words:
        monday = now - timedelta(days=now.weekday()) + timedelta(days=7 * later)
        friday = monday + timedelta(days=4 if match["end"] else 6)
        return _day_span(monday)[0], _day_span(friday)[1]
    day = now + timedelta(days="tomorrow" in words)
    return _hours(_called(match["endday"], now) if match["endday"] else day, 0, 18)


def _length(match: re.Match[str], now: datetime) -> tuple[datetime, datetime]:
    """`in 2 to 3 working days`: from the least to the most; `within` begins now."""
    unit = match["unit"].lower().rstrip("s")
    least = _number(match["count"])
    most = _number(match["upto"]) if match["upto"] else least
    working = bool(match["working"]) and unit == "day"
    earliest = now if match["lead"].lower() != "in" else _on(now, least, unit, working=working)
    return earliest, _on(now, most, unit, working=working)


def _on(now: datetime, count: float, unit: str, *, working: bool) -> datetime:
    if unit in SECONDS:
        return now + timedelta(seconds=count * SECONDS[unit])
    if unit == "month":
        return _months_on(now, int(count) or 1)
    if unit == "year":
        return _months_on(now, int(count * 12))
    days = {"day": 1, "week": 7, "fortnight": 14}[unit] * count
    if not working:
        return now + timedelta(days=days)
    while days > 0:
        now += timedelta(days=1)
        days -= now.weekday() < 5
    return _hours(now, 0, 24)[1]


def _number(words: str) -> float:
    if words.isdecimal():
        return float(words)
    known = [NUMBERS[word] for word in words.lower().split() if word in NUMBERS]
    return float(min(known) if "half" in words.lower() else max(known, default=1))


def _clocked(
    clock: re.Match[str], words: str, earliest: datetime, latest: datetime, now: datetime
) -> tuple[datetime, datetime]:
    at = earliest + time_of_day(clock, words)
    if relation(clock) in ("by", "before", "until", "till"):
        return max(now, earliest), at
    if relation(clock) in ("after", "from"):
        return at, max(latest, at)
    return at, at


def _date(now: datetime, month: int, day: int, year: str | None) -> datetime:
    date = now.replace(year=int(year) if year else now.year, month=month, day=day)
    return date if year or date.date() >= now.date() else date.replace(year=now.year + 1)


def _months_on(now: datetime, months: int) -> datetime:
    month = now.month - 1 + months
    year, month = now.year + month // 12, month % 12 + 1
    return now.replace(year=year, month=month, day=min(now.day, monthrange(year, month)[1]))


def _last_of_month(day: datetime) -> datetime:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _day_span(day: datetime) -> tuple[datetime, datetime]:
    return _hours(day, 0, 24)


def _hours(day: datetime, first: int, last: int) -> tuple[datetime, datetime]:
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(hours=first), midnight + timedelta(hours=last)


def _place(word: str, names: list[str]) -> int:
    return next(index for index, name in enumerate(names) if name.startswith(word.lower()[:3]))
