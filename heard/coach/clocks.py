"""What time of day is meant: "at ten", "half past two", "quarter to five", "9.30 am", "noon".

An hour without "am" or "pm" is meant in the sense of working hours: 1 to 6 are in the afternoon, 7 to 12 in
the morning and at noon. "In the morning", "in the evening" or "tonight" beside it say otherwise.
"""

import re
from datetime import time, timedelta

HOURS = dict(
    zip("one two three four five six seven eight nine ten eleven twelve".split(), range(1, 13), strict=True)
)
MINUTES = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "twenty-five": 25, "half": 30}
AFTERNOON = re.compile(r"\b(?:p\.?m\b|afternoon|evening|tonight|night)", re.IGNORECASE)
MORNING = re.compile(r"\b(?:a\.?m\b|morning)", re.IGNORECASE)
LAST_OF_AFTERNOON = 6  # up to here an hour of one word means the afternoon

_HOUR = r"(?:[01]?\d|2[0-4]|" + "|".join(HOURS) + ")"
_STREET = r"(?: [\w.']+){1,3} (?:street|st|road|rd|avenue|lane|square|drive|way|close)\b"
_NO_HOUR = (  # what follows a number that is none: a sum, a share, a count, a date, a house
    r"(?!\w|[.,:/-]?\d| ?%| ?(?:st|nd|rd|th)\b| (?:per ?cent|percent|euros?|pounds?|dollars?|degrees?|points?"
    r"|times?|of|off|(?:more |working |business )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)"
    r"|items?|pieces?|people|each|places?|stage|stroke|go|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    rf"|{_STREET})"
)
_SAID = (  # needs no word before it to be a time
    r"(?:(?P<past>(?:a )?quarter|half|five|ten|twenty(?:-five)?|\d{1,2})(?: minutes)? (?P<way>past|to) "
    rf"(?P<whole>{_HOUR})\b"
    rf"|(?P<hour>{_HOUR})(?:[:.](?P<minute>\d{{2}}))? ?(?:am|pm|a\.m\.|p\.m\.|o'clock|o’clock)"
    r"|(?P<h24>\d{1,2}):(?P<m24>\d{2})"
    r"|(?P<named>noon|midday|midnight))(?!\w)"
)
_BARE = rf"(?:{_HOUR}(?:\.[0-5]\d)?|lunch(?:time)?){_NO_HOUR}"
CLOCK = re.compile(
    r"\b(?:(?:(?P<rel>by|before|at|after|from|until|till|around|about) (?:around |about )?)?"
    rf"(?P<clock>{_SAID})"
    rf"|(?P<lead>by|before|at|around|until|till) (?:around |about )?(?P<bare>{_BARE}))"
    r"(?: (?:in the (?:morning|afternoon|evening)|at night|tonight))?",
    re.IGNORECASE,
)


def relation(match: re.Match[str]) -> str:
    """The word before the time in lower case: at, by, before, ...; "" when there is none."""
    return (match["rel"] or match["lead"] or "").lower()


def time_of_day(match: re.Match[str], words: str) -> timedelta:
    """How long after midnight a match of CLOCK is; `words` are those around it.

    Raises ValueError for a time that no clock shows.
    """
    said = (match["clock"] or match["bare"]).lower()
    if said == "midnight":
        return timedelta(hours=24)
    if said in ("noon", "midday", "lunch", "lunchtime"):
        return timedelta(hours=12)
    if match["way"]:
        hour, minute = _number(match["whole"]), MINUTES.get(match["past"].lower().removeprefix("a "), 0)
        minute = minute or int(match["past"])
    elif match["h24"]:
        return _checked(int(match["h24"]), int(match["m24"]))
    elif match["hour"]:
        hour, minute = _number(match["hour"]), int(match["minute"] or 0)
    else:
        bare, _, after = said.partition(".")
        hour, minute = _number(bare), int(after or 0)
    at = _checked(_in_working_hours(hour, f"{said} {words}"), minute)
    return at - timedelta(minutes=2 * minute) if (match["way"] or "").lower() == "to" else at


def _in_working_hours(hour: int, words: str) -> int:
    if not 1 <= hour <= 12:
        return hour
    if MORNING.search(words):
        return hour % 12
    if AFTERNOON.search(words) or hour <= LAST_OF_AFTERNOON:
        return hour % 12 + 12
    return hour


def _number(word: str) -> int:
    return HOURS.get(word.lower()) or int(word)


def _checked(hour: int, minute: int) -> timedelta:
    if hour == 24 and not minute:
        return timedelta(hours=24)
    checked = time(hour, minute)
    return timedelta(hours=checked.hour, minutes=checked.minute)
